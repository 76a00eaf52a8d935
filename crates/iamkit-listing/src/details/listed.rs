//! What is listed, entity by entity, before it is known what of it can be taken.

use std::collections::{BTreeMap, BTreeSet};

use iamkit_store::AccountId;

use super::entity::{GroupDetail, ManagedPolicyDetail, RoleDetail, UserDetail};
use crate::source::Place;

/// An entity as listed, with what it refers to.
pub(crate) struct Listed<T> {
    pub(crate) place: Place,
    pub(crate) label: String,
    pub(crate) references: Vec<(Place, Reference)>,
    /// `None` for an entity that can't be taken, whose name is known all the same.
    pub(crate) detail: Option<T>,
    /// The name in lower case, or the ARN of a policy: by which it is referred to.
    pub(crate) key: String,
}

#[derive(Debug, Clone)]
pub(crate) enum Reference {
    Group(String),
    Policy(String),
    Boundary(String),
}

/// The entities of one account.
pub(crate) struct ListedAccount {
    pub(crate) partition: Box<str>,
    pub(crate) users: Vec<Listed<UserDetail>>,
    pub(crate) groups: Vec<Listed<GroupDetail>>,
    pub(crate) roles: Vec<Listed<RoleDetail>>,
    pub(crate) policies: Vec<Listed<ManagedPolicyDetail>>,
}

impl ListedAccount {
    /// All entities with their places.
    pub(crate) fn entities(&self) -> impl Iterator<Item = (&str, &Place)> {
        fn each<T>(listed: &[Listed<T>]) -> impl Iterator<Item = (&str, &Place)> {
            listed.iter().map(|entry| (&*entry.label, &entry.place))
        }
        each(&self.policies).chain(each(&self.groups)).chain(each(&self.users)).chain(each(&self.roles))
    }
}

/// What of AWS's own policies is listed belongs to whichever account the page is of.
#[derive(Default)]
pub(crate) struct ListedAccounts {
    pub(crate) by_id: BTreeMap<AccountId, ListedAccount>,
    pub(crate) of_aws: Vec<Listed<ManagedPolicyDetail>>,
    /// Entities whose very account isn't known.
    pub(crate) nowhere: BTreeSet<String>,
}

impl ListedAccounts {
    /// How many entities are listed.
    pub(crate) fn len(&self) -> usize {
        let listed = self.by_id.values().map(|account| account.entities().count()).sum::<usize>();
        listed + self.of_aws.len() + self.nowhere.len()
    }

    /// The account with an id; its partition is the one of its first entity.
    pub(crate) fn of(&mut self, partition: &str, account: AccountId) -> &mut ListedAccount {
        self.by_id.entry(account).or_insert_with(|| ListedAccount {
            partition: partition.into(),
            users: Vec::new(),
            groups: Vec::new(),
            roles: Vec::new(),
            policies: Vec::new(),
        })
    }
}

/// The account an entity is of.
pub(crate) struct Owner {
    pub(crate) partition: Box<str>,
    pub(crate) account: AccountId,
}
