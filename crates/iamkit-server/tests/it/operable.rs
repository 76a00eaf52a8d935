//! What people who run the server need: health, metrics, bounds, and why a call was denied.

#![expect(clippy::unwrap_used, reason = "integration test")]

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use crate::support::{Client, exchange, get, parsed};
use iamkit_server::{RunningServer, Server, ServerLimits};
use serde_json::Value;

fn limited(limits: ServerLimits) -> RunningServer {
    Server::builder().limits(limits).spawn().unwrap()
}

#[test]
fn health_and_readiness_are_told() {
    let server = Server::builder().spawn().unwrap();
    for path in ["/healthz", "/readyz"] {
        let answer = get(server.address(), path);
        assert_eq!((answer.status, &*answer.body), (200, "ok\n"), "{path}");
    }
}

#[test]
fn metrics_count_by_operation_code_and_layer() {
    let server = Server::builder().spawn().unwrap();
    let root = Client::root(&server);
    let alice = root.of_new_user(&server, "alice");
    root.iam("GetUser", &[("UserName", "nobody")]);
    alice.iam("ListUsers", &[]);
    root.iam("NoSuchThing", &[]);
    let text = get(server.address(), "/metrics").body;
    let has = |line: &str| assert!(text.contains(line), "{line} is not in:\n{text}");
    has("iamkit_calls_total{service=\"iam\",operation=\"CreateUser\",code=\"OK\"} 1\n");
    has("iamkit_calls_total{service=\"iam\",operation=\"GetUser\",code=\"NoSuchEntity\"} 1\n");
    has("iamkit_calls_total{service=\"iam\",operation=\"ListUsers\",code=\"AccessDenied\"} 1\n");
    has("iamkit_calls_total{service=\"iam\",operation=\"none\",code=\"InvalidAction\"} 1\n");
    has("iamkit_denials_total{layer=\"identity\"} 1\n");
    has("iamkit_call_seconds_count 5\n");
    // Two by the root user, and that the user called.
    has("iamkit_store_generation 4\n");
    assert!(text.ends_with("# EOF\n"));
    assert!(!text.contains(root.secret.as_str()) && !text.contains(alice.id.as_str()));
}

#[test]
fn a_key_that_calls_too_often_is_throttled_alone() {
    let server = limited(ServerLimits { calls_per_second: Some(3), ..ServerLimits::default() });
    let root = Client::root(&server);
    let alice = root.of_new_user(&server, "alice");
    // So many that they don't pass on a slow machine either.
    let codes = [(); 30].map(|()| alice.iam("GetUser", &[]));
    let throttled = codes.iter().filter(|answer| answer.body.contains("<Code>Throttling</Code>"));
    let throttled = throttled.collect::<Vec<_>>();
    assert!((1..30).contains(&throttled.len()), "{codes:?}");
    assert_eq!((throttled[0].status, throttled[0].message()), (400, "Rate exceeded".to_owned()));
    std::thread::sleep(Duration::from_millis(400));
    assert_eq!(alice.iam("GetUser", &[]).code(), "AccessDenied", "after a while it may call again");
    let question = r#"{"principal": "arn:aws:iam::123456789012:root", "action": "s3:ListAllMyBuckets"}"#;
    let asked = [(); 30].map(|()| alice.post("/authorize", question).body);
    assert!(asked.iter().any(|body| body.contains("Rate exceeded")), "{asked:?}");
    // Nobody can use up another's calls without its secret.
    let forged = Client { secret: "wrong".to_owned(), ..alice.clone() };
    for _ in 0..5 {
        assert_eq!(forged.iam("GetUser", &[]).code(), "SignatureDoesNotMatch");
    }
    std::thread::sleep(Duration::from_millis(400));
    assert_eq!(alice.iam("GetUser", &[]).code(), "AccessDenied");
}

#[test]
fn bodies_and_heads_have_the_bounds_that_were_set() {
    let server = limited(ServerLimits { body: 2_000, head: 9_000, ..ServerLimits::default() });
    let root = Client::root(&server);
    root.did("CreateUser", &[("UserName", "alice")]);
    let long = "x".repeat(3_000);
    let refused =
        root.iam("PutUserPolicy", &[("UserName", "a"), ("PolicyName", "P"), ("PolicyDocument", &long)]);
    assert_eq!((refused.status, refused.code()), (413, "RequestEntityTooLarge".to_owned()));
    assert_eq!(refused.message(), "The body has more than 2000 bytes");
    let head = format!(
        "GET /healthz HTTP/1.1\r\nhost: x\r\nx-long: {}\r\nconnection: close\r\n\r\n",
        "y".repeat(9_500)
    );
    assert_eq!(exchange(server.address(), head.as_bytes()).status, 431);
    let head = format!(
        "GET /healthz HTTP/1.1\r\nhost: x\r\nx-long: {}\r\nconnection: close\r\n\r\n",
        "y".repeat(7_000)
    );
    assert_eq!(exchange(server.address(), head.as_bytes()).status, 200);
}

