//! The wire: pages, errors in the protocol's form, hostile clients, restarts.

#![expect(clippy::unwrap_used, reason = "integration test")]

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use crate::support::{Client, exchange};
use iamkit_server::{RunningServer, Server};
use iamkit_store_sqlite::SqliteJournal;

fn server() -> RunningServer {
    Server::builder().spawn().unwrap()
}

#[test]
fn pages_of_one_are_the_list() {
    let server = server();
    let root = Client::root(&server);
    for name in ["dora", "alice", "Bob", "carol"] {
        root.did("CreateUser", &[("UserName", name)]);
    }
    let all = root.did("ListUsers", &[]);
    assert_eq!(all.texts("UserName"), ["alice", "Bob", "carol", "dora"]);
    assert_eq!(all.text("IsTruncated"), "false");
    let (mut walked, mut marker) = (Vec::new(), String::new());
    loop {
        let mut page = vec![("MaxItems", "1")];
        if !marker.is_empty() {
            page.push(("Marker", &*marker));
        }
        let answer = root.did("ListUsers", &page);
        walked.extend(answer.texts("UserName"));
        if answer.text("IsTruncated") == "false" {
            break;
        }
        marker = answer.text("Marker");
    }
    assert_eq!(walked, all.texts("UserName"));
    let refused = root.iam("ListUsers", &[("Marker", "made up")]);
    assert_eq!(
        (refused.code(), refused.message()),
        ("ValidationError".to_owned(), "Invalid Marker.".to_owned())
    );
    // A marker is of its own list.
    let marker = root.did("ListUsers", &[("MaxItems", "1")]).text("Marker");
    assert_eq!(root.iam("ListGroups", &[("Marker", &marker)]).code(), "ValidationError");
}

#[test]
fn what_isn_t_there_is_an_error_of_the_protocol() {
    let server = server();
    let root = Client::root(&server);
    for action in ["CreateDelegationRequest", "NoSuchThing"] {
        let answer = root.iam(action, &[]);
        assert_eq!((answer.status, answer.code()), (400, "InvalidAction".to_owned()), "{action}");
    }
    let unsigned = exchange(
        server.address(),
        b"GET /?Action=ListUsers&Version=2010-05-08 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
    );
    assert_eq!((unsigned.status, unsigned.code()), (403, "MissingAuthenticationToken".to_owned()));
    let nothing = exchange(server.address(), b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    assert_eq!((nothing.status, nothing.code()), (400, "MissingAction".to_owned()));
    let health = exchange(server.address(), b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    assert_eq!((health.status, &*health.body), (200, "ok\n"));
    let reset = exchange(
        server.address(),
        b"POST /moto-api/reset HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
    );
    assert_eq!(reset.status, 400, "there is no such path unless it was asked for");
}

#[test]
fn errors_of_the_store_have_the_service_s_codes_and_sentences() {
    let server = server();
    let root = Client::root(&server);
    let missing = root.iam("GetUser", &[("UserName", "nobody")]);
    assert_eq!((missing.status, missing.code()), (404, "NoSuchEntity".to_owned()));
    assert_eq!(missing.message(), "The user with name nobody cannot be found.");
    root.did("CreateUser", &[("UserName", "alice")]);
    let taken = root.iam("CreateUser", &[("UserName", "ALICE")]);
    assert_eq!((taken.status, taken.code()), (409, "EntityAlreadyExists".to_owned()));
    root.did("CreateGroup", &[("GroupName", "Ops")]);
    root.did("AddUserToGroup", &[("GroupName", "Ops"), ("UserName", "alice")]);
    assert_eq!(root.iam("DeleteUser", &[("UserName", "alice")]).code(), "DeleteConflict");
    let put = |document: &str| {
        let answer = root.iam("CreatePolicy", &[("PolicyName", "P"), ("PolicyDocument", document)]);
        assert_eq!(answer.code(), "MalformedPolicyDocument", "{document}");
        answer.message()
    };
    assert_eq!(put("no document"), "Syntax errors in policy.");
    assert_eq!(
        put(
            r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "list", "Resource": "*"}}"#
        ),
        "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
    );
    assert_eq!(
        put(
            r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "a:b:c"}}"#
        ),
        "Partition \"b\" is not valid for resource \"arn:b:c:*:*:*\"."
    );
}

/// Documents come back as they were written, so that nobody sees a drift.
#[test]
fn documents_come_back_as_they_were_written() {
    let server = server();
    let root = Client::root(&server);
    let written = "{ \"Version\" :\"2012-10-17\",\n \"Statement\":[{\"Effect\":\"Allow\", \"Action\":[\"s3:Get*\"],\"Resource\":\"*\"}] }";
    root.did("CreateUser", &[("UserName", "alice")]);
    root.did("PutUserPolicy", &[("UserName", "alice"), ("PolicyName", "P"), ("PolicyDocument", written)]);
    let answer = root.did("GetUserPolicy", &[("UserName", "alice"), ("PolicyName", "p")]);
    assert_eq!(answer.text("PolicyName"), "P");
    let document = answer.text("PolicyDocument");
    assert_eq!(percent_encoding::percent_decode_str(&document).decode_utf8().unwrap(), written);
}

#[test]
fn hostile_clients_are_refused_or_left_alone() {
    let server = server();
    let large =
        format!("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", 2 << 20);
    let answer = exchange(server.address(), &[large.as_bytes(), &vec![b'a'; 2 << 20]].concat());
    // The connection may be ended before all was sent.
    assert!(matches!(answer.status, 413 | 0), "{answer:?}");
    let head = format!(
        "GET /healthz HTTP/1.1\r\nhost: x\r\nlarge: {}\r\nconnection: close\r\n\r\n",
        "a".repeat(80 << 10)
    );
    let answer = exchange(server.address(), head.as_bytes());
    assert_eq!((answer.status, &*answer.code()), (431, "RequestHeaderFieldsTooLarge"));
    for garbage in
        [&b"\0\xff\xfe"[..], b"GET", b"POST / HTTP/1.1\r\ncontent-length: -1\r\n\r\n", b"\r\n\r\n\r\n"]
    {
        let mut stream = TcpStream::connect(server.address()).unwrap();
        stream.write_all(garbage).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
    }
    // Half a body, and gone.
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream.write_all(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nAction=").unwrap();
    drop(stream);
    let idle = (0..200).map(|_| TcpStream::connect(server.address()).unwrap()).collect::<Vec<_>>();
    Client::root(&server).did("ListUsers", &[]);
    drop(idle);
}

#[test]
fn a_restart_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("accounts.db");
    let start = || {
        let journal = SqliteJournal::open(&file).unwrap();
        Server::builder().journal(journal).secret_key("a key of thirty-two characters!!").spawn().unwrap()
    };
    let first = start();
    let root = Client::root(&first);
    let alice = root.of_new_user(&first, "alice");
    let managed = "arn:aws:iam::aws:policy/IAMReadOnlyAccess";
    root.did("AttachUserPolicy", &[("UserName", "alice"), ("PolicyArn", managed)]);
    let details = |client: &Client| {
        let answer = client.did("GetAccountAuthorizationDetails", &[]);
        let body = answer.body.split("<ResponseMetadata>").next().unwrap_or_default().to_owned();
        (answer.texts("UserName"), body)
    };
    let before = details(&alice);
    drop(first);
    let second = start();
    let alice = Client { address: second.address(), ..alice };
    assert_eq!(details(&alice), before);
}
