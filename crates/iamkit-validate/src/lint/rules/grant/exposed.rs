//! Actions that hand something out, from the list of this crate or by their access level, granted without limits.

use std::sync::LazyLock;

use iamkit_catalog::{AccessLevel, ActionSet, Catalog};

use super::granted::{all_of, by_statements, facts_of, first_of, is_of_everything, names, places};
use crate::lint::rules::prelude::*;

/// What actions hand out
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exposure {
    Data,
    Credentials,
    Permissions,
}

/// The list of actions, each line of which is a kind and a name.
const LIST: &str = include_str!("../../../../data/exposure.txt");

/// The rows of the list: what is handed out, and by which action.
static ROWS: LazyLock<Vec<(Exposure, &'static str)>> = LazyLock::new(|| {
    let lines = LIST.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.filter_map(row).collect()
});

fn row(line: &'static str) -> Option<(Exposure, &'static str)> {
    let (kind, name) = line.split_once(' ')?;
    match kind {
        "data" => Some((Exposure::Data, name)),
        "credentials" => Some((Exposure::Credentials, name)),
        _ => None,
    }
}

impl Exposure {
    fn actions(self, catalog: &Catalog) -> ActionSet {
        if self == Self::Permissions {
            let manages =
                |levels: iamkit_catalog::AccessLevels| levels.contains(AccessLevel::PermissionsManagement);
            let actions = catalog.actions().filter(|action| manages(action.access_levels()));
            return actions.map(|action| action.id()).collect();
        }
        let named = ROWS.iter().filter(|(kind, _)| *kind == self);
        named.filter_map(|(_, name)| catalog.action(name)).map(|action| action.id()).collect()
    }
}

/// Tells which statements grant actions of a kind on every resource and under no condition; of an administrator that
/// goes without saying.
pub(super) fn tell(subject: &Subject<'_>, kind: Exposure, what: &str, found: &mut LintFound<'_>) {
    let Some(catalog) = subject.catalog().filter(|_| !is_of_everything(subject)) else { return };
    let wanted = kind.actions(catalog);
    let unlimited = subject.unlimited().list.iter().filter_map(|line| {
        let mut actions = line.actions.clone();
        actions.intersect_with(&wanted);
        (!actions.is_empty()).then_some(actions)
    });
    let granted = unlimited.flat_map(|actions| subject.granted(&actions).list);
    let granted = granted.filter(|line| line.is_unlimited).collect::<Vec<_>>();
    for (statements, lines) in by_statements(subject, granted) {
        let names = names(&all_of(&lines), catalog);
        let message = format!("{what} on every resource, under no condition: {}", first_of(&names));
        let facts = facts_of(&lines);
        let requests = lines.into_iter().take(1).map(|line| line.witness).collect();
        found.draft(places(subject, &statements), message, facts, FindingEvidence::Requests(requests));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_names_an_action_once_as_aws_spells_it() {
        let rows = LIST.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).count();
        assert_eq!(ROWS.len(), rows, "each line is a kind and a name");
        let mut names = std::collections::HashSet::new();
        for (_, name) in ROWS.iter() {
            let action = Catalog::embedded().action(name).unwrap_or_else(|| panic!("{name} is no action"));
            assert_eq!(action.to_string(), *name);
            assert!(names.insert(*name), "{name} is there twice");
        }
        assert!(LIST.starts_with("# Actions that hand out data or credentials"));
    }
}
