//! Which actions of a catalog the items of statements name, for all rules from one bound.

use std::cell::Cell;

use iamkit_catalog::{ActionSet, Catalog};
use iamkit_policy::ElementList;
use iamkit_prover::Exceeded;

/// So many names are compared with the items of a policy, for all rules together.
const MOST_NAMES: usize = 1 << 22;
/// What an item takes that is compared with none, in names: a set of all actions is gone through.
const NAMES_OF_A_SET: usize = 64;

/// The actions that items name, as long as not too many names had to be compared
#[derive(Debug)]
pub(super) struct NamedActions<'c> {
    catalog: &'c Catalog,
    left: Cell<usize>,
}

impl<'c> NamedActions<'c> {
    pub(super) fn new(catalog: &'c Catalog) -> Self {
        Self { catalog, left: Cell::new(MOST_NAMES) }
    }

    pub(super) fn catalog(&self) -> &'c Catalog {
        self.catalog
    }

    /// Takes so many names from what may be compared.
    pub(super) fn compare(&self, names: usize) -> Result<(), Exceeded> {
        let left = self.left.get().checked_sub(names);
        self.left.set(left.unwrap_or_default());
        left.map(|_| ()).ok_or_else(|| Exceeded::new("names of actions to compare", MOST_NAMES))
    }

    /// The actions that an item names.
    pub(super) fn of_item(&self, item: &str) -> Result<ActionSet, Exceeded> {
        self.compare(cost(self.catalog, item))?;
        Ok(self.catalog.action_set(item))
    }

    /// The actions that a list is about: those that its items name, or all others.
    pub(super) fn of_list(&self, list: &ElementList) -> Result<ActionSet, Exceeded> {
        let mut named = ActionSet::new();
        for item in list.values() {
            named.union_with(&self.of_item(item.as_str())?);
        }
        if !list.is_negated() {
            return Ok(named);
        }
        let mut others = self.catalog.all_actions();
        others.subtract(&named);
        Ok(others)
    }
}

/// What it takes to find the actions of an item, in names that are compared.
pub(super) fn cost(catalog: &Catalog, item: &str) -> usize {
    catalog.names_compared(item) + NAMES_OF_A_SET
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_until_it_is_too_much() {
        let names = NamedActions::new(Catalog::embedded());
        let found = (0..1_000).map(|at| names.of_item(&format!("*a{at}*"))).collect::<Result<Vec<_>, _>>();
        let told = found.expect_err("each is compared with all").to_string();
        assert_eq!(told, "it takes more than 4194304 names of actions to compare");
        assert!(names.of_item("s3:Get*").is_err(), "nothing is left");
    }
}
