//! Policies asked by themselves, as identity policies, with no layers around them.

use crate::compiled::{CompiledPolicies, Question};
use crate::evaluation::{Decision, Evaluation};
use crate::facts;
use crate::report;
use crate::request::Request;
use crate::request_error::RequestError;
use crate::scene::Scene;

impl CompiledPolicies {
    /// Whether these policies by themselves, as identity policies, allow the request: the fast path, without reasons.
    ///
    /// For other layers, and several together, see [`Layers`](crate::Layers).
    ///
    /// # Complexity
    /// A look-up of the action, then linear in the statements that name it. Nothing is allocated unless the context
    /// has unknown keys.
    pub fn is_allowed(&self, request: &Request<'_>) -> bool {
        if request.has_unknown() || request.is_resource_open() || self.hangs_on_role(request) {
            return self.is_allowed_whatever_is_unknown(request);
        }
        let verdict = self.verdict(Question { request, has_boundary: false, unknown_holds: false });
        let is_allowed = !verdict.denies && verdict.allows() && !facts::is_immutable(request);
        is_allowed || facts::is_always_allowed(request)
    }

    /// An answer that can't be worked out is no Allow.
    #[cold]
    fn is_allowed_whatever_is_unknown(&self, request: &Request<'_>) -> bool {
        self.evaluate(request).is_ok_and(|answer| answer.decision() == Decision::Allow)
    }

    /// Decides the request by these policies alone, and says which statements decided and which keys were missed.
    ///
    /// An explicit deny wins over every allow, and without an allow the answer is an implicit deny (S55, S75).
    ///
    /// # Errors
    /// Unknown keys with more values than can be tried ([`RequestError::TooManyValues`]).
    pub fn evaluate(&self, request: &Request<'_>) -> Result<Evaluation, RequestError> {
        Scene::alone(&[self], self.asks_for_principal_arn(), request).opened(report::evaluation)
    }

    #[inline]
    fn hangs_on_role(&self, request: &Request<'_>) -> bool {
        self.asks_for_principal_arn() && Scene::alone(&[self], true, request).hangs_on_role()
    }
}
