//! What users and roles have in common – groups and managed policies – in one state of an account and in a later one.
//!
//! States share what didn't change, so that it is the same thing at the same place in memory: telling what changed costs no
//! look into it.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::account::Account;
use crate::entity::{HeldPolicies, Role, User};
use crate::name::{Folded, PolicyArn};

/// Which groups and managed policies of an account are others than they were
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
///
/// use iamkit_store::{Account, Call, Command, Identity, SharedChanges};
///
/// let call = Call::new("arn:aws:iam::111122223333:root".parse()?, "2026-05-01T10:00:00Z".parse()?);
/// let mut account = Account::new("111122223333".parse()?);
/// let mut iam = account.client(call.clone());
/// iam.create_user("alice".parse()?)?;
/// iam.create_group("Ops".parse()?)?;
/// iam.apply(Command::AddUserToGroup { user: "alice".parse()?, group: "Ops".parse()? })?;
/// let earlier = account.clone();
/// account.client(call.clone()).create_user("bob".parse()?)?;
/// let concerned = |account: &Account, name: &str| -> Result<bool, Box<dyn std::error::Error>> {
///     Ok(SharedChanges::between(&earlier, account).concern_user(account.user(&name.parse()?)?, account))
/// };
/// assert!(!concerned(&account, "alice")?);
///
/// let queues = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}}"#;
/// let (of, name) = (Identity::Group("Ops".parse()?), "Queues".parse()?);
/// account.client(call).apply(Command::PutPolicy { of, name, document: Arc::new(queues.parse()?) })?;
/// assert!(concerned(&account, "alice")? && !concerned(&account, "bob")?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct SharedChanges {
    groups: BTreeSet<Folded>,
    policies: BTreeSet<PolicyArn>,
    /// Whether AWS managed policies may be others.
    is_elsewhere: bool,
}

impl SharedChanges {
    /// What changed between two states of an account.
    ///
    /// Both must be there as long as this is asked for: what is gone may leave its place to something else. Equal things
    /// at different places count as changed.
    ///
    /// # Complexity
    /// Linear in groups and managed policies, without a look into them.
    pub fn between(earlier: &Account, later: &Account) -> Self {
        let is_elsewhere = !Arc::ptr_eq(&earlier.aws_managed, &later.aws_managed)
            || earlier.unknown != later.unknown
            || !are_same(earlier.listed.values(), later.listed.values());
        let mut changes = Self { is_elsewhere, ..Self::default() };
        if !are_same(earlier.groups.values(), later.groups.values()) {
            changes.groups = changed(&earlier.groups, &later.groups).cloned().collect();
        }
        if !are_same(earlier.policies.values(), later.policies.values()) {
            let names = changed(&earlier.policies, &later.policies);
            let policies =
                names.filter_map(|name| earlier.policies.get(name).or_else(|| later.policies.get(name)));
            changes.policies = policies.map(|policy| policy.arn().clone()).collect();
        }
        changes
    }

    /// Whether what a user has through groups and managed policies may be something else; the user itself is the same.
    pub fn concern_user(&self, user: &User, account: &Account) -> bool {
        if self.are_none() {
            return false;
        }
        let concern_group = |name: &Folded| {
            let group = account.groups.get(name);
            self.groups.contains(name) || group.is_none_or(|group| self.concern(group.policies(), None))
        };
        self.concern(user.policies(), user.permissions_boundary()) || user.groups.iter().any(concern_group)
    }

    /// Whether what a role has through managed policies may be something else; the role itself is the same.
    pub fn concern_role(&self, role: &Role) -> bool {
        !self.are_none() && self.concern(role.policies(), role.permissions_boundary())
    }

    fn are_none(&self) -> bool {
        !self.is_elsewhere && self.groups.is_empty() && self.policies.is_empty()
    }

    fn concern(&self, held: &HeldPolicies, boundary: Option<&PolicyArn>) -> bool {
        self.is_elsewhere || held.attached().chain(boundary).any(|arn| self.policies.contains(arn))
    }
}

/// Whether two lists are of the same things at the same places.
fn are_same<'m, V: 'm>(
    earlier: impl ExactSizeIterator<Item = &'m Arc<V>>,
    later: impl ExactSizeIterator<Item = &'m Arc<V>>,
) -> bool {
    earlier.len() == later.len() && earlier.zip(later).all(|(one, other)| Arc::ptr_eq(one, other))
}

/// The names under which two maps have different things.
fn changed<'m, V>(
    earlier: &'m crate::map::Map<Folded, Arc<V>>,
    later: &'m crate::map::Map<Folded, Arc<V>>,
) -> impl Iterator<Item = &'m Folded> {
    let is_other =
        |(name, value): &(&Folded, &Arc<V>)| !earlier.get(*name).is_some_and(|it| Arc::ptr_eq(it, value));
    let gone = earlier.keys().filter(|name| !later.contains_key(*name));
    later.iter().filter(is_other).map(|(name, _)| name).chain(gone)
}
