//! `UNSUPPORTED_SID`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "UNSUPPORTED_SID",
    severity: Severity::Error,
    kinds: Kinds::IDENTITY.and(Kinds::SERVICE_CONTROL).and(Kinds::RESOURCE_CONTROL).and(Kinds::TRUST),
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "`Sid` has a character that is no letter and no digit; policies of other resources may have them.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Sid": "a b", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    passes: resource(
        r#"{"Version": "2012-10-17", "Statement": {"Sid": "a b", "Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    check: Check::Statement(check),
};

fn check(_: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if let Some(sid) = statement.sid.as_ref().filter(|sid| !is_plain(&sid.text)) {
        found.at(sid.span, "A `Sid` has letters (A-Z, a-z) and digits alone.");
    }
}
