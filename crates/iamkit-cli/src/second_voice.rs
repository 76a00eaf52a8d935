//! A second voice on every request that is shown: the naive evaluator decides it on both sides.
//!
//! The prover has asked the engine already. What a side says is taken here from the documents, not from what the prover
//! made of them. Where the naive evaluator says otherwise the mistake is ours, and it is told in place of the answer.

#[cfg(feature = "account")]
pub(crate) mod account;
#[cfg(feature = "aws")]
pub(crate) mod check;

use std::fmt;

use iamkit_conformance::case::{CaseRequest, ExpectedDecision, NamedPolicy, PolicyLayers, Situation};
use iamkit_conformance::naive::{self, NaiveError};
use iamkit_engine::PolicyKind;
use iamkit_engine::{AwsIdentity, AwsPrincipal};
use iamkit_policy::PolicyDocument;
use iamkit_policy::StatementBuilder;
use iamkit_policy::shown::Shown;
use iamkit_prover::{Difference, Side, Witness};
use iamkit_report::witness;

use iamkit_console::command::Failure;

/// One side of a question, as the naive evaluator takes it
#[derive(Debug, Clone)]
pub(crate) struct Spoken {
    name: String,
    policies: Policies,
}

#[derive(Debug, Clone)]
enum Policies {
    /// None that allows anything.
    Nothing,
    /// Each asked by itself, and all have to allow.
    Each(Vec<(PolicyKind, NamedPolicy)>),
    /// A policy that only denies, beside one that allows everything.
    Beside(PolicyKind, Vec<NamedPolicy>),
    /// Layers around the principal who asks, and of what kind the resource's policy is.
    Around(PolicyKind, Box<PolicyLayers>),
}

impl Spoken {
    /// Nothing at all is allowed.
    pub(crate) fn nothing(name: &str) -> Self {
        Self { name: name.into(), policies: Policies::Nothing }
    }

    /// A policy by itself.
    pub(crate) fn policy(name: &str, kind: PolicyKind, document: &PolicyDocument) -> Self {
        Self { name: name.into(), policies: Policies::Each(vec![(kind, named(name, document))]) }
    }

    /// A policy that only denies, beside one that allows everything.
    ///
    /// # Errors
    /// There is none.
    pub(crate) fn beside_full_access(
        name: &str,
        kind: PolicyKind,
        document: &PolicyDocument,
    ) -> Result<Self, Failure> {
        let policies = [named(name, document), named("full access", &everything()?)];
        Ok(Self { name: name.into(), policies: Policies::Beside(kind, policies.into()) })
    }

    /// The layers around whoever asks; the policy of the resource, if there is one, is of the kind.
    pub(crate) fn layers(name: &str, kind: PolicyKind, layers: PolicyLayers) -> Self {
        Self { name: name.into(), policies: Policies::Around(kind, Box::new(layers)) }
    }

    /// What a policy by itself and another document both allow.
    pub(crate) fn limited_to(mut self, document: &PolicyDocument) -> Self {
        if let Policies::Each(policies) = &mut self.policies {
            policies.push((PolicyKind::ServiceControl, named("limit", document)));
        }
        self
    }

    /// What the naive evaluator decides about a request: `Allowed` where every policy or layer that has to allow does.
    ///
    /// # Errors
    /// A request that it refuses.
    fn decide(&self, request: &CaseRequest, own: Own<'_>) -> Result<ExpectedDecision, NaiveError> {
        match &self.policies {
            Policies::Beside(kind, policies) => {
                let mut decisions = Vec::with_capacity(policies.len());
                for policy in policies {
                    decisions.push(naive::decide_alone(*kind, policy, request)?.decision);
                }
                let most = [ExpectedDecision::ExplicitDeny, ExpectedDecision::Allowed];
                let found = most.into_iter().find(|decision| decisions.contains(decision));
                Ok(found.unwrap_or(ExpectedDecision::ImplicitDeny))
            }
            Policies::Nothing => Ok(ExpectedDecision::ImplicitDeny),
            Policies::Around(kind, layers) => {
                let situation = Situation { request: request.clone(), policies: PolicyLayers::clone(layers) };
                Ok(naive::decide_as(*kind, &situation)?.decision)
            }
            Policies::Each(policies) => {
                for (kind, policy) in policies {
                    let decision = match own {
                        Own::Layers(layers) if is_granting(*kind) => {
                            let resource = Some(policy.clone());
                            let policies = PolicyLayers { resource, ..PolicyLayers::clone(layers) };
                            let situation = Situation { request: request.clone(), policies };
                            naive::decide_as(*kind, &situation)?.decision
                        }
                        Own::Unasked | Own::Layers(_) => {
                            naive::decide_alone(*kind, policy, request)?.decision
                        }
                    };
                    if decision != ExpectedDecision::Allowed {
                        return Ok(decision);
                    }
                }
                Ok(ExpectedDecision::Allowed)
            }
        }
    }

