//! Who can come in from outside: other accounts, services, and users of identity providers, as far as the policies of
//! roles and resources name them.
//!
//! What an outsider's own account allows isn't known here, and its other keys neither: what is answered is what the policy
//! of the role or resource, and the control policies around it, leave to it. Of an account that is named any principal may
//! ask, so that all keys about who it is are open.

mod enter;
mod entry;

use std::fmt;
use std::sync::Arc;

use iamkit_engine::ActionName;
use iamkit_policy::Effect;
use iamkit_policy::fact::Facts;
use iamkit_policy::normal::{PrincipalPattern, Scope};
use iamkit_policy::shown::Shown;

use crate::asking::Asking;
use crate::condition::AccessCondition;
use crate::reach::{Reach, ReachGrant};
use crate::view::{AccessView, AskError, PolicySet, Wanted};
use crate::who_can::{Assumption, WhoCan};

pub use enter::Entrance;

/// What kind of outsider someone is
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum OutsiderKind {
    /// Everyone, whatever the account, and the anonymous
    Anyone,
    /// An account that isn't here: any of its principals
    Account,
    /// A user, role or session of an account that isn't here
    Principal,
    /// An AWS service
    Service,
    /// The users of an identity provider
    IdentityProvider,
}

impl OutsiderKind {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::Anyone, Self::Account, Self::Principal, Self::Service, Self::IdentityProvider];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Anyone => "anyone",
            Self::Account => "account",
            Self::Principal => "principal",
            Self::Service => "service",
            Self::IdentityProvider => "identity provider",
        }
    }
}

iamkit_policy::from_its_names!(OutsiderKind, "kind of outsider");

/// Someone outside of the accounts that are here
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Outsider {
    kind: OutsiderKind,
    name: Box<str>,
}

impl Outsider {
    /// What kind of outsider it is.
    pub fn kind(&self) -> OutsiderKind {
        self.kind
    }

    /// The account's id, the ARN, the service's name or the provider's; `*` for anyone.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether its own account has to allow what it does, too (S62).
    pub fn needs_own_policies(&self) -> bool {
        matches!(self.kind, OutsiderKind::Account | OutsiderKind::Principal | OutsiderKind::Anyone)
    }

    /// The outsider that an entry names; none where that is nobody, or somebody who is here.
    fn of(view: &AccessView, entry: &PrincipalPattern) -> Option<Self> {
        let is_here = |account: &str| view.scope_named(account).is_some();
        let outsider = |kind, name: &str| Some(Self { kind, name: name.into() });
        match entry {
            PrincipalPattern::Everyone => outsider(OutsiderKind::Anyone, "*"),
            PrincipalPattern::Account { account, .. } if !is_here(account) => {
                outsider(OutsiderKind::Account, account)
            }
            PrincipalPattern::User(arn)
            | PrincipalPattern::Role(arn)
            | PrincipalPattern::RoleSession(arn)
            | PrincipalPattern::FederatedUser(arn)
                if !is_here(arn.account()) =>
            {
                outsider(OutsiderKind::Principal, arn.as_str())
            }
            PrincipalPattern::Service(name) => outsider(OutsiderKind::Service, name),
            PrincipalPattern::Federated(name) => outsider(OutsiderKind::IdentityProvider, name),
            _ => None,
        }
    }
}

impl fmt::Display for Outsider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            OutsiderKind::Anyone => f.write_str("anyone"),
            OutsiderKind::Principal => Shown::value(&self.name).fmt(f),
            kind => write!(f, "{} {}", kind.as_str(), Shown::value(&self.name)),
        }
    }
}

/// An outsider that can do something, and under which condition
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComesIn {
    /// Who.
    pub outsider: Outsider,
    /// Under which condition, as far as it is for the accounts that are here to say.
    pub condition: Arc<AccessCondition>,
}

/// An outsider that can by way of roles
#[derive(Debug, Clone)]
pub struct ComesInThroughRoles {
    /// Who.
    pub outsider: Outsider,
    /// The roles it assumes, one after the other; the last one can do what is asked. A shortest chain there is.
    pub chain: Vec<Assumption>,
}

/// Every outsider that can
#[derive(Debug, Clone, Default)]
pub struct FromOutside {
    /// Who can by itself, in the order of kinds and names.
    pub direct: Vec<ComesIn>,
    /// Who can by way of roles, and by itself not at all or only under a condition.
    pub through_roles: Vec<ComesInThroughRoles>,
}

