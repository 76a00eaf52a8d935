//! `FORALLVALUES_WITH_SINGLE_VALUED_KEY`.

use iamkit_policy::Quantifier;
use iamkit_policy::shown::Shown;

use crate::rules::prelude::*;

/// Keys that sources list with one value, and AWS's own policies use with `ForAllValues` without being reported (recorded
/// of the second on 2026-03-07, inferred of the service's later name).
const UNREPORTED: [&str; 2] = ["codeconnections:provideraction", "codestar-connections:provideraction"];

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "FORALLVALUES_WITH_SINGLE_VALUED_KEY",
    severity: Severity::SecurityWarning,
    kinds: Kinds::ALL,
    mark: Mark::Observed,
    place_mark: Mark::Observed,
    about: "`ForAllValues` is used with a key of which requests have one value, and holds where they have none.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": "a"}}}}"#,
    ),
    check: Check::Key(check),
};

fn check(input: &Input<'_>, _: &Statement<'_>, key: &KeyTest<'_>, found: &mut Found<'_>) {
    let is_of_all =
        |operator: Operator| operator.quantifier == Some(Quantifier::ForAllValues) && !operator.is_null();
    if !key.is_under(is_of_all) {
        return;
    }
    let is_single = || key.known(input.catalog).facts().is_some_and(|facts| facts.is_list == Some(false));
    if !UNREPORTED.contains(&&*key.folded) && is_single() {
        let name = Shown::value(&key.key.text);
        found.at(
            key.key.span,
            format!(
                "`ForAllValues` holds where a request lacks `{name}`, which has one value: write the \
                 operator without it."
            ),
        );
    }
}