    /// Asks about a request of which the engine `says` something; `shown` is how it is told.
    ///
    /// # Errors
    /// The naive evaluator refuses the request, or decides it otherwise.
    pub(crate) fn confirm(
        &self,
        request: &CaseRequest,
        own: Own<'_>,
        shown: &dyn fmt::Display,
        says: &str,
        agrees: impl FnOnce(ExpectedDecision) -> bool,
    ) -> Result<(), Failure> {
        let what = match self.decide(request, own) {
            Ok(decision) if agrees(decision) => return Ok(()),
            Ok(_) => "decides otherwise".to_owned(),
            Err(error) => format!("refuses it ({error})"),
        };
        let name = Shown::value(&self.name);
        Err(format!(
            "internal error: by the engine `{name}` {says} {shown}, but the naive evaluator {what}; please report this"
        )
        .into())
    }
}

/// What the principal has of its own, where a policy of a resource is asked by itself.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Own<'l> {
    /// It isn't asked for.
    #[cfg_attr(
        not(feature = "equivalence"),
        expect(dead_code, reason = "`equivalence` doesn't ask for them")
    )]
    Unasked,
    /// These layers.
    Layers(&'l PolicyLayers),
}

/// Whether what an Allow of the policy is worth hangs on how it names the principal (S56–S60).
fn is_granting(kind: PolicyKind) -> bool {
    matches!(kind, PolicyKind::Resource | PolicyKind::Key | PolicyKind::Trust)
}

/// The own policies of the principal of a witness: they allow everything or nothing, and no session policy limits it.
fn own_layers(witness: &Witness) -> Result<PolicyLayers, Failure> {
    let identity = witness.principal.as_aws().map(AwsPrincipal::identity);
    let mut layers = PolicyLayers::default();
    if identity.is_some_and(|identity| identity != AwsIdentity::Root) {
        let full = witness.allowed_otherwise.then(everything).transpose()?;
        layers.identity = Some(full.iter().map(|document| named("own", document)).collect());
    }
    // A federated user has nothing that its session policies don't allow (S64).
    if identity == Some(AwsIdentity::FederatedUser) {
        layers.session = Some(vec![named("session", &everything()?)]);
    }
    Ok(layers)
}

/// A document that allows everything.
fn everything() -> Result<PolicyDocument, Failure> {
    let statement = StatementBuilder::allow().actions(["*"]).resources(["*"]);
    Ok(PolicyDocument::builder().statement(statement).build()?)
}

/// A document under a name.
pub(crate) fn named(name: &str, document: &PolicyDocument) -> NamedPolicy {
    NamedPolicy { name: name.into(), document: document.clone() }
}

/// Asks the naive evaluator about a request that one side allows and the other doesn't.
///
/// # Errors
/// It decides otherwise on one of the sides, or refuses the request.
pub(crate) fn confirm(witness: &Witness, allowing: &Spoken, other: &Spoken) -> Result<(), Failure> {
    let request = witness::request(witness);
    let own = own_layers(witness)?;
    let own = Own::Layers(&own);
    allowing.confirm(&request, own, witness, "allows", |decision| decision == ExpectedDecision::Allowed)?;
    other.confirm(&request, own, witness, "doesn't allow", |decision| decision != ExpectedDecision::Allowed)
}

/// Asks the naive evaluator about the request of every difference between two sides.
///
/// # Errors
/// As [`confirm`], for the first such request.
pub(crate) fn confirm_all(differences: &[Difference], a: &Spoken, b: &Spoken) -> Result<(), Failure> {
    differences.iter().try_for_each(|difference| match difference.allowed_by {
        Side::A => confirm(&difference.witness, a, b),
        Side::B => confirm(&difference.witness, b, a),
    })
}

#[cfg(test)]
mod tests;
