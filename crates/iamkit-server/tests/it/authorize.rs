//! `POST /authorize`: who may ask, what is answered, and what isn't known.

#![expect(clippy::unwrap_used, reason = "integration test")]

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;

use crate::support::{Answer, Client, post_with_token};
use iamkit_server::{Builder, RunningServer, Server};
use serde_json::{Value, json};

const TOKEN: &str = "a-token-that-only-gateways-have";
const ALICE: &str = "arn:aws:iam::123456789012:user/alice";
const BUCKET: &str = "arn:aws:s3:::reports/today";

fn builder() -> Builder {
    Server::builder().bearer_token(TOKEN)
}

/// A server with alice, who may read reports from an office, and bob, who may ask about her.
fn server() -> (RunningServer, Client, Client) {
    let server = builder().spawn().unwrap();
    let root = Client::root(&server);
    let alice = root.of_new_user(&server, "alice");
    let bob = root.of_new_user(&server, "bob");
    put(
        &root,
        "alice",
        &json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*",
        "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}),
    );
    put(
        &root,
        "bob",
        &json!({"Effect": "Allow", "Action": "iam:SimulatePrincipalPolicy", "Resource": ALICE}),
    );
    (server, alice, bob)
}

fn put(root: &Client, user: &str, statement: &Value) {
    let document = json!({"Version": "2012-10-17", "Statement": statement}).to_string();
    root.did("PutUserPolicy", &[("UserName", user), ("PolicyName", "Own"), ("PolicyDocument", &document)]);
}

fn ask(server: &RunningServer, question: &Value) -> Answer {
    post_with_token(server.address(), "/authorize", TOKEN, "application/json", &question.to_string())
}

fn about_alice(context: &Value) -> Value {
    json!({"principal": ALICE, "action": "s3:GetObject", "resource": BUCKET, "context": context})
}

#[test]
fn a_decision_names_layer_and_policy_and_what_is_missing() {
    let (server, ..) = server();
    let allowed = ask(&server, &about_alice(&json!({"aws:SourceIp": "10.1.2.3"})));
    assert_eq!(allowed.status, 200, "{allowed:?}");
    let allowed = allowed.json();
    assert_eq!((&allowed["decision"], &allowed["isAllowed"]), (&json!("allowed"), &json!(true)));
    assert_eq!(allowed["layer"], "identity");
    assert_eq!(allowed["policies"][0]["name"], "Own");
    assert_eq!(allowed["policies"][0]["path"], "inline in the user");
    assert_eq!(allowed["undecided"], Value::Null);

    let elsewhere = ask(&server, &about_alice(&json!({"aws:SourceIp": "192.0.2.1"}))).json();
    assert_eq!((&elsewhere["decision"], &elsewhere["layer"]), (&json!("implicitDeny"), &json!("identity")));

    let absent = ask(&server, &about_alice(&json!({}))).json();
    assert_eq!(
        (&absent["decision"], &absent["missingKeys"]),
        (&json!("implicitDeny"), &json!(["aws:SourceIp"]))
    );

    let unknown = ask(&server, &about_alice(&json!({"aws:SourceIp": null}))).json();
    assert_eq!((&unknown["decision"], &unknown["isAllowed"]), (&json!("depends"), &json!(false)));
    assert_eq!(unknown["undecided"], json!({"keys": ["aws:SourceIp"], "policies": []}));
}

#[test]
fn an_explicit_deny_and_a_boundary_are_told_as_what_they_are() {
    let (server, ..) = server();
    let root = Client::root(&server);
    put(
        &root,
        "alice",
        &json!([{"Effect": "Allow", "Action": "*", "Resource": "*"},
        {"Sid": "NoQueues", "Effect": "Deny", "Action": "sqs:*", "Resource": "*"}]),
    );
    let queue = "arn:aws:sqs:us-east-1:123456789012:orders";
    let denied =
        ask(&server, &json!({"principal": ALICE, "action": "sqs:SendMessage", "resource": queue})).json();
    assert_eq!((&denied["decision"], &denied["layer"]), (&json!("explicitDeny"), &json!("identity")));
    assert_eq!(
        (&denied["policies"][0]["sid"], &denied["policies"][0]["statement"]),
        (&json!("NoQueues"), &json!(1))
    );
    let boundary = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";
    root.did("PutUserPermissionsBoundary", &[("UserName", "alice"), ("PermissionsBoundary", boundary)]);
    let limited = ask(&server, &json!({"principal": ALICE, "action": "ec2:DescribeInstances"})).json();
    assert_eq!((&limited["decision"], &limited["layer"]), (&json!("implicitDeny"), &json!("boundary")));
}

