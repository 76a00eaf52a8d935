//! What is asked and answered, on the wire; only with the feature `serde`.

#![cfg(feature = "serde")]
#![expect(clippy::unwrap_used, reason = "integration test")]

use iamkit_engine::{
    About, CompiledPolicies, Context, ContextValue, Layer, OwnedRequest, PolicyKind, Principal,
};
use iamkit_policy::PolicyDocument;
use serde_json::{Value, json};

fn reads_back(request: &OwnedRequest, expected: &Value) {
    assert_eq!(&serde_json::to_value(request).unwrap(), expected);
    assert_eq!(&serde_json::from_value::<OwnedRequest>(expected.clone()).unwrap(), request);
}

#[test]
fn a_request_reads_back() {
    let alice: Principal = "arn:aws:iam::111122223333:user/alice".parse().unwrap();
    let request = OwnedRequest::new(alice, "s3:GetObject", "arn:aws:s3:::b/k").unwrap();
    let plain = json!({"principal": "arn:aws:iam::111122223333:user/alice", "action": "s3:GetObject", "resource": "arn:aws:s3:::b/k"});
    reads_back(&request, &plain);

    // In the order of the names, which is that of the JSON values of this test.
    let mut context = Context::from_iter([("aws:CurrentTime", ContextValue::Unknown)]);
    context.set("aws:SourceIp", "10.0.0.1");
    context.set("aws:TagKeys", ["a", "b"]);
    let mut full = plain;
    full["context"] = json!({"aws:SourceIp": "10.0.0.1", "aws:TagKeys": ["a", "b"], "aws:CurrentTime": null});
    full["about"] = json!("unknown");
    full["resourceAccount"] = json!("444455556666");
    full["restrictPublicBuckets"] = json!(true);
    let request = request.with_context(context).about(About::Unknown).with_resource_account("444455556666");
    reads_back(&request.restricting_public_buckets(true), &full);
}

#[test]
fn principals_read_back_with_all_that_is_known() {
    let session = "arn:aws:sts::111122223333:assumed-role/Deploy/ci";
    let role = "arn:aws:iam::111122223333:role/ops/Deploy";
    for wire in [
        json!("*"),
        json!("lambda.amazonaws.com"),
        json!(session),
        json!({"arn": session, "role": role, "uniqueId": "AROAEXAMPLE123456789"}),
        json!({"federated": "accounts.google.com"}),
    ] {
        let principal: Principal = serde_json::from_value(wire.clone()).unwrap();
        assert_eq!(serde_json::to_value(&principal).unwrap(), wire);
    }
    let wrong = json!({"arn": session, "role": "arn:aws:iam::111122223333:role/Other"});
    assert!(serde_json::from_value::<Principal>(wrong).is_err());
}

#[test]
fn a_key_that_comes_twice_is_refused() {
    let error = serde_json::from_str::<Context<'static>>(r#"{"a:B": 1, "a:b": true}"#).unwrap_err();
    assert!(error.to_string().starts_with("the context holds the key `a:b` twice"), "{error}");
    assert!(serde_json::from_str::<Context<'static>>(r#"{"a:B": 1.5}"#).is_err());
}

#[test]
fn an_answer_is_written_with_its_statements() {
    let document: PolicyDocument =
        r#"{"Statement": {"Sid": "No", "Effect": "Deny", "Action": "*", "Resource": "*"}}"#.parse().unwrap();
    let policies = CompiledPolicies::compile(PolicyKind::Identity, [("p", document)]).unwrap();
    let request = json!({"principal": "arn:aws:iam::111122223333:user/alice", "action": "s3:GetObject", "resource": "*"});
    let request: OwnedRequest = serde_json::from_value(request).unwrap();
    let answer = serde_json::to_value(policies.evaluate(&request.as_request()).unwrap()).unwrap();
    assert_eq!(answer["decision"], "explicitDeny");
    let statement = json!({"policy": "p", "policyIndex": 0, "index": 0, "sid": "No", "position": {"line": 1, "column": 15}});
    assert_eq!(answer["decidedBy"], json!([statement]));
    assert_eq!(
        serde_json::from_value::<Layer>(answer["layers"][0]["layer"].clone()).unwrap(),
        Layer::Identity
    );
}
