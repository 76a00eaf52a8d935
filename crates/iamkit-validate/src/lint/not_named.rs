//! What an Allow with `NotAction` grants: today, and after the catalog has grown.

use std::collections::BTreeSet;

use iamkit_catalog::{ActionSet, Catalog};
use iamkit_policy::{Effect, PolicyDocument, Statement};

/// The actions of a catalog that the items of a statement don't name.
pub(super) fn not_named(statement: &Statement, catalog: &Catalog) -> ActionSet {
    let mut rest = catalog.all_actions();
    for item in statement.actions().values() {
        rest.subtract(&catalog.action_set(item.as_str()));
    }
    rest
}

/// An Allow with `NotAction`, and actions that it came to grant
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct GrownGrant {
    /// The statement's place in the document, from 0.
    pub statement: usize,
    /// The actions, sorted.
    pub actions: Vec<String>,
}

/// What the Allows with `NotAction` grant of a newer catalog that there wasn't in an older one
///
/// Statements without any are left out. What Denies take away isn't.
///
/// ```
/// use iamkit_catalog::Catalog;
/// use iamkit_policy::PolicyDocument;
/// use iamkit_validate::lint::grown_grants;
///
/// let document: PolicyDocument =
///     r#"{"Statement": {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}}"#.parse()?;
/// let catalog = Catalog::embedded();
/// assert_eq!(grown_grants(&document, catalog, catalog), []);
/// # Ok::<(), iamkit_policy::ParseErrors>(())
/// ```
pub fn grown_grants(document: &PolicyDocument, older: &Catalog, newer: &Catalog) -> Vec<GrownGrant> {
    let of_statement = |statement: &Statement| {
        let granted = not_named(statement, newer);
        let names = granted.iter().filter_map(|id| newer.action_by_id(id));
        let names = names.map(|action| action.to_string()).filter(|name| older.action(name).is_none());
        let actions = names.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>();
        (!actions.is_empty()).then(|| GrownGrant { statement: statement.index(), actions })
    };
    let grants = |it: &&Statement| it.effect() == Effect::Allow && it.actions().is_negated();
    document.statements().iter().filter(grants).filter_map(of_statement).collect()
}
