//! What the prover says of whole statements, by the reasons why they do nothing.

use iamkit_prover::{IdleStatement, Idleness};

use crate::lint::rules::prelude::*;

/// Tells of the statements that do nothing for one of the reasons.
pub(super) fn tell(subject: &Subject<'_>, reasons: &[Idleness], found: &mut LintFound<'_>) {
    let idle = subject.idle_statements();
    let of_reason = |it: &&IdleStatement| reasons.contains(&it.why);
    for it in idle.list.iter().filter(of_reason) {
        if let Some(statement) = subject.statement(it.statement.statement) {
            found.proven(statement, it.why.as_str(), it.facts);
        }
    }
    for it in idle.open.iter().filter(of_reason) {
        if let Some(statement) = subject.statement(it.statement.statement) {
            found.open(statement, it.why.as_str(), it.facts);
        }
    }
}
