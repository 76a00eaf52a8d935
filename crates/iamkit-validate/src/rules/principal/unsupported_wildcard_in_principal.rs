//! `UNSUPPORTED_WILDCARD_IN_PRINCIPAL`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "UNSUPPORTED_WILDCARD_IN_PRINCIPAL",
    severity: Severity::Error,
    kinds: Kinds::RESOURCE,
    mark: Mark::Documented,
    place_mark: Mark::Documented,
    about: "A principal has a wildcard and isn't `*` of `AWS`.",
    finds: resource(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/*"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    passes: resource(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    check: Check::Principal(check),
};

fn check(_: &Input<'_>, _: &Statement<'_>, principal: &Principal<'_>, found: &mut Found<'_>) {
    let text = &*principal.item.text;
    let is_everyone = principal.key == PrincipalKey::Aws && text == "*";
    if text.contains(['*', '?']) && !is_everyone {
        let message =
            "Principals have no wildcards, but for `*` of `AWS`: name them, or test `aws:PrincipalArn`.";
        found.at(principal.item.span, message);
    }
}
