//! `/api`: the document that describes it, its examples, who may ask, and changes as they come.

#![expect(clippy::unwrap_used, reason = "integration test")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;

use crate::support::{Answer, Client, get, post_with_token};
use iamkit_server::{RunningServer, Server};
use serde_json::{Value, json};

const TOKEN: &str = "a-token-that-only-pages-have";

fn server() -> RunningServer {
    Server::builder().bearer_token(TOKEN).spawn().unwrap()
}

fn ask(server: &RunningServer, path: &str, question: &Value) -> Answer {
    post_with_token(server.address(), path, TOKEN, "application/json", &question.to_string())
}

/// Every example is answered, with what its schema demands.
#[test]
fn examples_of_the_document_are_answered_as_it_says() {
    let server = server();
    let document = get(server.address(), "/api/openapi.json").json();
    assert_eq!(document["openapi"], "3.1.0");
    let schemas = &document["components"]["schemas"];
    let resolved = |schema: &Value| {
        let name = schema["$ref"].as_str().unwrap().strip_prefix("#/components/schemas/").unwrap().to_owned();
        schemas[&name].clone()
    };
    let mut n_asked = 0;
    for (path, operations) in document["paths"].as_object().unwrap() {
        let Some(operation) = operations.get("post") else { continue };
        let question = &operation["requestBody"]["content"]["application/json"];
        let example = &question["example"];
        let asked = resolved(&question["schema"]);
        for member in example.as_object().unwrap().keys() {
            assert!(asked["properties"].get(member).is_some(), "{path} has no `{member}`");
        }
        let answer = ask(&server, path, example);
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        let schema = resolved(&operation["responses"]["200"]["content"]["application/json"]["schema"]);
        let answer = answer.json();
        for member in schema["required"].as_array().into_iter().flatten() {
            assert!(
                answer.get(member.as_str().unwrap()).is_some(),
                "{path} answers without {member}: {answer}"
            );
        }
        n_asked += 1;
        // What isn't described is refused, not left aside.
        let mut more = example.clone();
        more["unknown"] = json!(1);
        assert_eq!(ask(&server, path, &more).status, 400, "{path}");
    }
    assert_eq!(n_asked, 5);
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
}

#[test]
fn answers_are_those_of_the_library() {
    let server = server();
    let root = Client::root(&server);
    let alice = root.of_new_user(&server, "alice");
    let document = json!({"Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}});
    let put = [("UserName", "alice"), ("PolicyName", "Own"), ("PolicyDocument", &*document.to_string())];
    root.did("PutUserPolicy", &put);
    let wanted = json!({"action": "s3:GetObject", "resource": "arn:aws:s3:::reports/today"});
    let who = ask(&server, "/api/who-can", &wanted).json();
    assert!(who.to_string().contains("user/alice"), "{who}");
    let question =
        json!({"accessKeyId": alice.id, "action": "s3:GetObject", "resource": "arn:aws:s3:::reports/today"});
    let why = ask(&server, "/api/explain", &question).json();
    assert_eq!(why["explanation"]["decision"], "allowed");
    assert_eq!(why["deciding"][0]["policy"], "Own");
    // A document as a text has the places of that text.
    let text = "{\n \"Version\": \"2012-10-17\"}";
    let found = ask(&server, "/api/validate", &json!({"document": text})).json();
    assert_eq!(found["findings"][0]["code"], "MISSING_STATEMENT");
    assert_eq!(found["findings"][0]["locations"][0]["span"]["end"]["line"], 2);
    let typed = json!({"document": text, "policyType": "IDENTITY", "resourceType": "AWS::S3::Bucket"});
    assert_eq!(ask(&server, "/api/validate", &typed).status, 400);
    let broader = json!({"a": document, "b": {"Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}});
    assert_eq!(ask(&server, "/api/compare", &broader).json()["relation"], "narrower");
    assert_eq!(ask(&server, "/api/nothing", &json!({})).status, 404);
}

#[test]
fn whoever_signs_is_answered_as_far_as_its_policies_allow() {
    let server = server();
    let root = Client::root(&server);
    let alice = root.of_new_user(&server, "alice");
    let questions = [
        ("/api/validate", json!({"document": "{}"})),
        ("/api/compare", json!({"a": "{}", "b": "{}"})),
        ("/api/who-can", json!({"action": "s3:GetObject", "resource": "*"})),
        ("/api/explain", json!({"principal": "arn:aws:iam::123456789012:root", "action": "s3:GetObject"})),
    ];
    for (path, question) in &questions {
        let denied = alice.post(path, &question.to_string());
        assert_eq!((denied.status, denied.header("x-amzn-errortype")), (403, Some("AccessDenied")), "{path}");
        assert_ne!(root.post(path, &question.to_string()).status, 403, "{path}");
        let headers = [("host".to_owned(), "x".to_owned())];
        assert_eq!(crate::support::send(server.address(), path, &headers, b"{}").status, 403, "{path}");
    }
}

#[test]
fn changes_are_told_as_they_come() {
    let server = server();
    let root = Client::root(&server);
    root.did("CreateUser", &[("UserName", "alice")]);
    let unsigned = get(server.address(), "/api/changes");
    assert_eq!(
        (unsigned.status, unsigned.header("x-amzn-errortype")),
        (403, Some("MissingAuthenticationToken"))
    );
    let mut stream = TcpStream::connect(server.address()).unwrap();
    write!(stream, "GET /api/changes?after=1 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {TOKEN}\r\n\r\n")
        .unwrap();
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let mut next = || {
        let line = lines.find(|line| line.starts_with("data: ")).unwrap();
        serde_json::from_str::<Value>(line.strip_prefix("data: ").unwrap()).unwrap()
    };
    let first = next();
    assert_eq!(first["generation"], 2);
    assert!(first["changes"][0].to_string().contains("alice"), "{first}");
    root.did("CreateUser", &[("UserName", "bob")]);
    let second = next();
    assert_eq!(second["generation"], 3);
    assert!(second["changes"][0].to_string().contains("bob"), "{second}");
    // A client that goes on listening doesn't hold up the end.
    let began = std::time::Instant::now();
    drop(server);
    assert!(began.elapsed() < std::time::Duration::from_secs(5));
}
