//! Each rule of the layers by one small situation.

use crate::case::{self, ExpectedDecision};
use crate::runner::{Answer, VoiceOutcome};

use super::{PolicyKind, ask_naive, decide_alone};

const ALICE: &str = r#""arn:aws:iam::111122223333:user/alice""#;
const SESSION: &str = r#""arn:aws:sts::111122223333:assumed-role/Deploy/ci""#;
const ALLOW: &str = r#"{"name": "all", "document": {"Version": "2012-10-17", "Statement":
    {"Effect": "Allow", "Action": "*", "Resource": "*"}}}"#;
const NOTHING: &str = r#"{"name": "none", "document": {"Version": "2012-10-17", "Statement":
    {"Effect": "Allow", "Action": "x:y", "Resource": "*"}}}"#;

fn ask(principal: &str, action: &str, arn: &str, more: &str, policies: &str) -> VoiceOutcome {
    let text = format!(
        r#"{{"id": "a", "source": "S55", "confidence": "doc", "request": {{"principal": {principal},
        "action": "{action}", "resource": {{"arn": "{arn}", "account": "111122223333"}} {more}}},
        "policies": {policies}, "expect": {{"decision": "allowed"}}}}"#
    );
    ask_naive(&case::read(&text).expect("is a case")[0].situation(|_| Some(false)))
}

fn answer(principal: &str, policies: &str) -> Answer {
    match ask(principal, "s3:GetObject", "arn:aws:s3:::b/k", "", policies) {
        VoiceOutcome::Answer(answer) => answer,
        other => panic!("{other:?}"),
    }
}

fn blocks(principal: &str, policies: &str) -> Vec<String> {
    answer(principal, policies).blocked_by.expect("is told")
}

fn bucket(effect: &str, principal: &str, more: &str) -> String {
    format!(
        r#"{{"name": "bucket", "document": {{"Version": "2012-10-17", "Statement": {{"Effect": "{effect}",
        {principal}, "Action": "*", "Resource": "*" {more}}}}}}}"#
    )
}

