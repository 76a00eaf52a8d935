//! Whether a statement is about an action.

use iamkit_policy::glob::Glob;

use crate::rules::prelude::Statement;

/// Whether an item of `Action` names the action, or `NotAction` is there and none of its items does.
pub(super) fn covers(statement: &Statement<'_>, action: &str) -> bool {
    let mut items = statement.all_actions();
    let mut names = items.any(|it| Glob::parse(&it.item.text).matches_ignore_ascii_case(action));
    if statement.action.is_none() && statement.not_action.is_some() {
        names = !names;
    }
    names
}
