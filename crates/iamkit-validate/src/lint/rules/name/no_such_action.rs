//! `no-such-action`.

use iamkit_catalog::NoActionError;

use crate::condition_key::or_nearest;
use crate::lint::rules::prelude::*;

pub(in crate::lint::rules) static RULE: LintRule = LintRule {
    code: "no-such-action",
    severity: Severity::Warning,
    kinds: ALL,
    about: "A name or pattern names no action.",
    explanation: "What was meant is neither allowed nor denied by that name.",
    advice: "Correct the name to that of an action, or take it out where the action is gone.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObjet", "Resource": "*"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}"#,
    ),
    check,
};

/// So many names of a document are told with the nearest, which compares a text with every action.
const TOLD_WITH_NEAREST: usize = 256;

/// Among strings any name can be one.
fn check(subject: &Subject<'_>, found: &mut LintFound<'_>) {
    let Some(catalog) = subject.catalog() else { return };
    let names = subject.document.statements().iter().flat_map(|it| it.actions().values());
    let unknown = names.filter(|name| subject.named(name.as_str()).is_some_and(|named| named.is_empty()));
    for (at, name) in unknown.enumerate() {
        let near = (at < TOLD_WITH_NEAREST).then(|| catalog.asked_actions(name.as_str()).err()).flatten();
        let near = or_nearest(near.iter().flat_map(NoActionError::nearest).take(1));
        found.text(name.span(), format!("`{}` names no action{near}", Shown::value(name.as_str())));
    }
}