#[test]
fn the_root_user_a_session_and_the_holder_of_a_key_can_be_asked_about() {
    let (server, alice, _) = server();
    let root = Client::root(&server);
    let ask = |question: Value| ask(&server, &question).json();
    let of_root = json!({"principal": "arn:aws:iam::123456789012:root", "action": "s3:ListAllMyBuckets"});
    assert_eq!(ask(of_root)["decision"], "allowed");
    let of_key = json!({"accessKeyId": alice.id, "action": "s3:GetObject", "resource": BUCKET,
        "context": {"aws:SourceIp": "10.1.2.3"}});
    assert_eq!(ask(of_key)["decision"], "allowed");
    let trust = json!({"Version": "2012-10-17", "Statement":
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "123456789012"}}})
    .to_string();
    root.did(
        "CreateRole",
        &[("RoleName", "Deploy"), ("Path", "/teams/"), ("AssumeRolePolicyDocument", &trust)],
    );
    let admin = "arn:aws:iam::aws:policy/AdministratorAccess";
    root.did("AttachRolePolicy", &[("RoleName", "Deploy"), ("PolicyArn", admin)]);
    let of_session = json!({"principal": "arn:aws:sts::123456789012:assumed-role/Deploy/ci", "action": "s3:ListAllMyBuckets"});
    assert_eq!(ask(of_session)["decision"], "allowed");
    // The policy of a session counts where its token is given.
    put(&root, "alice", &json!({"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}));
    let role = "arn:aws:iam::123456789012:role/teams/Deploy";
    let limit = json!({"Version": "2012-10-17", "Statement":
        {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}})
    .to_string();
    let assumed = [("RoleArn", role), ("RoleSessionName", "ci"), ("Policy", &*limit)];
    let session = Client::of_credentials(&server, &alice.sts("AssumeRole", &assumed));
    let of_token =
        json!({"accessKeyId": session.id, "sessionToken": session.token, "action": "s3:ListAllMyBuckets"});
    let limited = ask(of_token);
    assert_eq!((&limited["decision"], &limited["layer"]), (&json!("implicitDeny"), &json!("session")));
}

#[test]
fn several_questions_have_as_many_answers_in_their_order() {
    let (server, ..) = server();
    let good = about_alice(&json!({"aws:SourceIp": "10.1.2.3"}));
    let nobody = json!({"principal": "arn:aws:iam::123456789012:user/nobody", "action": "s3:GetObject"});
    let misspelt = json!({"principle": ALICE, "action": "s3:GetObject"});
    let no_resource = json!({"principal": ALICE, "action": "s3:GetObject", "resource": "reports"});
    let no_action = json!({"principal": ALICE, "action": "GetObject", "resource": BUCKET});
    let mut questions = vec![good.clone(), nobody, misspelt, no_resource, no_action];
    questions.resize(1_000, good.clone());
    let told = |answer: &Value| {
        let of_error = answer["error"]["code"].as_str();
        of_error.or(answer["decision"].as_str()).unwrap().to_owned()
    };
    let expected =
        ["allowed", "NoSuchEntity", "ValidationException", "ValidationException", "ValidationError"];
    let batch = ask(&server, &Value::from(questions.clone())).json();
    let answers = batch.as_array().unwrap();
    assert_eq!(answers.len(), 1_000);
    assert_eq!(answers.iter().take(5).map(told).collect::<Vec<_>>(), expected);
    assert!(answers.iter().skip(5).all(|answer| answer["decision"] == "allowed"));
    let mut lines = String::new();
    for question in &questions {
        writeln!(lines, "{question}").unwrap();
    }
    let of_lines = post_with_token(server.address(), "/authorize", TOKEN, "application/x-ndjson", &lines);
    assert_eq!(of_lines.header("content-type"), Some("application/x-ndjson"));
    let unchunked = of_lines.body.lines().filter(|line| line.starts_with('{')).collect::<Vec<_>>();
    assert_eq!(unchunked.len(), 1_000, "one line for each");
    assert_eq!(serde_json::from_str::<Value>(unchunked[1]).unwrap()["error"]["code"], "NoSuchEntity");
    assert_eq!(ask(&server, &json!([])).body, "[]");
    assert_eq!(ask(&server, &json!("a question")).status, 400);
}

/// A line is answered while the stream goes on.
#[test]
fn a_stream_answers_each_line_as_it_comes() {
    let (server, ..) = server();
    let mut stream = TcpStream::connect(server.address()).unwrap();
    write!(
        stream,
        "POST /authorize HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {TOKEN}\r\n\
         content-type: application/x-ndjson\r\ntransfer-encoding: chunked\r\n\r\n"
    )
    .unwrap();
    let mut answers = BufReader::new(stream.try_clone().unwrap()).lines().map(Result::unwrap);
    let mut decisions = Vec::new();
    for address in ["10.0.0.1", "192.0.2.1", "10.0.0.2"] {
        let line = format!("{}\n", about_alice(&json!({"aws:SourceIp": address})));
        // In two pieces, so that a line isn't whole at first.
        let (start, rest) = line.split_at(40);
        for piece in [start, rest] {
            write!(stream, "{:x}\r\n{piece}\r\n", piece.len()).unwrap();
        }
        let answer = answers.find(|line| line.starts_with('{')).unwrap();
        decisions.push(serde_json::from_str::<Value>(&answer).unwrap()["decision"].clone());
    }
    assert_eq!(decisions, ["allowed", "implicitDeny", "allowed"]);
    write!(stream, "0\r\n\r\n").unwrap();
    assert_eq!(answers.find(|line| line == "0"), Some("0".to_owned()), "the answer ends with the questions");
}

#[test]
fn whoever_signs_is_told_what_its_policies_allow() {
    let (server, alice, bob) = server();
    let question = about_alice(&json!({"aws:SourceIp": "10.1.2.3"})).to_string();
    assert_eq!(bob.post("/authorize", &question).json()["decision"], "allowed");
    assert_eq!(Client::root(&server).post("/authorize", &question).status, 200);
    let denied = alice.post("/authorize", &question);
    assert_eq!((denied.status, denied.header("x-amzn-errortype")), (403, Some("AccessDenied")));
    assert!(denied.body.contains("iam:SimulatePrincipalPolicy"), "{denied:?}");
    // Of the others in a batch bob learns nothing.
    let of_bob = json!({"principal": "arn:aws:iam::123456789012:user/bob", "action": "s3:GetObject"});
    let both = bob.post("/authorize", &format!("[{question}, {of_bob}]")).json();
    assert_eq!(
        (&both[0]["decision"], &both[1]["error"]["code"]),
        (&json!("allowed"), &json!("AccessDenied"))
    );
    let forged = Client { secret: "wrong".to_owned(), ..bob };
    assert_eq!(
        forged.post("/authorize", &question).header("x-amzn-errortype"),
        Some("SignatureDoesNotMatch")
    );
}

#[test]
fn a_wrong_token_and_none_are_refused() {
    let (server, ..) = server();
    let question = about_alice(&json!({})).to_string();
    for kind in ["application/json", "application/x-ndjson"] {
        let wrong = post_with_token(server.address(), "/authorize", "wrong", kind, &question);
        assert_eq!(
            (wrong.status, wrong.header("x-amzn-errortype")),
            (403, Some("UnrecognizedClientException"))
        );
    }
    let headers = [("host".to_owned(), "x".to_owned())];
    let none = crate::support::send(server.address(), "/authorize", &headers, question.as_bytes());
    assert_eq!((none.status, none.header("x-amzn-errortype")), (403, Some("MissingAuthenticationToken")));
    // A server without a token takes none at all.
    let server = Server::builder().spawn().unwrap();
    let any = post_with_token(server.address(), "/authorize", "any", "application/json", &question);
    assert_eq!(any.status, 403);
}
