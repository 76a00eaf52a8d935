//! Random command sequences: whatever is applied or refused, the account's invariants hold.

use std::collections::BTreeSet;

use iamkit_store::{AccessKeyStatus, Account, Applied, Boundary, Identity, Quotas};
use iamkit_testkit::store::command;
use proptest::prelude::*;

use crate::common::{call, parse};

/// Quotas that sequences over three names run into.
fn empty() -> Account {
    let quotas = Quotas {
        users: 2,
        groups_per_user: 1,
        attached_per_user: 1,
        attached_per_group: 2,
        access_keys_per_user: 1,
        tags_per_entity: 3,
        inline_per_user: 150,
        versions_per_policy: 3,
        versions_in_use: 5,
        ..Quotas::default()
    };
    Account::new(parse("111122223333")).with_quotas(quotas)
}

fn assert_invariants(account: &Account) {
    for user in account.users() {
        assert!(user.arn().ends_with(&format!("{}{}", user.path(), user.name())));
        assert_user(account, user.name().as_str());
        assert!(user.policies().attached().len() <= account.quotas().attached_per_user);
        assert!(user.tags().len() <= account.quotas().tags_per_entity);
        assert!(user.access_keys().all(|key| key.status() == AccessKeyStatus::Active));
        let inline: usize = user.policies().inline().map(|(_, document)| document.size()).sum();
        assert!(inline <= account.quotas().inline_per_user);
        assert_eq!(account.principal_with_id(user.id()), Some(&Identity::User(user.name().clone())));
    }
    for group in account.groups() {
        for user in account.members_of(group.name()).unwrap() {
            assert!(account.groups_for_user(user.name()).unwrap().contains(&group));
        }
    }
    for role in account.roles() {
        assert_eq!(account.principal_with_id(role.id()), Some(&Identity::Role(role.name().clone())));
        for profile in account.instance_profiles_for_role(role.name()).unwrap() {
            assert_eq!(profile.role(), Some(role.name()));
        }
        account.trust_policy(role.name()).unwrap();
    }
    for profile in account.instance_profiles() {
        let role = profile.role().map(|role| account.instance_profiles_for_role(role).unwrap());
        assert!(role.is_none_or(|profiles| profiles.contains(&profile)));
    }
    assert_usage(account);
    assert_unique(account.users().map(|user| user.name().as_str().to_lowercase()));
    assert_unique(account.groups().map(|group| group.name().as_str().to_lowercase()));
    assert_unique(account.roles().map(|role| role.name().as_str().to_lowercase()));
    assert_unique(account.policies().map(|policy| policy.name().as_str().to_lowercase()));
    let ids = account.users().map(|user| user.id()).chain(account.groups().map(|group| group.id()));
    let ids = ids.chain(account.roles().map(|role| role.id()));
    assert_unique(ids.chain(account.policies().map(|policy| policy.id())).map(ToString::to_string));
}

fn assert_user(account: &Account, name: &str) {
    let user = account.user(&parse(name)).unwrap();
    let groups = account.groups_for_user(user.name()).unwrap();
    for group in &groups {
        assert!(account.members_of(group.name()).unwrap().contains(&user));
    }
    let policies = account.policies_of(&Identity::User(user.name().clone())).unwrap();
    let own = user.policies().inline().len() + user.policies().attached().len();
    let through_groups: usize =
        groups.iter().map(|group| group.policies().inline().len() + group.policies().attached().len()).sum();
    assert_eq!(policies.len(), own + through_groups);
    assert!(groups.len() <= account.quotas().groups_per_user);
}

/// Every holder of policies with what it holds and its boundary.
fn holders(account: &Account) -> Vec<Identity> {
    let users = account.users().map(|user| Identity::User(user.name().clone()));
    let groups = account.groups().map(|group| Identity::Group(group.name().clone()));
    users.chain(groups).chain(account.roles().map(|role| Identity::Role(role.name().clone()))).collect()
}

fn assert_usage(account: &Account) {
    let holders = holders(account);
    for policy in account.policies() {
        let usage = account.policy_usage(policy.arn());
        let holds =
            |holder: &&Identity| account.held(holder).unwrap().attached().any(|arn| arn == policy.arn());
        let attached = holders.iter().filter(holds).cloned().collect::<BTreeSet<_>>();
        assert_eq!(usage.attached_to().cloned().collect::<BTreeSet<_>>(), attached);
        assert_eq!(usage.attachment_count(), attached.len());
        let is_bound =
            |holder: &&Identity| account.permissions_boundary(holder).unwrap() == Some(policy.arn());
        let bound = holders.iter().filter(is_bound).cloned().collect::<BTreeSet<_>>();
        assert_eq!(usage.boundary_of().cloned().collect::<BTreeSet<_>>(), bound);
        assert_eq!(usage.permissions_boundary_usage_count(), bound.len());
        assert!(policy.version(policy.default_version()).is_some());
        assert!(policy.versions().len() <= account.quotas().versions_per_policy);
    }
    for (arn, _) in account.policies_in_use() {
        assert!(account.policy(arn).is_ok());
    }
    for holder in &holders {
        assert!(!matches!(account.boundary_of(holder).unwrap(), Boundary::Dangling(_)));
    }
    let n_versions: usize = account.policies().map(|policy| policy.versions().len()).sum();
    assert!(n_versions <= account.quotas().versions_in_use);
}

fn assert_unique(texts: impl Iterator<Item = String>) {
    let texts: Vec<String> = texts.collect();
    assert_eq!(texts.iter().collect::<BTreeSet<_>>().len(), texts.len());
}

proptest! {
    #[test]
    fn invariants_hold_and_refusals_change_nothing(commands in prop::collection::vec(command(), 0..80)) {
        let mut account = empty();
        let mut changes = Vec::new();
        for command in commands {
            let before = account.clone();
            match account.apply(&call(), command.clone()) {
                Ok(Applied::Changed) => { prop_assert_ne!(&account, &before); changes.push(command); }
                Ok(Applied::Unchanged) | Err(_) => prop_assert_eq!(&account, &before),
            }
            assert_invariants(&account);
        }
        let mut replayed = empty();
        for change in changes {
            prop_assert_eq!(replayed.apply(&call(), change), Ok(Applied::Changed));
        }
        prop_assert_eq!(replayed, account);
    }
}
