//! Questions that can't be meant are refused: their answer would be true of any policy.
#![expect(clippy::unwrap_used, reason = "integration test")]

use iamkit_policy::PolicyDocument;
use iamkit_prover::{
    Access, AccessSpecError, Check, Limits, Universe, check_access_not_granted, check_no_public_access,
};

fn policy(statement: &str) -> Access {
    Access::identity(&format!(r#"{{"Statement": {statement}}}"#).parse::<PolicyDocument>().unwrap()).unwrap()
}

fn check(actions: &[&str], resources: &[&str], universe: Universe<'_>) -> Result<Check, AccessSpecError> {
    let nothing = policy(r#"{"Effect": "Deny", "Action": "*", "Resource": "*"}"#);
    check_access_not_granted(&nothing, actions, resources, &universe, &Limits::default())
}

#[test]
fn a_resource_looks_like_an_arn_up_to_its_first_wildcard() {
    let ask = |resource| check(&[], &[resource], Universe::real());
    for text in [
        "*",
        "?rn:aws:sqs:*",
        "*:jobs",
        "arn:*",
        "arn:aws:sqs:us-east-1:111122223333:jobs",
        "arn:aws:s3:::a/b c",
        "arn:aws:iam::*:role/x",
        "arn:aws:iam::aws:policy/x",
        "arn:*:s3:::a",
        "arn:aws:sqs*",
        "a*",
    ] {
        assert!(matches!(ask(text), Ok(Check::Pass(_))), "{text}");
    }
    for text in [
        "",
        "jobs",
        "jobs/*",
        "arn",
        "arn:",
        "arn:aws:sqs",
        "arn:aws:s3:::",
        "arn:aws:s3::jobs/*",
        "arn:aws:s3::jobs",
        "arn:aws:s3:jobs/*",
        " arn:aws:s3:::a",
        "ARN:aws:s3:::a",
        "arn::s3:::a",
        "arn:aws::::*",
        "s3:::a/*",
        "arn:aws:s3,arn:aws:sqs:*",
    ] {
        assert_eq!(ask(text), Err(AccessSpecError::Resource(text.into())), "{text}");
    }
}

#[test]
fn names_of_no_action_are_refused() {
    let error = |actions: &[&str], resources: &[&str], universe| {
        check(actions, resources, universe).unwrap_err().to_string()
    };
    let real = Universe::real();
    let told = "`sqs:SendMesage` names no action of the catalog; nearest: `sqs:SendMessage`";
    assert_eq!(error(&["sqs:*", "sqs:SendMesage"], &[], real), told);
    let told = "`jobs` is no resource: expected `*` or an ARN such as `arn:aws:s3:::example/*`, perhaps with wildcards";
    assert_eq!(error(&[], &["*", "jobs"], real), told);
    assert!(error(&["SendMessage"], &[], Universe::strings()).starts_with("`SendMessage` names no action: "));
    assert!(matches!(check(&["new:*"], &[], Universe::strings()), Ok(Check::Pass(_))));
    assert!(matches!(check(&["SQS:sendmessage"], &[], real), Ok(Check::Pass(_))));
}

#[test]
fn a_policy_without_principals_is_not_asked_whether_it_is_public() {
    let access = policy(r#"{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}"#);
    let error = check_no_public_access(&access, &Universe::real(), &Limits::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no statement has a `Principal`: only the policy of a resource can be public"
    );
}
