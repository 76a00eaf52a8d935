//! What entities say of each other: nothing twice, and nothing that isn't there.
//!
//! Policies refer to nothing, groups to policies, users and roles to both: in this order, an entity that refers to one
//! which can't be taken can't be taken either. Left out with it would be what it denies.

use std::collections::{BTreeMap, BTreeSet};

use iamkit_managed::ManagedPolicies;
use iamkit_store::{AccountId, PolicyArn};

use super::entity::{AuthorizationDetails, ManagedPolicyDetail};
use super::leniency::Leniency;
use super::listed::{Listed, ListedAccount, ListedAccounts, Reference};
use crate::problem::{Found, ProblemKind};
use crate::source::Source;
use iamkit_policy::shown::called;

/// Sorts out what can be taken of each account.
pub(crate) fn resolve(
    listed: ListedAccounts,
    sources: &[Source<'_>],
    leniency: Leniency,
    found: &mut Vec<Found>,
) -> (Vec<AuthorizationDetails>, BTreeSet<String>) {
    let of_aws = newest(listed.of_aws);
    let mut resolver = Resolver { sources, leniency, of_aws, found, untaken: listed.nowhere };
    let accounts = listed.by_id.into_iter().map(|(id, account)| resolver.account(id, account));
    let accounts = accounts.collect();
    (accounts, resolver.untaken)
}

/// AWS's policies may be listed with every account's pages; the newest version of each counts.
fn newest(listed: Vec<Listed<ManagedPolicyDetail>>) -> BTreeMap<String, Option<ManagedPolicyDetail>> {
    let mut newest: BTreeMap<String, Option<ManagedPolicyDetail>> = BTreeMap::new();
    for entry in listed {
        let known = newest.entry(entry.key).or_default();
        let version =
            |policy: &Option<ManagedPolicyDetail>| policy.as_ref().map(|policy| policy.default_version);
        if version(known) < version(&entry.detail) {
            *known = entry.detail;
        }
    }
    newest
}

struct Resolver<'r, 's> {
    sources: &'r [Source<'s>],
    leniency: Leniency,
    of_aws: BTreeMap<String, Option<ManagedPolicyDetail>>,
    found: &'r mut Vec<Found>,
    untaken: BTreeSet<String>,
}

/// The entities of one kind that there are, and whether each can be taken.
type Known = BTreeMap<String, bool>;

impl Resolver<'_, '_> {
    fn account(&mut self, id: AccountId, listed: ListedAccount) -> AuthorizationDetails {
        let ListedAccount { partition, mut users, mut groups, mut roles, mut policies } = listed;
        // The names of policies are unique, whatever their paths.
        self.refuse_duplicates(&mut policies, |key| iamkit_policy::id::last_part(key).to_ascii_lowercase());
        self.refuse_duplicates(&mut groups, str::to_owned);
        self.refuse_duplicates(&mut users, str::to_owned);
        self.refuse_duplicates(&mut roles, str::to_owned);
        let known_policies = known(&policies);
        self.check(&mut groups, &Known::new(), &known_policies);
        let known_groups = known(&groups);
        self.check(&mut users, &known_groups, &known_policies);
        self.check(&mut roles, &known_groups, &known_policies);
        let mut details = AuthorizationDetails::empty(&partition, id);
        details.policies = self.take(policies);
        details.groups = self.take(groups);
        details.users = self.take(users);
        details.roles = self.take(roles);
        let used = details.policies_in_use();
        let of_aws = used.iter().filter_map(|arn| self.of_aws.get(arn.as_str())?.clone()).collect::<Vec<_>>();
        let is_unknown = |arn: &&&PolicyArn| self.is_policy_taken(arn.as_str(), &known_policies).is_none();
        let unknown = used.iter().filter(is_unknown).map(|arn| PolicyArn::clone(arn)).collect();
        details.policies.extend(of_aws);
        details.unknown = unknown;
        details
    }

    fn refuse_duplicates<T>(&mut self, listed: &mut [Listed<T>], name: impl Fn(&str) -> String) {
        let mut first: BTreeMap<String, String> = BTreeMap::new();
        for entry in listed {
            let file = self.sources.get(entry.place.source).map_or("", |source| source.name);
            let place = format!("{file} {}", entry.place.pointer);
            if let Some(first) = first.get(&name(&entry.key)) {
                self.found.push(Found {
                    place: entry.place.clone(),
                    entity: Some(entry.label.clone()),
                    kind: ProblemKind::Duplicate(first.clone()),
                });
                entry.detail = None;
                continue;
            }
            first.insert(name(&entry.key), place);
        }
    }

    fn check<T>(&mut self, listed: &mut [Listed<T>], groups: &Known, policies: &Known) {
        for entry in listed {
            for (place, reference) in &entry.references {
                let Some(kind) = self.problem_with(reference, groups, policies) else { continue };
                if !self.is_taken_all_the_same(&kind) {
                    entry.detail = None;
                }
                let entity = Some(entry.label.clone());
                self.found.push(Found { place: place.clone(), entity, kind });
            }
        }
    }

    /// A policy that nobody gives is unknown, where that is asked for; it doesn't make whoever has it untaken.
    fn is_taken_all_the_same(&self, kind: &ProblemKind) -> bool {
        let is_of_unknown = matches!(kind, ProblemKind::NoSuchPolicy(_) | ProblemKind::NoSuchBoundary(_));
        self.leniency.unknown_policies && is_of_unknown
    }

    fn problem_with(&self, reference: &Reference, groups: &Known, policies: &Known) -> Option<ProblemKind> {
        let (name, is_taken, missing) = match reference {
            Reference::Group(name) => {
                let is_taken = groups.get(&name.to_ascii_lowercase()).copied();
                (name, is_taken, ProblemKind::NoSuchGroup as fn(String) -> _)
            }
            Reference::Policy(arn) => {
                (arn, self.is_policy_taken(arn, policies), ProblemKind::NoSuchPolicy as fn(String) -> _)
            }
            Reference::Boundary(arn) => {
                (arn, self.is_policy_taken(arn, policies), ProblemKind::NoSuchBoundary as fn(String) -> _)
            }
        };
        let kind = if matches!(reference, Reference::Group(_)) { "group" } else { "policy" };
        match is_taken {
            None => Some(missing(name.clone())),
            Some(false) => Some(ProblemKind::RefersToUntaken(called(kind, name))),
            Some(true) => None,
        }
    }

    fn is_policy_taken(&self, arn: &str, policies: &Known) -> Option<bool> {
        let listed = policies.get(arn).copied().or_else(|| Some(self.of_aws.get(arn)?.is_some()));
        let is_embedded = || ManagedPolicies::embedded().policy(arn).is_ok_and(|policy| policy.arn() == arn);
        listed.or_else(|| is_embedded().then_some(true))
    }

    fn take<T>(&mut self, listed: Vec<Listed<T>>) -> Vec<T> {
        let mut taken = Vec::with_capacity(listed.len());
        for entry in listed {
            match entry.detail {
                Some(detail) => taken.push(detail),
                None => {
                    self.untaken.insert(entry.label);
                }
            }
        }
        taken
    }
}

fn known<T>(listed: &[Listed<T>]) -> Known {
    let mut known = Known::new();
    for entry in listed {
        let is_taken = known.entry(entry.key.clone()).or_default();
        *is_taken |= entry.detail.is_some();
    }
    known
}
