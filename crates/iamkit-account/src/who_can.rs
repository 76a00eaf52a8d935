//! Who can do something to a resource, and under which condition: directly, and through roles that can be assumed.
//!
//! Whatever isn't known of a request – its network, its time, the tags of the resource – is left open and comes back as
//! the [`AccessCondition`]. What is known of a principal – its name, its tags, its organisation – is put in.

use std::sync::Arc;

use iamkit_engine::ActionName;
use iamkit_policy::fact::{Fact, Facts};

use crate::asking::Asking;
use crate::assume::ASSUME_ROLE;
pub use crate::chain::{Assumption, CanBecome, CanDo};
use crate::condition::AccessCondition;
use crate::view::{AccessView, AccountPrincipal, AskError, PolicySet, Wanted};

/// Everyone who can
#[derive(Debug, Clone, Default)]
pub struct WhoCan {
    /// Who can by itself.
    pub direct: Vec<CanDo>,
    /// Who can by way of roles, and by itself not at all or only under a condition.
    pub through_roles: Vec<CanBecome>,
    /// What the answer takes for granted because nobody said otherwise.
    pub facts: Facts,
}

impl AccessView {
    /// Everyone who can do something to a resource, by itself or through roles; in the order of the principals.
    ///
    /// # Errors
    /// See [`AskError`]; what is no action is one, and a condition with more values than can be tried (`TooManyValues`).
    ///
    /// # Complexity
    /// A look-up of the action, then linear in the principals; the first question also works out who can assume what.
    pub fn who_can(&self, wanted: &Wanted<'_>) -> Result<WhoCan, AskError> {
        self.prepare_index();
        let (direct, assumptions) = rayon::join(|| self.who_can_directly(wanted), || self.assumptions());
        let direct = direct?;
        assumptions?;
        let through_roles = self.through_roles(&direct)?;
        let is_role = |(at, _): &(usize, _)| self.principal_at(*at).is_some_and(|able| !able.is_user());
        let by_sessions = direct.iter().any(is_role) || !through_roles.is_empty();
        let about = self.facts_about(wanted);
        Ok(WhoCan {
            facts: if by_sessions { about.with(Fact::NoSessionPolicy) } else { about },
            direct: direct.into_iter().filter_map(|(at, condition)| self.can_do(at, condition)).collect(),
            through_roles,
        })
    }

    fn can_do(&self, at: usize, condition: Arc<AccessCondition>) -> Option<CanDo> {
        Some(CanDo { principal: Arc::clone(self.principal_at(at)?), condition })
    }

    /// Who can by itself: the places of the principals.
    pub(crate) fn who_can_directly(
        &self,
        wanted: &Wanted<'_>,
    ) -> Result<Vec<(usize, Arc<AccessCondition>)>, AskError> {
        // What no policy names isn't asked about, so that what is no action has to be told beforehand.
        ActionName::new(wanted.action())?;
        let mut asking = Asking::new(self, wanted);
        let mut able = Vec::new();
        for (at, principal) in self.principals().enumerate() {
            if let Some(condition) = asking.ask(principal)? {
                able.push((at, condition));
            }
        }
        Ok(able)
    }

    /// Under which condition one principal can; `None` where it can't.
    ///
    /// # Errors
    /// See [`AskError`].
    pub fn can(
        &self,
        principal: &AccountPrincipal,
        wanted: &Wanted<'_>,
    ) -> Result<Option<Arc<AccessCondition>>, AskError> {
        Asking::of_one(self, wanted, self.resource_set(wanted)).ask(principal)
    }

    /// A trust policy that names a principal and nobody else.
    pub(crate) fn trust_in(&self, principal: &AccountPrincipal) -> Result<Arc<PolicySet>, AskError> {
        let statement = serde_json::json!({
            "Effect": "Allow", "Principal": {"AWS": principal.arn()}, "Action": ASSUME_ROLE,
        });
        let document = serde_json::json!({"Version": "2012-10-17", "Statement": statement}).to_string();
        Ok(self.set_of(iamkit_engine::PolicyKind::Trust, document.parse()?))
    }

    /// Under which condition a principal could assume a role that had another trust policy.
    pub(crate) fn can_if_trusted(
        &self,
        principal: &AccountPrincipal,
        role: &AccountPrincipal,
        trust: &PolicySet,
    ) -> Result<Option<Arc<AccessCondition>>, AskError> {
        let wanted = Wanted::new(ASSUME_ROLE, role.arn());
        Asking::of_one(self, &wanted, Some(trust)).ask(principal)
    }
}