#[test]
fn a_user_granted_by_arn_or_with_everyone_is_not_limited_by_the_boundary() {
    let direct = bucket("Allow", &format!(r#""Principal": {{"AWS": {ALICE}}}"#), "");
    assert_eq!(blocks(ALICE, &format!(r#"{{"boundary": {NOTHING}, "resource": {direct}}}"#)), [""; 0]);
    let account = bucket("Allow", r#""Principal": {"AWS": "111122223333"}"#, "");
    assert_eq!(
        blocks(ALICE, &format!(r#"{{"boundary": {NOTHING}, "resource": {account}}}"#)),
        ["identity", "boundary"]
    );
    let everyone = bucket("Allow", r#""Principal": "*""#, "");
    assert_eq!(blocks(ALICE, &format!(r#"{{"boundary": {NOTHING}, "resource": {everyone}}}"#)), [""; 0]);
}

#[test]
fn a_role_is_limited_and_its_session_is_not() {
    let role = bucket("Allow", r#""Principal": {"AWS": "arn:aws:iam::111122223333:role/ops/Deploy"}"#, "");
    assert_eq!(blocks(SESSION, &format!(r#"{{"session": [{NOTHING}], "resource": {role}}}"#)), ["session"]);
    let session = bucket("Allow", &format!(r#""Principal": {{"AWS": {SESSION}}}"#), "");
    assert_eq!(blocks(SESSION, &format!(r#"{{"session": [{NOTHING}], "resource": {session}}}"#)), [""; 0]);
}

#[test]
fn not_principal_exempts_the_whole_chain_without_a_boundary() {
    let chain = r#""NotPrincipal": {"AWS": ["arn:aws:iam::111122223333:user/alice", "111122223333"]}"#;
    let deny = bucket("Deny", chain, "");
    let decision = |policies: &str| answer(ALICE, policies).decision;
    assert_eq!(
        decision(&format!(r#"{{"identity": [{ALLOW}], "resource": {deny}}}"#)),
        ExpectedDecision::Allowed
    );
    let bounded = format!(r#"{{"identity": [{ALLOW}], "boundary": {ALLOW}, "resource": {deny}}}"#);
    assert_eq!(decision(&bounded), ExpectedDecision::ExplicitDeny);
}

#[test]
fn every_scp_level_has_to_allow() {
    let layers = |scp: &str| blocks(ALICE, &format!(r#"{{"identity": [{ALLOW}], "scp": {scp}}}"#));
    assert_eq!(layers(&format!("[[{ALLOW}], [{ALLOW}, {NOTHING}]]")), [""; 0]);
    assert_eq!(layers(&format!("[[{ALLOW}], [{NOTHING}]]")), ["scp"]);
    assert_eq!(layers("[[]]"), ["scp"]);
    assert_eq!(layers("[]"), [""; 0]);
}

#[test]
fn an_unevaluable_value_neither_allows_nor_spares() {
    let of = |effect: &str| {
        let condition = r#""Condition": {"NumericLessThan": {"aws:MultiFactorAuthAge": 10}}"#;
        let policy = format!(
            r#"{{"name": "p", "document": {{"Version": "2012-10-17", "Statement":
            {{"Effect": "{effect}", "Action": "*", "Resource": "*", {condition}}}}}}}"#
        );
        let policies = format!(r#"{{"identity": [{policy}]}}"#);
        let context = r#", "context": {"aws:MultiFactorAuthAge": "soon"}"#;
        match ask(ALICE, "s3:GetObject", "arn:aws:s3:::b/k", context, &policies) {
            VoiceOutcome::Answer(answer) => answer.decision,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(of("Allow"), ExpectedDecision::ImplicitDeny);
    assert_eq!(of("Deny"), ExpectedDecision::ExplicitDeny);
}

#[test]
fn an_unknown_key_counts_where_it_can_change_the_decision() {
    let policy = |more: &str| {
        format!(
            r#"{{"identity": [{{"name": "p", "document": {{"Version": "2012-10-17", "Statement":
            {{"Effect": "Allow", "Action": "*", "Resource": "*" {more}}}}}}}]}}"#
        )
    };
    let of = |more: &str| match ask(
        ALICE,
        "s3:GetObject",
        "arn:aws:s3:::b/k",
        r#", "unknown": ["aws:SourceIp"]"#,
        &policy(more),
    ) {
        VoiceOutcome::Answer(answer) => (answer.decision, answer.depends_on),
        other => panic!("{other:?}"),
    };
    let range = r#", "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}"#;
    assert_eq!(of(range), (ExpectedDecision::Depends, vec!["aws:SourceIp".into()]));
    assert_eq!(of(""), (ExpectedDecision::Allowed, Vec::new()));
}

#[test]
fn get_caller_identity_is_always_allowed_and_what_is_immutable_never() {
    let deny = ALLOW.replace("Allow", "Deny");
    let outcome = |action: &str, arn: &str, policy: &str| match ask(
        ALICE,
        action,
        arn,
        "",
        &format!(r#"{{"identity": [{policy}]}}"#),
    ) {
        VoiceOutcome::Answer(answer) => (answer.decision, answer.blocked_by.unwrap_or_default()),
        other => panic!("{other:?}"),
    };
    assert_eq!(outcome("sts:GetCallerIdentity", "*", &deny), (ExpectedDecision::Allowed, Vec::new()));
    let managed = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    let expected = (ExpectedDecision::ImplicitDeny, vec!["immutable".to_owned()]);
    assert_eq!(outcome("iam:DeletePolicy", managed, ALLOW), expected);
}

#[test]
fn what_contradicts_the_principal_is_an_error() {
    let error = |principal: &str, policies: &str| match ask(
        principal,
        "s3:GetObject",
        "arn:aws:s3:::b/k",
        "",
        policies,
    ) {
        VoiceOutcome::Error { error } => error,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        error(r#""*""#, &format!(r#"{{"identity": [{ALLOW}]}}"#)),
        "the `identity` layer contradicts the principal: an anonymous requester has no identity policies"
    );
    let scp = bucket("Deny", r#""Principal": "*""#, "");
    assert_eq!(
        error(ALICE, &format!(r#"{{"scp": [[{scp}]]}}"#)),
        "service control policy `bucket`: `Principal` is not allowed (S23) at /Statement/0 (1:37)"
    );
}

/// What the naive evaluator says of one policy by itself.
fn alone(kind: PolicyKind, action: &str, statement: &str) -> Answer {
    let request = format!(
        r#"{{"principal": {ALICE}, "action": "{action}", "resource": {{"arn": "arn:aws:s3:::b/k"}}}}"#
    );
    let policy = format!(
        r#"{{"name": "p", "document": {{"Version": "2012-10-17", "Statement": {{{statement}, "Action": "{action}"}}}}}}"#
    );
    let policy = serde_json::from_str(&policy).expect("is a policy");
    decide_alone(kind, &policy, &serde_json::from_str(&request).expect("is a request")).expect("is decided")
}

#[test]
fn a_policy_by_itself_is_what_its_own_statements_say() {
    use ExpectedDecision::{Allowed, ExplicitDeny, ImplicitDeny};
    let to = |effect: &str, account: &str| {
        format!(r#""Effect": "{effect}", "Principal": {{"AWS": "{account}"}}, "Resource": "*""#)
    };
    for kind in [PolicyKind::Resource, PolicyKind::Key, PolicyKind::VpcEndpoint] {
        let decision =
            |effect: &str, account: &str| alone(kind, "s3:GetObject", &to(effect, account)).decision;
        assert_eq!(decision("Allow", "111122223333"), Allowed);
        assert_eq!(decision("Allow", "444455556666"), ImplicitDeny);
        assert_eq!(decision("Deny", "111122223333"), ExplicitDeny);
    }
    let on = |resource: &str| format!(r#""Effect": "Allow", "Resource": "{resource}""#);
    for (kind, layer) in [
        (PolicyKind::Identity, "identity"),
        (PolicyKind::Session, "session"),
        (PolicyKind::ServiceControl, "scp"),
    ] {
        assert_eq!(alone(kind, "s3:GetObject", &on("*")).decision, Allowed);
        let answer = alone(kind, "s3:GetObject", &on("arn:aws:s3:::c/*"));
        assert_eq!((answer.decision, answer.blocked_by), (ImplicitDeny, Some(vec![layer.into()])));
    }
}

#[test]
fn a_resource_control_policy_by_itself_lets_pass_what_it_does_not_deny() {
    let statement =
        |resource: &str| format!(r#""Effect": "Deny", "Principal": "*", "Resource": "{resource}""#);
    let decision = |action: &str, resource: &str| {
        alone(PolicyKind::ResourceControl, action, &statement(resource)).decision
    };
    assert_eq!(decision("s3:GetObject", "*"), ExpectedDecision::ExplicitDeny);
    assert_eq!(decision("s3:GetObject", "arn:aws:s3:::c/*"), ExpectedDecision::Allowed);
    assert_eq!(decision("ec2:RunInstances", "*"), ExpectedDecision::Allowed);
}