impl FromOutside {
    /// Whether nobody can.
    pub fn is_empty(&self) -> bool {
        self.direct.is_empty() && self.through_roles.is_empty()
    }
}

/// What an outsider can do
#[derive(Debug, Clone)]
pub struct OutsiderReach {
    /// The actions on resources whose own policies let it.
    pub reach: Reach,
    /// The roles it can assume.
    pub roles: Vec<Assumption>,
}

impl AccessView {
    /// Every outsider that can do something to a resource, by itself or through the roles of those who can.
    ///
    /// # Errors
    /// As [`AccessView::who_can`].
    ///
    /// # Complexity
    /// A question for each outsider that the resource's policy names; through roles, one for each trust policy and outsider.
    pub fn from_outside(&self, wanted: &Wanted<'_>, who: &WhoCan) -> Result<FromOutside, AskError> {
        ActionName::new(wanted.action())?;
        let direct = match self.resource_set(wanted) {
            Some(set) => self.outsiders_on(set, wanted)?,
            None => Vec::new(),
        };
        let through_roles = self.outsiders_through_roles(who, &direct)?;
        Ok(FromOutside { direct, through_roles })
    }

    /// The outsiders that a policy lets do something, and under which condition.
    pub(crate) fn outsiders_on(
        &self,
        set: &PolicySet,
        wanted: &Wanted<'_>,
    ) -> Result<Vec<ComesIn>, AskError> {
        let mut found = Vec::new();
        for outsider in self.outsiders_in(set) {
            if let Some(condition) = self.outsider_can(&outsider, wanted, set)? {
                found.push(ComesIn { outsider, condition });
            }
        }
        Ok(found)
    }

    /// The outsiders that the Allows of a policy name, in order.
    pub fn outsiders_in(&self, set: &PolicySet) -> Vec<Outsider> {
        let rules = set.documents().iter().flat_map(|facts| facts.rules());
        let allows = rules.filter(|rule| rule.effect == Effect::Allow);
        let mut outsiders = Vec::new();
        for scope in allows.filter_map(|rule| rule.principals.as_ref()) {
            match scope {
                Scope::Only(entries) => {
                    outsiders.extend(entries.iter().filter_map(|entry| Outsider::of(self, entry)));
                }
                // Everyone but a few (S52).
                Scope::Except(_) => outsiders.extend(Outsider::of(self, &PrincipalPattern::Everyone)),
            }
        }
        outsiders.sort_unstable();
        outsiders.dedup();
        outsiders
    }

    fn outsider_can(
        &self,
        outsider: &Outsider,
        wanted: &Wanted<'_>,
        set: &PolicySet,
    ) -> Result<Option<Arc<AccessCondition>>, AskError> {
        let entry = self.entry_of(outsider)?;
        Asking::of_one(self, wanted, Some(set)).ask(&entry)
    }

    /// Every outsider that a trust policy or the policy of a resource names, in order.
    pub fn outsiders(&self) -> Vec<Outsider> {
        let trusts = self.principals().filter_map(|principal| principal.trust_set()).map(|set| &**set);
        let resources = self.resources().iter().map(|resource| &*resource.set);
        let mut outsiders =
            trusts.chain(resources).flat_map(|set| self.outsiders_in(set)).collect::<Vec<_>>();
        outsiders.sort_unstable();
        outsiders.dedup();
        outsiders
    }

    /// What an outsider can do, as far as it is for the accounts that are here to say.
    ///
    /// # Errors
    /// See [`AskError`].
    pub fn what_outsider_can(&self, outsider: &Outsider) -> Result<OutsiderReach, AskError> {
        let entry = self.entry_of(outsider)?;
        let mut reach = self.what_can(&entry)?;
        // Without a resource's policy an outsider can do nothing, whatever its own account allows.
        reach.facts = Facts::NONE;
        reach.grants.retain(|grant: &ReachGrant| grant.resource.is_some());
        let entrances = self.entrances()?;
        let roles = entrances.into_iter().filter(|entrance| entrance.outsider == *outsider);
        Ok(OutsiderReach { reach, roles: roles.map(|entrance| entrance.assumption).collect() })
    }
}
