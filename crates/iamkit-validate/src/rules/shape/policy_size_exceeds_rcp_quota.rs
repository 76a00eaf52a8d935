//! `POLICY_SIZE_EXCEEDS_RCP_QUOTA`.

use super::size::thousand;
use crate::rules::prelude::*;
use iamkit_policy::SizeQuota;

/// The quota of AWS Organizations, which is raised for some.
const QUOTA: SizeQuota = SizeQuota::RESOURCE_CONTROL;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "POLICY_SIZE_EXCEEDS_RCP_QUOTA",
    severity: Severity::Error,
    kinds: Kinds::RESOURCE_CONTROL,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "The characters exceed the quota of resource control policies.",
    finds: resource_control(concat!(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::"#,
        thousand!(),
        thousand!(),
        thousand!(),
        thousand!(),
        thousand!(),
        thousand!(),
        r#""}}"#
    )),
    passes: resource_control(concat!(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::"#,
        thousand!(),
        thousand!(),
        thousand!(),
        thousand!(),
        r#""}}"#
    )),
    check: Check::Document(check),
};

fn check(input: &Input<'_>, found: &mut Found<'_>) {
    let characters = QUOTA.size(input.document.text);
    let quota = QUOTA.characters();
    if quota < characters {
        let message = format!("The document has {characters} characters; the quota is {quota}.");
        found.at(input.document.span, message);
    }
}
