//! What is said of one condition: a key under an operator.

use iamkit_policy::{Condition, Statement};
use iamkit_prover::{AbsentKey, PartIdleness, StatementPart};

use crate::lint::rules::prelude::*;

/// Tells of the conditions that do nothing for one reason.
pub(super) fn tell(subject: &Subject<'_>, why: PartIdleness, found: &mut LintFound<'_>) {
    for it in subject.idle_parts().list.iter().filter(|it| it.why == why) {
        let Some(condition) = condition(subject.statement(it.statement.statement), it.part) else { continue };
        found.proven(condition.key_span(), format!("{}: {}", named(condition), why.as_str()), it.facts);
    }
}

/// Tells of the conditions that requests without their keys get by.
pub(super) fn tell_absent(subject: &Subject<'_>, effect: Effect, what: &str, found: &mut LintFound<'_>) {
    for it in subject.absent_keys().list.iter().filter(|it| it.effect == effect) {
        let Some(condition) = condition(subject.statement(it.statement.statement), it.part) else { continue };
        let AbsentKey { witness, facts, .. } = it;
        let message = format!("{} {what}: {witness}", named(condition));
        let evidence = FindingEvidence::Requests(vec![witness.clone()]);
        found.draft(vec![condition.key_span().into()], message, *facts, evidence);
    }
}

fn condition(statement: Option<&Statement>, part: StatementPart) -> Option<&Condition> {
    match part {
        StatementPart::Condition(at) => statement?.conditions().get(at),
        _ => None,
    }
}

/// The condition in the words of the policy.
fn named(condition: &Condition) -> String {
    format!("`{}` on `{}`", condition.operator(), Shown::value(condition.key()))
}
