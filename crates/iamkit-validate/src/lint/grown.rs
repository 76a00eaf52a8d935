//! What an Allow with `NotAction` grants after the catalog has grown.

use std::collections::BTreeSet;

use iamkit_catalog::Catalog;
use iamkit_policy::{Effect, PolicyDocument, Statement};
use iamkit_prover::Exceeded;

use super::named_actions::NamedActions;

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
/// # Errors
/// There is more to compare than a bound allows: thousands of items that may be of any service.
///
/// ```
/// use iamkit_catalog::Catalog;
/// use iamkit_policy::PolicyDocument;
/// use iamkit_validate::lint::grown_grants;
///
/// let document: PolicyDocument =
///     r#"{"Statement": {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}}"#.parse()?;
/// let catalog = Catalog::embedded();
/// assert_eq!(grown_grants(&document, catalog, catalog)?, []);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn grown_grants(
    document: &PolicyDocument,
    older: &Catalog,
    newer: &Catalog,
) -> Result<Vec<GrownGrant>, Exceeded> {
    let newer = NamedActions::new(newer);
    let of_statement = |statement: &Statement| {
        let actions = grown_by(statement, older, &newer)?;
        Ok((!actions.is_empty()).then(|| GrownGrant { statement: statement.index(), actions }))
    };
    let grants = |it: &&Statement| it.effect() == Effect::Allow && it.actions().is_negated();
    document.statements().iter().filter(grants).filter_map(|it| of_statement(it).transpose()).collect()
}

/// What the items of a statement with `NotAction` don't name in a newer catalog and isn't in an older one, sorted.
pub(super) fn grown_by(
    statement: &Statement,
    older: &Catalog,
    newer: &NamedActions<'_>,
) -> Result<Vec<String>, Exceeded> {
    let (granted, newer) = (newer.of_list(statement.actions())?, newer.catalog());
    let names = granted.iter().filter_map(|id| newer.action_by_id(id)).map(|action| action.to_string());
    let names = names.filter(|name| older.action(name).is_none());
    Ok(names.collect::<BTreeSet<_>>().into_iter().collect())
}
