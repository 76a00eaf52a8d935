//! The audit file: each call an event in CloudTrail's form, and no secret in it.

#![expect(clippy::unwrap_used, reason = "integration test")]

use crate::support::{Client, get};
use iamkit_server::{RunningServer, Server};
use serde_json::{Value, json};

fn server(file: &std::path::Path) -> RunningServer {
    Server::builder().audit(file).spawn().unwrap()
}

fn events(file: &std::path::Path) -> Vec<Value> {
    std::fs::read_to_string(file).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn each_call_is_an_event_of_who_did_what_and_what_came_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("audit.jsonl");
    let server = server(&file);
    let root = Client::root(&server);
    let created = root.did(
        "CreateUser",
        &[("UserName", "alice"), ("Tags.member.1.Key", "team"), ("Tags.member.1.Value", "a")],
    );
    root.iam("GetUser", &[("UserName", "nobody")]);
    let events = events(&file);
    assert_eq!(events.len(), 2);
    let (create, get_user) = (events.first().unwrap(), events.last().unwrap());
    for member in ["eventID", "eventTime", "sourceIPAddress"] {
        assert!(create[member].is_string(), "{member}: {create}");
    }
    assert_eq!(create["eventVersion"], "1.11");
    assert_eq!(
        create["userIdentity"],
        json!({
            "type": "Root", "principalId": "123456789012", "arn": "arn:aws:iam::123456789012:root",
            "accountId": "123456789012", "accessKeyId": root.id,
        })
    );
    assert_eq!(
        (&create["eventSource"], &create["eventName"]),
        (&json!("iam.amazonaws.com"), &json!("CreateUser"))
    );
    assert_eq!((&create["awsRegion"], &create["readOnly"]), (&json!("us-east-1"), &json!(false)));
    assert_eq!(
        create["requestParameters"],
        json!({"userName": "alice", "tags": [{"key": "team", "value": "a"}]})
    );
    assert_eq!(create["responseElements"]["user"]["userName"], "alice");
    assert_eq!(create["requestID"], created.text("RequestId"));
    assert_eq!(create.get("errorCode"), None);
    assert_eq!(
        (&get_user["errorCode"], &get_user["readOnly"]),
        (&json!("NoSuchEntityException"), &json!(true))
    );
    assert_eq!(get_user["errorMessage"], "The user with name nobody cannot be found.");
    assert_eq!(get_user["responseElements"], Value::Null);
    assert_ne!(create["eventID"], get_user["eventID"]);
}

#[test]
fn users_and_sessions_are_told_and_their_secrets_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("audit.jsonl");
    let server = server(&file);
    let root = Client::root(&server);
    let alice = root.of_new_user(&server, "alice");
    assert_eq!(alice.iam("ListUsers", &[]).status, 403);
    let trust = json!({"Version": "2012-10-17", "Statement":
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "arn:aws:iam::123456789012:user/alice"}}});
    root.did("CreateRole", &[("RoleName", "Deploy"), ("AssumeRolePolicyDocument", &trust.to_string())]);
    let role = "arn:aws:iam::123456789012:role/Deploy";
    let assumed = alice.sts("AssumeRole", &[("RoleArn", role), ("RoleSessionName", "ci")]);
    let session = Client::of_credentials(&server, &assumed);
    session.sts("GetCallerIdentity", &[]);
    let events = events(&file);
    let of = |name: &str| events.iter().find(|event| event["eventName"] == name).unwrap();
    let denied = of("ListUsers");
    assert_eq!(denied["errorCode"], "AccessDenied");
    assert_eq!(
        (&denied["userIdentity"]["type"], &denied["userIdentity"]["userName"]),
        (&json!("IAMUser"), &json!("alice"))
    );
    let key = &of("CreateAccessKey")["responseElements"]["accessKey"];
    assert_eq!(
        (&key["accessKeyId"], &key["secretAccessKey"]),
        (&json!(alice.id), &json!("HIDDEN_DUE_TO_SECURITY_REASONS"))
    );
    let identity = &of("GetCallerIdentity")["userIdentity"];
    assert_eq!(identity["type"], "AssumedRole");
    assert_eq!(identity["sessionContext"]["sessionIssuer"]["arn"], role);
    assert_eq!(of("AssumeRole")["eventSource"], "sts.amazonaws.com");
    let text = std::fs::read_to_string(&file).unwrap();
    let token = session.token.clone().unwrap();
    for secret in [&root.secret, &alice.secret, &session.secret, &token] {
        assert!(!text.contains(secret.as_str()), "a secret is in the file");
    }
    // Whoever isn't known did nothing.
    let n_events = events.len();
    let forged = Client { secret: "wrong".to_owned(), ..alice };
    forged.iam("ListUsers", &[]);
    assert_eq!(std::fs::read_to_string(&file).unwrap().lines().count(), n_events);
}

#[cfg(unix)]
#[test]
fn nobody_else_reads_the_file_and_one_that_takes_nothing_is_told() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("audit.jsonl");
    drop(server(&file));
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let missing = Server::builder().audit(folder.path().join("no/such/folder")).build().unwrap_err();
    assert!(missing.to_string().contains("no/such/folder"), "{missing}");
    if std::path::Path::new("/dev/full").exists() {
        let server = server(std::path::Path::new("/dev/full"));
        assert_eq!(get(server.address(), "/readyz").status, 200);
        Client::root(&server).did("ListUsers", &[]);
        assert_eq!(get(server.address(), "/readyz").status, 503, "events are lost");
        assert!(get(server.address(), "/metrics").body.contains("iamkit_audit_failures_total 1\n"));
    }
}
