//! `allow-opens-to-absent-key`.

use super::condition_part::tell_absent;
use crate::lint::rules::prelude::*;

pub(in crate::lint::rules) static RULE: LintRule = LintRule {
    code: "allow-opens-to-absent-key",
    severity: Severity::Warning,
    kinds: ALL,
    about: "A condition of an Allow lets in requests that don't have its key.",
    explanation: "Negated operators, `…IfExists` and `ForAllValues` hold where the key is absent, so that whoever sends none is allowed.",
    advice: "Demand the key as well: `Null` with `false`, or the operator without `…IfExists`.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}}"#,
    ),
    check,
};

fn check(subject: &Subject<'_>, found: &mut LintFound<'_>) {
    tell_absent(subject, Effect::Allow, "lets in a request without the key", found);
}
