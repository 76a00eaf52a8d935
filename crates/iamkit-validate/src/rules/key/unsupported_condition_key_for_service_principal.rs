//! `UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL`.

use crate::document::PrincipalElement;
use crate::rules::prelude::*;

/// Keys that calls by services lack (IAM User Guide, "AWS global condition context keys", 2026-11; `aws:PrincipalOrgID` is
/// the one that AWS names, the others are inferred).
const ABSENT: [&str; 8] = [
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principaltag",
    "aws:principaltype",
    "aws:userid",
    "aws:username",
];

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL",
    severity: Severity::Error,
    kinds: Kinds::RESOURCE,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "A statement is for services alone, whose calls have none of the keys of a principal's account.",
    finds: resource(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Service": "cloudfront.amazonaws.com"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}}}"#,
    ),
    passes: resource(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Service": "cloudfront.amazonaws.com"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:cloudfront::111122223333:distribution/d"}}}}"#,
    ),
    check: Check::Statement(check),
};

fn check(_: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    let entries = statement.principal.as_ref().map(PrincipalElement::entries).unwrap_or_default();
    let is_of_service =
        |entry: &PrincipalEntry<'_>| PrincipalKey::read(&entry.key_name.text) == PrincipalKey::Service;
    if entries.is_empty() || !entries.iter().all(is_of_service) {
        return;
    }
    let keys = statement.keys();
    let absent = keys.filter(|key| ABSENT.contains(&key.base()));
    let places = absent.map(|key| key.key.span).collect::<Vec<_>>();
    if !places.is_empty() {
        found.all_of(
            places,
            "Calls by services have none of these keys: write `aws:SourceArn`, `aws:SourceAccount` or \
             `aws:SourceOrgID`.",
        );
    }
}
