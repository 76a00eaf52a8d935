//! Resources that a principal's actions could be allowed on, for one action after the other.

use iamkit_catalog::Catalog;

use super::group::{Group, Speakers};
use super::kinds::Kinds;
use super::verdict;
use crate::view::{AccessView, AccountPrincipal};

/// Finds resources; which statements speak of which actions is worked out once.
pub(crate) struct Finder<'v> {
    view: &'v AccessView,
    principal: &'v AccountPrincipal,
    speakers: Speakers<'v>,
    groups: Vec<Group>,
}

impl<'v> Finder<'v> {
    pub(crate) fn new(view: &'v AccessView, principal: &'v AccountPrincipal) -> Self {
        let speakers = Speakers::new(view, principal);
        let groups = speakers.groups(view.spoken());
        Self { view, principal, speakers, groups }
    }

    /// Some resources that an action could be allowed on: samples of what the principal's policies name for it.
    pub(crate) fn resources_for(&self, action: &str) -> impl Iterator<Item = String> {
        let action = Catalog::embedded().action(action);
        let kind = action.and_then(|action| Kinds::embedded().kind(Kinds::embedded().number(action.id())));
        let is_wildcard_only = kind.is_some_and(|kind| kind.is_wildcard_only);
        let anything = is_wildcard_only.then(|| "*".to_owned());
        let id = action.map(|action| action.id()).filter(|_| anything.is_none());
        let group = id.and_then(|id| self.groups.iter().find(|group| group.actions.contains(&id)));
        let samples = group.map(|group| verdict::samples(self.view, self.principal, &self.speakers, group));
        anything.into_iter().chain(samples.into_iter().flatten())
    }
}
