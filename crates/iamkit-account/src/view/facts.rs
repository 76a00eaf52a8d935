//! What answers over accounts take for granted because nobody said otherwise: whose a resource is, that it has no policy of
//! its own, that a session was made without policies.

use iamkit_engine::{Decision, Evaluation};
use iamkit_policy::fact::{Fact, Facts};

use iamkit_catalog::Evaluated;

use super::wanted::{Wanted, evaluated_of_typeless, is_about_star};
use super::{AccessView, AccountPrincipal};

impl AccessView {
    /// What a decision takes for granted: what the engine says, and of a role that its session has no policies of its own.
    pub(crate) fn facts_of(principal: &AccountPrincipal, evaluation: &Evaluation) -> Facts {
        let may_be_allowed = matches!(evaluation.decision(), Decision::Allow | Decision::Depends);
        // A session policy takes away and gives nothing (S63).
        let by_session = may_be_allowed && !principal.is_user();
        if by_session { evaluation.facts().with(Fact::NoSessionPolicy) } else { evaluation.facts() }
    }

    /// What any answer about a resource takes for granted: its owner and its policy, as far as nobody gave them.
    pub fn facts_about(&self, wanted: &Wanted<'_>) -> Facts {
        if is_about_star(wanted.action(), wanted.resource()) {
            let is_seen = matches!(evaluated_of_typeless(wanted.action()), Some(Evaluated::Star(_)));
            return Facts::NONE.with(if is_seen { Fact::EvaluatedStar } else { Fact::TypelessStar });
        }
        if wanted.resource() == "*" {
            return Facts::NONE;
        }
        let mut facts = Facts::NONE;
        if !self.is_owner_known(wanted) {
            facts.insert(Fact::ResourceOwner);
        }
        if self.resource_set(wanted).is_none() {
            facts.insert(if is_key(wanted.resource()) {
                Fact::DelegatingKeyPolicy
            } else {
                Fact::NoResourcePolicy
            });
        }
        facts
    }

    fn is_owner_known(&self, wanted: &Wanted<'_>) -> bool {
        let in_arn = wanted.resource().split(':').nth(4).is_some_and(|account| !account.is_empty());
        in_arn || wanted.resource_account().is_some() || self.resources().of(wanted.resource()).is_some()
    }
}

/// Whether an ARN is that of a KMS key, which always has a policy (S72).
fn is_key(arn: &str) -> bool {
    let mut parts = arn.splitn(6, ':').skip(2);
    parts.next() == Some("kms") && parts.nth(2).is_some_and(|resource| resource.starts_with("key/"))
}