#[test]
fn slow_clients_are_told_or_left() {
    let brief = Duration::from_millis(200);
    let server = limited(ServerLimits { head_time: brief, body_time: brief, ..ServerLimits::default() });
    let answer_to = |start: &[u8]| {
        let mut stream = TcpStream::connect(server.address()).unwrap();
        stream.write_all(start).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        parsed(answer)
    };
    let half =
        answer_to(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\nconnection: close\r\n\r\nAction=");
    assert_eq!((half.status, half.code()), (408, "RequestTimeout".to_owned()));
    // Of a head that doesn't come nothing can be answered: the connection ends.
    assert_eq!(answer_to(b"POST / HTTP/1.1\r\nhost:").body, "");
    assert_eq!(get(server.address(), "/healthz").status, 200);
}

#[test]
fn a_connection_too_many_is_told_that_there_is_no_room() {
    let server = limited(ServerLimits { connections: 2, ..ServerLimits::default() });
    let held = [(); 2].map(|()| {
        let mut stream = TcpStream::connect(server.address()).unwrap();
        stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).unwrap();
        stream
    });
    let mut refused = Vec::new();
    TcpStream::connect(server.address()).unwrap().read_to_end(&mut refused).unwrap();
    let refused = parsed(refused);
    assert_eq!((refused.status, refused.code()), (503, "ServiceUnavailable".to_owned()));
    assert_eq!(refused.header("content-length"), Some(&*refused.body.len().to_string()));
    drop(held);
    for _ in 0..50 {
        if get(server.address(), "/healthz").status == 200 {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(get(server.address(), "/healthz").status, 200, "there is room again");
}

const EXPLAIN: (&str, &str) = ("X-Iamkit-Explain", "1");

#[test]
fn why_is_told_to_those_who_may_see_it() {
    let server = Server::builder().spawn().unwrap();
    let root = Client::root(&server);
    let alice = root.of_new_user(&server, "alice");
    let told = |answer: &crate::support::Answer| {
        serde_json::from_str::<Value>(answer.header("x-iamkit-explanation").unwrap()).unwrap()
    };
    let denied = alice.iam_with(EXPLAIN, "ListUsers", &[]);
    assert_eq!((denied.status, denied.code()), (403, "AccessDenied".to_owned()));
    let withheld = told(&denied);
    assert_eq!(withheld["code"], "AccessDenied");
    assert!(withheld["message"].as_str().unwrap().contains("iam:SimulatePrincipalPolicy"));
    assert!(withheld.get("decision").is_none());
    let document = r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Asks", "Effect": "Allow",
        "Action": "iam:SimulatePrincipalPolicy", "Resource": "arn:aws:iam::*:user/${aws:username}"},
        {"Effect": "Allow", "Action": "iam:GetUser", "Resource": "*"}]}"#;
    root.did("PutUserPolicy", &[("UserName", "alice"), ("PolicyName", "Own"), ("PolicyDocument", document)]);
    let denied = told(&alice.iam_with(EXPLAIN, "ListUsers", &[]));
    assert_eq!(
        (&denied[0]["action"], &denied[0]["decision"]),
        (&"iam:ListUsers".into(), &"implicitDeny".into())
    );
    assert_eq!(denied[0]["layer"], "identity");
    let allowed = alice.iam_with(EXPLAIN, "GetUser", &[]);
    assert_eq!(allowed.status, 200);
    assert_eq!(told(&allowed)[0]["policies"][0]["statement"], 1);
    // Nobody is told who doesn't ask, or isn't known.
    assert!(alice.iam("ListUsers", &[]).header("x-iamkit-explanation").is_none());
    let forged = Client { secret: "wrong".to_owned(), ..alice };
    assert!(forged.iam_with(EXPLAIN, "ListUsers", &[]).header("x-iamkit-explanation").is_none());
}
