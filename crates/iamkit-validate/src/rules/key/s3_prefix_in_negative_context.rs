//! `S3_PREFIX_IN_NEGATIVE_CONTEXT`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "S3_PREFIX_IN_NEGATIVE_CONTEXT",
    severity: Severity::SecurityWarning,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "`s3:prefix` says what isn't to be listed, which listing a shorter prefix gets around.",
    finds: service_control(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "s3:ListBucket", "Resource": "*", "Condition": {"StringLike": {"s3:prefix": "private/*"}}}}"#,
    ),
    passes: service_control(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "s3:ListBucket", "Resource": "*", "Condition": {"StringNotLike": {"s3:prefix": "public/*"}}}}"#,
    ),
    check: Check::Key(check),
};

fn check(_: &Input<'_>, statement: &Statement<'_>, key: &KeyTest<'_>, found: &mut Found<'_>) {
    if key.folded != "s3:prefix" || !key.is_under(Operator::is_string) {
        return;
    }
    let is_negated = key.is_under(|operator| operator.kind.is_negated());
    if statement.is_deny() && !is_negated || statement.is_allow() && is_negated {
        found.at(
            key.key.span,
            "Whoever lists a shorter prefix, or none, sees these names: say with `s3:prefix` what may be listed, not what \
             may not.",
        );
    }
}
