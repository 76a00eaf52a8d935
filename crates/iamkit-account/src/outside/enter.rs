//! The roles through which outsiders come in, and what they reach by them.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{ComesIn, ComesInThroughRoles, Outsider};
use crate::condition::AccessCondition;
use crate::view::{AccessView, AccountPrincipal, AskError, PolicySet, Wanted};
use crate::who_can::{Assumption, WhoCan};

/// The actions by which a role is assumed: by principals and services, by users of SAML providers, of others.
const ASSUMING: [&str; 3] = ["sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"];

/// A role that an outsider can assume
#[derive(Debug, Clone)]
pub struct Entrance {
    /// Who.
    pub outsider: Outsider,
    /// The action by which.
    pub action: &'static str,
    /// Which role, and under which condition.
    pub assumption: Assumption,
}

/// What a trust policy lets outsiders do.
type Entering = Arc<[(Outsider, &'static str, Arc<AccessCondition>)]>;

impl AccessView {
    /// Every way for outsiders into roles, in the order of the roles.
    ///
    /// # Errors
    /// See [`AskError`].
    ///
    /// # Complexity
    /// A question for each outsider, action and trust policy; for each role, where resource control policies have a say.
    pub fn entrances(&self) -> Result<Vec<Entrance>, AskError> {
        let mut known: FxHashMap<(usize, usize), Entering> = FxHashMap::default();
        let mut entrances = Vec::new();
        for role in self.principals() {
            let Some(set) = role.trust_set() else { continue };
            let key = (Arc::as_ptr(set).addr(), role.account_place());
            let entering = match known.get(&key).filter(|_| !self.is_under_resource_control(role)) {
                Some(entering) => Arc::clone(entering),
                None => self.entering(role, set)?,
            };
            known.insert(key, Arc::clone(&entering));
            entrances.extend(entering.iter().map(|(outsider, action, condition)| Entrance {
                outsider: outsider.clone(),
                action,
                assumption: Assumption { role: Arc::clone(role), condition: Arc::clone(condition) },
            }));
        }
        Ok(entrances)
    }

    /// Resource control policies can name roles one by one.
    fn is_under_resource_control(&self, role: &AccountPrincipal) -> bool {
        self.scope(role.account_place()).is_some_and(|scope| !scope.resource_control.is_empty())
    }

    fn entering(&self, role: &AccountPrincipal, set: &PolicySet) -> Result<Entering, AskError> {
        let mut entering = Vec::new();
        for action in ASSUMING {
            let able = self.outsiders_on(set, &Wanted::new(action, role.arn()))?;
            entering.extend(able.into_iter().map(|able| (able.outsider, action, able.condition)));
        }
        Ok(entering.into())
    }

    /// Every outsider that enters a role from which those who can are reached, each by a shortest chain.
    pub(super) fn outsiders_through_roles(
        &self,
        who: &WhoCan,
        direct: &[ComesIn],
    ) -> Result<Vec<ComesInThroughRoles>, AskError> {
        let mut chains: FxHashMap<&str, &[Assumption]> = FxHashMap::default();
        for can in who.through_roles.iter().filter(|can| !can.principal.is_user()) {
            chains.insert(can.principal.arn(), &can.chain);
        }
        // Who can by itself needs no further role.
        for can in who.direct.iter().filter(|can| !can.principal.is_user()) {
            chains.insert(can.principal.arn(), &[]);
        }
        let is_settled = |outsider: &Outsider| {
            direct.iter().any(|known| known.outsider == *outsider && known.condition.is_always())
        };
        let mut shortest: BTreeMap<Outsider, Vec<Assumption>> = BTreeMap::new();
        for Entrance { outsider, assumption, .. } in self.entrances()? {
            let Some(rest) = chains.get(assumption.role.arn()).filter(|_| !is_settled(&outsider)) else {
                continue;
            };
            if shortest.get(&outsider).is_none_or(|known| rest.len() + 1 < known.len()) {
                let chain = std::iter::once(assumption).chain(rest.iter().cloned()).collect();
                shortest.insert(outsider, chain);
            }
        }
        let through = shortest.into_iter().map(|(outsider, chain)| ComesInThroughRoles { outsider, chain });
        Ok(through.collect())
    }
}
