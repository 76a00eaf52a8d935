//! A second voice on every request that is shown: the naive evaluator decides it on both sides.
//!
//! The prover has asked the engine already. What a side says is taken here from the documents, not from what the prover
//! made of them. Where the naive evaluator says otherwise the mistake is ours, and it is told in place of the answer.

pub(crate) mod account;
pub(crate) mod check;

use std::fmt;

use iamkit::comparison::WitnessRequest;
use iamkit::prover::{Difference, Side, Witness};
use iamkit::{PolicyDocument, PolicyKind};
use iamkit_testkit::case::{CaseRequest, ExpectedDecision, Layers, NamedPolicy, Situation};
use iamkit_testkit::naive::{self, NaiveError};

use crate::command::Failure;

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
    /// Layers around the principal who asks, and of what kind the resource's policy is.
    Around(PolicyKind, Box<Layers>),
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

    /// The layers around whoever asks; the policy of the resource, if there is one, is of the kind.
    pub(crate) fn layers(name: &str, kind: PolicyKind, layers: Layers) -> Self {
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
    fn decide(&self, request: &CaseRequest) -> Result<ExpectedDecision, NaiveError> {
        match &self.policies {
            Policies::Nothing => Ok(ExpectedDecision::ImplicitDeny),
            Policies::Around(kind, layers) => {
                let situation = Situation { request: request.clone(), policies: Layers::clone(layers) };
                Ok(naive::decide_as(*kind, &situation)?.decision)
            }
            Policies::Each(policies) => {
                for (kind, policy) in policies {
                    let decision = naive::decide_alone(*kind, policy, request)?.decision;
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
        shown: &dyn fmt::Display,
        says: &str,
        agrees: impl FnOnce(ExpectedDecision) -> bool,
    ) -> Result<(), Failure> {
        let what = match self.decide(request) {
            Ok(decision) if agrees(decision) => return Ok(()),
            Ok(_) => "decides otherwise".to_owned(),
            Err(error) => format!("refuses it ({error})"),
        };
        let name = &self.name;
        Err(format!(
            "internal error: by the engine `{name}` {says} {shown}, but the naive evaluator {what}; please report this"
        )
        .into())
    }
}

/// A document under a name.
fn named(name: &str, document: &PolicyDocument) -> NamedPolicy {
    NamedPolicy { name: name.into(), document: document.clone() }
}

/// The witness as a conformance case has it: as it is shown, so that this can be asked again.
fn asked(witness: &Witness) -> Result<CaseRequest, Failure> {
    let shown = WitnessRequest::from(witness);
    let mut request = serde_json::from_value::<CaseRequest>(serde_json::to_value(&shown)?)?;
    request.wildcard_only = Some(shown.wildcard_only);
    Ok(request)
}

/// Asks the naive evaluator about a request that one side allows and the other doesn't.
///
/// # Errors
/// It decides otherwise on one of the sides, or refuses the request.
pub(crate) fn confirm(witness: &Witness, allowing: &Spoken, other: &Spoken) -> Result<(), Failure> {
    let request = asked(witness)?;
    allowing.confirm(&request, witness, "allows", |decision| decision == ExpectedDecision::Allowed)?;
    other.confirm(&request, witness, "doesn't allow", |decision| decision != ExpectedDecision::Allowed)
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
