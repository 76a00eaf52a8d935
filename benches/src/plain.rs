//! Statements that every engine can express.

use iamkit_policy::{Effect, Statement};

/// Whether the statement is an Allow of actions on every resource, whatever the context.
pub(crate) fn is_plain(statement: &Statement) -> bool {
    let is_star = statement.resources().is_some_and(|resources| {
        !resources.is_negated() && resources.values().iter().any(|value| value.as_str() == "*")
    });
    let is_allow = statement.effect() == Effect::Allow && !statement.actions().is_negated();
    is_star && is_allow && statement.conditions().is_empty()
}
