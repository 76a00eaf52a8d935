//! Rules about documents that AWS refuses, which no decision can show: S18, S21–S24, S43.

#![expect(clippy::unwrap_used, reason = "integration test")]

use iamkit_engine::{CompiledPolicies, PolicyKind};
use iamkit_policy::{ParseErrors, PolicyDocument};

fn parse(statement: &str) -> Result<PolicyDocument, ParseErrors> {
    format!(r#"{{"Version": "2012-10-17", "Statement": {statement}}}"#).parse()
}

fn problem(statement: &str) -> String {
    parse(statement).unwrap_err().to_string()
}

fn compile_problem(statement: &str) -> String {
    CompiledPolicies::compile(PolicyKind::Identity, [("p", &parse(statement).unwrap())])
        .unwrap_err()
        .to_string()
}

#[test]
fn duplicate_key_is_rejected() {
    let text = problem(r#"{"Effect": "Deny", "Effect": "Allow", "Action": "*", "Resource": "*"}"#);
    assert!(text.contains("duplicate key `Effect`"), "{text}");
}

#[test]
fn malformed_statement_rejects_the_document() {
    let text = problem(
        r#"[{"Effect": "Allow", "Action": "*", "Resource": "*"}, {"Effect": "deny", "Action": "*", "Resource": "*"}]"#,
    );
    assert!(text.contains("unknown effect `deny`, expected `Allow` or `Deny`"), "{text}");
}

#[test]
fn empty_not_action_and_not_resource_are_rejected() {
    let text = problem(r#"{"Effect": "Allow", "NotAction": [], "Resource": "*"}"#);
    assert!(text.contains("empty list of `NotAction`"), "{text}");
    let text = problem(r#"{"Effect": "Allow", "Action": "*", "NotResource": []}"#);
    assert!(text.contains("empty list of `NotResource`"), "{text}");
}

#[test]
fn principal_in_an_identity_policy_is_rejected() {
    let text = compile_problem(r#"{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}"#);
    assert!(text.contains("identity policy `p`: `Principal` is not allowed"), "{text}");
    let text = compile_problem(r#"{"Effect": "Deny", "NotPrincipal": "*", "Action": "*", "Resource": "*"}"#);
    assert!(text.contains("identity policy `p`: `NotPrincipal` is not allowed"), "{text}");
}

#[test]
fn statement_without_resource_in_an_identity_policy_is_rejected() {
    let text = compile_problem(r#"{"Effect": "Allow", "Action": "sts:AssumeRole"}"#);
    assert!(text.contains("`Resource` or `NotResource` is missing"), "{text}");
}

#[test]
fn statement_without_resource_is_rejected_but_in_policies_of_resources() {
    let document = parse(r#"{"Effect": "Deny", "Principal": "*", "Action": "ecr:*"}"#).unwrap();
    for (kind, is_taken) in [
        (PolicyKind::Resource, true),
        (PolicyKind::Key, true),
        (PolicyKind::VpcEndpoint, false),
        (PolicyKind::ResourceControl, false),
    ] {
        assert_eq!(CompiledPolicies::compile(kind, [("p", &document)]).is_ok(), is_taken, "{kind:?}");
    }
}

#[test]
fn one_operator_in_two_spellings_is_rejected() {
    let text = problem(
        r#"{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {
            "StringLike": {"a:x": "1"}, "stringlike": {"a:y": "1"}}}"#,
    );
    assert!(text.contains("`stringlike` and `StringLike` are one operator, which stands once"), "{text}");
}

#[test]
fn unknown_operator_is_rejected() {
    for operator in ["StringMatches", "NullIfExists", "ForAnyValue:NullIfExists", "ForSomeValues:Bool"] {
        let text = problem(&format!(
            r#"{{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {{"{operator}": {{"a:x": "1"}}}}}}"#
        ));
        assert!(text.contains(&format!("unknown condition operator `{operator}`")), "{text}");
    }
}
