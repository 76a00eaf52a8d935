//! What an earlier view has of an account, to be taken over where nothing about it changed.
//!
//! A state of a directory shares what didn't change with the state before, and a view keeps its state: so a user is the same
//! if it stands at the same place in memory, and its entry is then the same too, unless a group, a managed policy or the
//! organisation around it is another.

use std::sync::Arc;

use iamkit_policy::PolicyDocument;
use iamkit_store::{Account, Role, SharedChanges, User};
use rustc_hash::FxHashMap;

use super::AccessView;
use super::entry::AccountPrincipal;
use super::scope::AccountScope;

/// The entries of an account in an earlier view
#[derive(Default)]
pub(super) struct EarlierEntries<'v> {
    /// By the place of the user or role in memory.
    entries: FxHashMap<usize, &'v Arc<AccountPrincipal>>,
    changes: SharedChanges,
}

impl<'v> EarlierEntries<'v> {
    /// Those of an account that stands at the same place in both views; none where something is another that every entry
    /// may hang on.
    pub(super) fn of(view: &'v AccessView, at: usize, account: &Account, scope: &AccountScope) -> Self {
        let known =
            view.scope(at).filter(|known| known.id == scope.id && known.organization == scope.organization);
        let Some(earlier) = known.and_then(|known| view.directory().account(&known.id).ok()) else {
            return Self::default();
        };
        let first = view.principals.partition_point(|entry| entry.account < at);
        let own = view.principals.iter().skip(first).take_while(|entry| entry.account == at);
        let places = earlier.users().map(place).chain(earlier.roles().map(place));
        Self { entries: places.zip(own).collect(), changes: SharedChanges::between(earlier, account) }
    }

    /// The entry of a user, if it is as it was.
    pub(super) fn user(&self, user: &Arc<User>, account: &Account) -> Option<Arc<AccountPrincipal>> {
        let entry = self.entries.get(&place(user))?;
        (!self.changes.concern_user(user, account)).then(|| Arc::clone(entry))
    }

    /// The entry of a role, if it is as it was and so are those whom its trust policy names.
    pub(super) fn role(
        &self,
        role: &Arc<Role>,
        trust: &Arc<PolicyDocument>,
    ) -> Option<Arc<AccountPrincipal>> {
        let entry = self.entries.get(&place(role))?;
        let is_as_it_was = is_of(entry.trust.as_deref(), trust) && !self.changes.concern_role(role);
        is_as_it_was.then(|| Arc::clone(entry))
    }
}

fn place<T>(entity: &Arc<T>) -> usize {
    Arc::as_ptr(entity).addr()
}

/// Whether a set is of one document alone, the same one.
pub(super) fn is_of(set: Option<&super::PolicySet>, document: &Arc<PolicyDocument>) -> bool {
    set.is_some_and(|set| matches!(set.documents(), [facts] if Arc::ptr_eq(facts.document(), document)))
}
