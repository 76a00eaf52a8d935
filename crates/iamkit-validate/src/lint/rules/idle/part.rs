//! Where parts of statements stand.

use iamkit_policy::Statement;
use iamkit_prover::StatementPart;

use crate::lint::rules::prelude::*;

/// The text of an item and its place, or a condition's key and its place.
pub(in crate::lint::rules) fn written(
    statement: &Statement,
    part: StatementPart,
) -> Option<(&str, LintPlace)> {
    let list = match part {
        StatementPart::Action(_) => Some(statement.actions()),
        _ => statement.resources(),
    };
    match part {
        StatementPart::Action(at) | StatementPart::Resource(at) => {
            let item = list?.values().get(at)?;
            Some((item.as_str(), item.span().into()))
        }
        StatementPart::Condition(at) => {
            let condition = statement.conditions().get(at)?;
            Some((condition.key(), condition.key_span().into()))
        }
        _ => None,
    }
}
