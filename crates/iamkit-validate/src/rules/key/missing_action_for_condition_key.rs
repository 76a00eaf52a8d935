//! `MISSING_ACTION_FOR_CONDITION_KEY`.

use iamkit_policy::shown::Shown;

use super::coverage::covers;
use crate::rules::prelude::*;

/// Which action a request needs besides for which keys (IAM User Guide, "AWS STS condition context keys" and "Pass session
/// tags", 2026-11; that these are all is inferred).
const NEEDED: [(&str, &[&str]); 2] = [
    ("sts:SetSourceIdentity", &["sts:sourceidentity"]),
    ("sts:TagSession", &["aws:requesttag", "aws:tagkeys", "sts:transitivetagkeys"]),
];

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "MISSING_ACTION_FOR_CONDITION_KEY",
    severity: Severity::Error,
    kinds: Kinds::TRUST,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "A condition asks for what another action sends, which the statement doesn't allow.",
    finds: trust(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole", "Condition": {"StringLike": {"sts:SourceIdentity": "a"}}}}"#,
    ),
    passes: trust(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": ["sts:AssumeRole", "sts:SetSourceIdentity"], "Condition": {"StringLike": {"sts:SourceIdentity": "a"}}}}"#,
    ),
    check: Check::Statement(check),
};

fn check(_: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    if !statement.is_allow() {
        return;
    }
    let mut covered = NEEDED.map(|(action, _)| (action, None));
    for key in statement.keys() {
        let Some((needed, _)) = NEEDED.iter().find(|(_, keys)| keys.contains(&key.base())) else { continue };
        let Some((_, covered)) = covered.iter_mut().find(|(action, _)| action == needed) else { continue };
        if !*covered.get_or_insert_with(|| covers(statement, needed)) {
            let name = Shown::value(&key.key.text);
            found.at(
                key.key.span,
                format!("Who sends `{name}` asks for `{needed}` too: allow that action as well."),
            );
        }
    }
}
