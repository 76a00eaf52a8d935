//! `deny-misses-absent-key`.

use super::condition_part::tell_absent;
use crate::lint::rules::prelude::*;

pub(in crate::lint::rules) static RULE: LintRule = LintRule {
    code: "deny-misses-absent-key",
    severity: Severity::SecurityWarning,
    kinds: ALL,
    about: "A Deny that demands something of a key lets requests without the key pass.",
    explanation: "Requests that lack the key, such as those by long-term access keys that never have MFA, aren't denied.",
    advice: "Use the `…IfExists` form of the operator, or deny with `Null` what has no key.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}}"#,
    ),
    check,
};

fn check(subject: &Subject<'_>, found: &mut LintFound<'_>) {
    tell_absent(subject, Effect::Deny, "doesn't deny a request without the key", found);
}
