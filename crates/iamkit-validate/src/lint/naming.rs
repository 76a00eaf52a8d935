//! Which item of a list alone names an action.

use iamkit_catalog::{Action, ActionSet, Catalog, ResourceTypeId};

/// Which items of a list name each action, by the number of the action
pub(super) struct Naming(Vec<NamedBy>);

#[derive(Clone, Copy, PartialEq, Eq)]
enum NamedBy {
    Nothing,
    One(usize),
    Several,
}

impl Naming {
    pub(super) fn new(catalog: &Catalog) -> Self {
        let count = usize::try_from(catalog.action_count()).unwrap_or(usize::MAX);
        Self(vec![NamedBy::Nothing; count])
    }

    pub(super) fn add(&mut self, item: usize, named: &ActionSet) {
        for id in named.iter() {
            if let Some(by) = usize::try_from(id.get()).ok().and_then(|at| self.0.get_mut(at)) {
                *by = if *by == NamedBy::Nothing { NamedBy::One(item) } else { NamedBy::Several };
            }
        }
    }

    /// Those of some actions that one item alone names, with its place.
    pub(super) fn alone<'c>(
        &self,
        actions: impl Iterator<Item = Action<'c>>,
    ) -> impl Iterator<Item = (usize, Action<'c>)> {
        actions.filter_map(|action| match self.0.get(usize::try_from(action.id().get()).ok()?)? {
            NamedBy::One(item) => Some((*item, action)),
            NamedBy::Nothing | NamedBy::Several => None,
        })
    }
}

/// The actions that use resources of a type.
pub(super) fn using(id: ResourceTypeId, catalog: &Catalog) -> impl Iterator<Item = Action<'_>> {
    let service = catalog.resource_type_by_id(id).and_then(|found| found.service());
    let actions = service.into_iter().flat_map(|service| service.actions());
    actions.filter(move |action| action.resource_types().any(|used| used.resource_type().id() == id))
}
