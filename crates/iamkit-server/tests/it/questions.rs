//! Questions that AWS answers without a change: the simulator, and the policy checks of Access Analyzer.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "integration test")]

use crate::support::{Answer, Client};
use iamkit_server::{RunningServer, Server};
use serde_json::{Value, json};

fn server() -> RunningServer {
    Server::builder().account("111122223333".parse().unwrap()).spawn().unwrap()
}

fn allow(action: &str) -> String {
    format!(
        r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Action": "{action}", "Resource": "*"}}}}"#
    )
}

fn json_of(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).expect("an answer is JSON")
}

#[test]
fn a_principal_s_policies_are_simulated() {
    let server = server();
    let root = Client::root(&server);
    root.did("CreateUser", &[("UserName", "alice")]);
    let put = [("UserName", "alice"), ("PolicyName", "P"), ("PolicyDocument", &*allow("s3:Get*"))];
    root.did("PutUserPolicy", &put);
    let source = "arn:aws:iam::111122223333:user/alice";
    let asked = [
        ("PolicySourceArn", source),
        ("ActionNames.member.1", "s3:GetObject"),
        ("ActionNames.member.2", "s3:PutObject"),
        ("ResourceArns.member.1", "arn:aws:s3:::bucket/key"),
    ];
    let answer = root.did("SimulatePrincipalPolicy", &asked);
    assert_eq!(answer.texts("EvalDecision"), ["allowed", "implicitDeny"]);
    let first = root.did("SimulatePrincipalPolicy", &[&asked[..], &[("MaxItems", "1")]].concat());
    assert_eq!((first.texts("EvalDecision").len(), &*first.text("IsTruncated")), (1, "true"));
    let marker = first.text("Marker");
    let second = root.did("SimulatePrincipalPolicy", &[&asked[..], &[("Marker", &*marker)]].concat());
    assert_eq!(second.texts("EvalDecision"), ["implicitDeny"]);
    let keys = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*",
        "Condition": {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}}}"#;
    let keys = root.did("GetContextKeysForCustomPolicy", &[("PolicyInputList.member.1", keys)]);
    assert_eq!(keys.texts("member"), ["aws:RequestedRegion"]);
    let elsewhere =
        [("PolicySourceArn", "arn:aws:iam::444455556666:user/bob"), ("ActionNames.member.1", "s3:GetObject")];
    // What another account's principals may do is that account's to tell.
    assert_eq!(root.iam("SimulatePrincipalPolicy", &elsewhere).code(), "AccessDenied");
}

#[test]
fn policies_are_checked_by_proof() {
    let server = server();
    let root = Client::root(&server);
    let check = |new: &str| {
        let body = json!({
            "existingPolicyDocument": allow("s3:Get*"), "newPolicyDocument": new, "policyType": "IDENTITY_POLICY",
        });
        root.rest("/policy/check-no-new-access", &body.to_string())
    };
    assert_eq!(json_of(&check(&allow("s3:GetObject")))["result"], "PASS");
    let failed = json_of(&check(&allow("s3:*")));
    assert_eq!((&failed["result"], &failed["reasons"][0]["statementIndex"]), (&json!("FAIL"), &json!(0)));
    assert_eq!(check("no document").status, 400);
    let granted = json!({
        "policyDocument": allow("s3:*"), "policyType": "IDENTITY_POLICY", "access": [{"actions": ["s3:DeleteBucket"]}],
    });
    assert_eq!(
        json_of(&root.rest("/policy/check-access-not-granted", &granted.to_string()))["result"],
        "FAIL"
    );
    let public = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": "*"}}"#;
    let public = json!({"policyDocument": public, "resourceType": "AWS::SQS::Queue"});
    assert_eq!(json_of(&root.rest("/policy/check-no-public-access", &public.to_string()))["result"], "FAIL");
}

#[test]
fn policies_are_validated() {
    let server = server();
    let root = Client::root(&server);
    let body = json!({"policyDocument": "{\"Version\": \"2012-10-17\"}", "policyType": "IDENTITY_POLICY"});
    let found = json_of(&root.rest("/policy/validation", &body.to_string()));
    assert_eq!(found["findings"][0]["issueCode"], "MISSING_STATEMENT");
    let refused = root.rest("/policy/validation", r#"{"policyType": "IDENTITY_POLICY"}"#);
    assert_eq!(refused.status, 400);
    let message = json_of(&refused)["message"].to_string();
    assert!(message.contains("Value null at 'policyDocument'"), "{message}");
    assert_eq!(root.rest("/policy/validation", "[").status, 400);
    assert_eq!(root.rest("/policy/nothing", "{}").status, 400);
}
