//! Roles whose trust policies name somebody who is left out: found in one go, however long the chain from one to the next.
//!
//! Trying all changes again for each link of a chain would find the same roles with the same words.

use std::collections::{BTreeSet, HashMap, HashSet};

use iamkit_policy::normal::PrincipalPattern;
use iamkit_policy::{Arn, PrincipalElement, PrincipalEntry, Statement};
use iamkit_store::{AccountId, Partition, StoreError};

use super::{Refusal, Scope, Taker};
use crate::details::{AuthorizationDetails, RoleDetail};

impl Taker<'_> {
    /// Leaves out the roles that trust somebody who is left out, those that trust these, and so on.
    pub(super) fn leave_out_trusting(&mut self) {
        let refused = Trusts::of(&self.intake.accounts).refused();
        self.refuse(refused);
    }
}

/// A role: the place of its account, and its own in that.
type Place = (usize, usize);

/// Whom a trust policy names: the place of the account, and the ARN.
type Named = (usize, String);

/// The users and roles that are left of some accounts, and who trusts whom among them.
struct Trusts<'a> {
    accounts: &'a [AuthorizationDetails],
    places: HashMap<&'a AccountId, usize>,
    there: HashSet<Named>,
    trusting: HashMap<Named, Vec<Place>>,
    /// How many entities each account has left.
    n_left: Vec<usize>,
}

impl<'a> Trusts<'a> {
    fn of(accounts: &'a [AuthorizationDetails]) -> Self {
        let places = accounts.iter().map(|details| &details.account).zip(0..).collect();
        let n_left = accounts.iter().map(AuthorizationDetails::len).collect();
        let there = accounts.iter().enumerate().flat_map(|(place, details)| {
            let users =
                details.users.iter().map(|user| arn(details, "user", user.path.as_str(), user.name.as_str()));
            let roles = details.roles.iter().map(|role| arn_of(details, role));
            users.chain(roles).map(move |arn| (place, arn))
        });
        let there = there.collect();
        let mut trusts = Self { accounts, places, there, trusting: HashMap::new(), n_left };
        for (account, details) in accounts.iter().enumerate() {
            for (index, role) in details.roles.iter().enumerate() {
                for (_, _, named) in trusts.named_by(account, role).collect::<Vec<_>>() {
                    trusts.trusting.entry(named).or_default().push((account, index));
                }
            }
        }
        trusts
    }

    /// The users and roles that a trust policy names, each with its statement and as it is written.
    ///
    /// The store looks for those of the role's own account and of accounts that are there before it.
    fn named_by(
        &self,
        account: usize,
        role: &'a RoleDetail,
    ) -> impl Iterator<Item = (&'a Statement, &'a PrincipalEntry, Named)> {
        let entries = |statement: &'a Statement| {
            let entries = statement.principals().into_iter().flat_map(PrincipalElement::entries);
            entries.map(move |entry| (statement, entry))
        };
        role.trust.statements().iter().flat_map(entries).filter_map(move |(statement, entry)| {
            let arn = user_or_role(entry)?;
            let home = *self.places.get(&arn.account().parse::<AccountId>().ok()?)?;
            (home <= account).then(|| (statement, entry, (home, arn.as_str().to_owned())))
        })
    }

    /// All roles that the store would refuse, one link of the chains after the other.
    fn refused(mut self) -> Vec<Refusal> {
        let (mut refused, mut seen) = (Vec::new(), BTreeSet::new());
        let mut missing =
            self.trusting.keys().filter(|named| self.is_missing(named)).cloned().collect::<Vec<_>>();
        while !missing.is_empty() {
            let trusting = missing.iter().filter_map(|named| self.trusting.get(named)).flatten().copied();
            let link = trusting.filter(|place| !seen.contains(place)).collect::<BTreeSet<_>>();
            refused.extend(link.iter().filter_map(|place| self.refusal(*place)));
            missing = link.iter().filter_map(|place| self.take_away(*place)).collect();
            missing.retain(|named| self.is_missing(named));
            seen.extend(link);
        }
        refused
    }

    /// Whether the store would look for somebody and find nobody: an account of which nothing is left isn't made.
    fn is_missing(&self, named: &Named) -> bool {
        self.n_left.get(named.0).is_some_and(|n_left| 0 < *n_left) && !self.there.contains(named)
    }

    fn role(&self, (account, index): Place) -> Option<(&'a AuthorizationDetails, &'a RoleDetail)> {
        let details = self.accounts.get(account)?;
        Some((details, details.roles.get(index)?))
    }

    /// What the store would say of a role.
    fn refusal(&self, place: Place) -> Option<Refusal> {
        let (details, role) = self.role(place)?;
        let mut named = self.named_by(place.0, role);
        let (statement, entry, _) = named.find(|(_, _, named)| self.is_missing(named))?;
        let (statement, principal) = (statement.index(), entry.value().to_owned());
        Some(Refusal {
            scope: Scope::Account(details.account.clone()),
            entity: format!("role `{}`", role.name),
            error: StoreError::InvalidPrincipal { statement, principal },
        })
    }

    fn take_away(&mut self, place: Place) -> Option<Named> {
        let (details, role) = self.role(place)?;
        let named = (place.0, arn_of(details, role));
        self.there.remove(&named);
        let n_left = self.n_left.get_mut(place.0)?;
        *n_left = n_left.saturating_sub(1);
        Some(named)
    }
}

fn user_or_role(entry: &PrincipalEntry) -> Option<Arn> {
    match PrincipalPattern::from(entry) {
        PrincipalPattern::User(arn) | PrincipalPattern::Role(arn) => Some(arn),
        _ => None,
    }
}

fn arn_of(details: &AuthorizationDetails, role: &RoleDetail) -> String {
    arn(details, "role", role.path.as_str(), role.name.as_str())
}

/// The ARN that the store gives a user or role when it is restored.
fn arn(details: &AuthorizationDetails, kind: &str, path: &str, name: &str) -> String {
    let partition = details.partition.parse::<Partition>().unwrap_or_default();
    format!("arn:{partition}:iam::{}:{kind}{path}{name}", details.account)
}
