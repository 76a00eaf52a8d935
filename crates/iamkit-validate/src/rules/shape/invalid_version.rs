//! `INVALID_VERSION`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "INVALID_VERSION",
    severity: Severity::Error,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Documented,
    about: "`Version` is none of the two there are; a resource control policy takes the newer one alone.",
    finds: identity(
        r#"{"Version": "2012-10-18", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2008-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    check: Check::Document(check),
};

fn check(input: &Input<'_>, found: &mut Found<'_>) {
    let is_old = |version: &str| version == "2008-10-17" && input.policy_type != PolicyType::ResourceControl;
    let version = input.document.version.as_ref();
    if let Some(version) = version.filter(|it| it.text != "2012-10-17" && !is_old(&it.text)) {
        found.at(version.span, "The version is none that there is: say `2012-10-17`.");
    }
}
