//! Names in a policy that are no actions: misspelt, of services that are gone, or never there.

use std::collections::BTreeSet;

use iamkit_catalog::Catalog;
use iamkit_policy::glob::{Glob, GlobLimits, LimitError, coverage};
use iamkit_policy::normal::ActionPattern;
use iamkit_policy::{ElementList, PolicyDocument, Statement, Text};

/// The entries of `Action` that name no action of the catalog, unless the other policy's entries name them too.
pub(super) fn entries(
    document: &PolicyDocument,
    other: &PolicyDocument,
    catalog: &Catalog,
) -> Result<Vec<String>, LimitError> {
    let other_entries = written(other).collect::<BTreeSet<_>>();
    let other_globs = written(other).filter_map(glob).collect::<Vec<_>>();
    let mut found = BTreeSet::new();
    for entry in written(document).filter(|entry| !other_entries.contains(entry)) {
        let glob = glob(entry);
        if glob.as_ref().is_some_and(|glob| !catalog.action_set(&glob.to_string()).is_empty()) {
            continue;
        }
        let is_shared = match glob {
            Some(glob) => coverage(&[glob], &other_globs, &GlobLimits::default())?.is_covered(),
            None => false,
        };
        if !is_shared {
            found.insert(entry.to_owned());
        }
    }
    Ok(found.into_iter().collect())
}

fn written(document: &PolicyDocument) -> impl Iterator<Item = &str> {
    let lists = document.statements().iter().map(Statement::actions);
    lists.filter(|list| !list.is_negated()).flat_map(ElementList::values).map(Text::as_str)
}

fn glob(entry: &str) -> Option<Glob> {
    ActionPattern::parse(entry).glob().cloned()
}
