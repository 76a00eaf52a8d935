//! Whom techniques can be used on, sorted by what makes them fit.

use iamkit_catalog::technique::{Subject, techniques};
use iamkit_policy::fact::{Fact, Facts};
use iamkit_policy::normal::{PrincipalPattern, Scope};
use iamkit_store::{Account, Identity};
use rustc_hash::FxHashMap;

use crate::view::{AccessView, AccountPrincipal};

/// The users and roles of each account of a view, by their places.
#[derive(Debug, Default)]
pub(super) struct Cast {
    users: FxHashMap<usize, Vec<usize>>,
    roles: FxHashMap<usize, Vec<usize>>,
    of_service: FxHashMap<(usize, &'static str), Vec<usize>>,
    /// By which facts some are left out.
    facts: Facts,
}

impl Cast {
    pub(super) fn of(view: &AccessView) -> Self {
        let services = techniques().filter_map(|technique| technique.service);
        let services = services.collect::<std::collections::BTreeSet<_>>();
        let mut cast = Self::default();
        for (place, principal) in view.principals().enumerate() {
            let account = principal.account_place();
            cast.facts = cast.facts.union(facts_of(principal));
            if principal.is_user() {
                cast.users.entry(account).or_default().push(place);
            } else if is_changeable(principal) {
                cast.roles.entry(account).or_default().push(place);
                for service in services.iter().filter(|service| trusts(principal, service)) {
                    cast.of_service.entry((account, service)).or_default().push(place);
                }
            }
        }
        cast
    }

    /// What is taken for granted of those who are left out.
    pub(super) fn facts(&self) -> Facts {
        self.facts
    }

    /// Those of an account whom a technique could be used on; the roles of a service where nothing is needed of the role.
    pub(super) fn fitting(
        &self,
        account: usize,
        subject: Option<Subject>,
        service: Option<&'static str>,
    ) -> &[usize] {
        let found = match (subject, service) {
            (Some(Subject::OtherUser), _) => self.users.get(&account),
            (_, Some(service)) => self.of_service.get(&(account, service)),
            _ => self.roles.get(&account),
        };
        found.map_or(&[], Vec::as_slice)
    }
}

/// Whether a role stands in an instance profile.
pub(super) fn is_profiled(account: &Account, role: &AccountPrincipal) -> bool {
    let Identity::Role(name) = role.identity() else { return false };
    account.instance_profiles_for_role(name).is_ok_and(|profiles| !profiles.is_empty())
}

/// Whether it is a role that a service made for itself: only the service assumes it, and never for what it is told (S72).
pub(super) fn is_service_linked(principal: &AccountPrincipal) -> bool {
    has_path(principal, "/aws-service-role/")
}

/// Whether IAM lets anybody change it or hand it on: neither a role of a service, nor one of IAM Identity Center (S72).
pub(super) fn is_changeable(principal: &AccountPrincipal) -> bool {
    !is_service_linked(principal) && !has_path(principal, "/aws-reserved/sso.amazonaws.com/")
}

/// The facts by which a role is left alone.
fn facts_of(principal: &AccountPrincipal) -> Facts {
    match (is_changeable(principal), is_service_linked(principal)) {
        (true, _) => Facts::NONE,
        (false, true) => Facts::NONE.with(Fact::Immutable),
        (false, false) => Facts::NONE.with(Fact::Immutable).with(Fact::ReservedRolePass),
    }
}

fn has_path(principal: &AccountPrincipal, path: &str) -> bool {
    let after_kind = principal.arn().split_once(":role").map(|(_, rest)| rest);
    after_kind.is_some_and(|rest| rest.starts_with(path))
}

/// Whether a role's trust policy names a service.
fn trusts(role: &AccountPrincipal, service: &str) -> bool {
    let documents = role.trust_set().into_iter().flat_map(|set| set.documents());
    let allows =
        documents.flat_map(|facts| facts.rules()).filter(|rule| rule.effect == iamkit_policy::Effect::Allow);
    allows.filter_map(|rule| rule.principals.as_ref()).any(|scope| match scope {
        Scope::Only(entries) => entries.iter().any(|entry| match entry {
            PrincipalPattern::Service(name) => **name == *service,
            PrincipalPattern::Everyone => true,
            _ => false,
        }),
        Scope::Except(_) => false,
    })
}
