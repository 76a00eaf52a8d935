//! Why each side decides the request of a difference as it does, and what the difference says, in words.

use iamkit_engine::{Decision, Evaluation, StatementRef};
use iamkit_policy::shown::Shown;
use iamkit_prover::{Difference, Witness};

use super::sides::ComparedSide;
use crate::words;

/// A name as sentences show it.
pub(super) fn shown(name: &str) -> String {
    Shown::value(name).to_string()
}

/// What a difference says besides its actions, a line for each part; none where that is everything.
pub(super) fn terms(difference: &Difference) -> Vec<String> {
    words::terms(&difference.actions_except, &difference.terms, difference.is_exact)
}

/// Why a side decides a witness as it does.
pub(super) fn reason(side: &ComparedSide, witness: &Witness) -> String {
    let name = shown(&side.name);
    match witness.evaluate(&side.access) {
        // A resource control policy lets pass what it doesn't deny, without an Allow of its own (S68).
        Ok(evaluation) if is_let_pass(side, witness, &evaluation) => format!("{name} lets it pass"),
        Ok(evaluation) => format!("{name} {}", because(&evaluation)),
        Err(error) => format!("{name}: {error}"),
    }
}

fn is_let_pass(side: &ComparedSide, witness: &Witness, evaluation: &Evaluation) -> bool {
    evaluation.decision() != Decision::Allow && witness.is_allowed_by(&side.access) == Ok(true)
}

fn because(evaluation: &Evaluation) -> String {
    let decision = match evaluation.decision() {
        Decision::Allow => "allows it",
        Decision::ExplicitDeny => "denies it",
        Decision::ImplicitDeny | Decision::Depends => return near_miss(evaluation),
    };
    match evaluation.decided_by().first() {
        Some(statement) => {
            let sid = statement.sid().map(|sid| format!(" `{}`", Shown::value(sid))).unwrap_or_default();
            format!("{decision} by {}{sid} ({})", place(evaluation, statement), statement.position())
        }
        None => decision.into(),
    }
}

fn near_miss(evaluation: &Evaluation) -> String {
    let missing = match evaluation.blocked_by() {
        [] => "has no Allow for it".to_owned(),
        _ if evaluation.layers().len() < 2 => "has no Allow for it".to_owned(),
        layers => format!("has no Allow for it in {}", layers.join(" and ")),
    };
    match evaluation.near_misses().first() {
        Some(remark) => {
            let statement = remark.statement();
            let place = format!("{} ({})", place(evaluation, statement), statement.position());
            format!("{missing}; {place} fails in {}: {}", remark.element(), remark.reason())
        }
        None => missing,
    }
}

/// The statement's place, with its layer where there are several.
fn place(evaluation: &Evaluation, statement: &StatementRef) -> String {
    let pointer = format!("/Statement/{}", statement.index());
    let of_layer = evaluation.layers().iter().find(|layer| layer.statements().contains(statement));
    match of_layer.filter(|_| 1 < evaluation.layers().len()) {
        Some(layer) => format!("{}{pointer}", layer.layer()),
        None => pointer,
    }
}
