//! `idle-principal`.

use iamkit_policy::normal::PrincipalPattern;
use iamkit_policy::{PrincipalElement, PrincipalEntry, Span};

use crate::lint::rules::prelude::*;

pub(in crate::lint::rules) static RULE: LintRule = LintRule {
    code: "idle-principal",
    severity: Severity::Warning,
    kinds: WITH_PRINCIPALS,
    about: "A principal of a list does nothing: without it the same is allowed and denied.",
    explanation: "Whoever takes the principal out believes that it has no access any more.",
    advice: "Take the principal out, or the one that holds it too.",
    finds: resource(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": ["111122223333", "arn:aws:iam::111122223333:root"]}, "Action": "sqs:SendMessage", "Resource": "*"}}"#,
    ),
    passes: resource(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": ["111122223333", "arn:aws:iam::111122223333:role/r"]}, "Action": "sqs:SendMessage", "Resource": "*"}}"#,
    ),
    check,
};

/// Principals that another seems to hold too, each proven to do nothing before it is told.
fn check(subject: &Subject<'_>, found: &mut LintFound<'_>) {
    for statement in subject.document.statements() {
        let entries = statement.principals().map(PrincipalElement::entries).unwrap_or_default();
        // Lists: the entries under one key.
        for list in entries.chunk_by(|one, other| one.key_span() == other.key_span()) {
            let spans = list.iter().map(PrincipalEntry::span).collect::<Vec<_>>();
            for at in 0..list.len() {
                tell(subject, list, &spans, at, found);
            }
        }
    }
}

fn tell(
    subject: &Subject<'_>,
    list: &[PrincipalEntry],
    spans: &[Span],
    at: usize,
    found: &mut LintFound<'_>,
) {
    let Some((entry, span)) = list.get(at).zip(spans.get(at)) else { return };
    let own = PrincipalPattern::from(entry);
    let others = list.iter().enumerate().take(MOST).filter(|(other, _)| *other != at);
    let mut holding = others.filter(|(other, it)| holds(&PrincipalPattern::from(*it), &own, *other < at));
    let Some((_, by)) = holding.next() else { return };
    if let Some(facts) = subject.same_without(spans, at) {
        let (name, other) = (Shown::value(entry.value()), Shown::value(by.value()));
        found.proven(*span, format!("`{name}` does nothing here: `{other}` holds it too"), facts);
    }
}

/// With so many principals of a list another is compared.
const MOST: usize = 256;

/// Whether one principal seems to hold another; of two that are the same, the one that stands before.
fn holds(one: &PrincipalPattern, other: &PrincipalPattern, is_before: bool) -> bool {
    use PrincipalPattern::{Account, Everyone};
    match (one, other) {
        (Account { account: one, .. }, Account { account: other, .. }) => one == other && is_before,
        (Everyone, Everyone) => is_before,
        (Everyone, _) => true,
        _ => one == other && is_before,
    }
}
