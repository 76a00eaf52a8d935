//! The naive evaluator: requests decided straight from rules S1–S77, slowly and obviously.
//!
//! It is the oracle the compiled engine is held against, so it shares nothing with it: no normal form, no globs, no
//! index. It walks the statements of the parsed documents, asks of each whether it matches, and combines the layers by
//! one short function. Unknown keys are tried out value by value.

mod arn;
mod combine;
mod condition;
mod context;
mod entangled;
mod error;
mod kind;
mod layers;
mod pattern;
mod principal;
mod public;
mod requester;
mod statement;
mod unknown;
mod value;

use iamkit_policy::normal::PolicyKind;

use crate::answer::{Answer, VoiceOutcome};
use crate::case::{CaseRequest, CaseResource, NamedPolicy, PolicyLayers, Situation};
use crate::several;

use context::Context;
use kind::Kind;
use layers::Scene;
use requester::Requester;
use statement::{Asked, Undecided};

pub use error::{MAX_ASSIGNMENTS, NaiveError};

/// The naive evaluator's answer.
pub fn ask_naive(situation: &Situation) -> VoiceOutcome {
    match decide(situation) {
        Ok(answer) => VoiceOutcome::Answer(answer),
        Err(error @ NaiveError::Entangled(_)) => VoiceOutcome::NotDecided { not_decided: error.to_string() },
        Err(error) => VoiceOutcome::Error { error: error.to_string() },
    }
}

/// Decides a situation.
///
/// ```
/// use iamkit_conformance::case::{self, ExpectedDecision};
/// use iamkit_conformance::naive;
///
/// let case = &case::read(r#"{"id": "a", "source": "S2", "confidence": "doc",
///     "request": {"principal": "arn:aws:iam::111122223333:user/alice", "action": "s3:GetObject", "resource": "*"},
///     "policies": {"identity": [{"name": "read", "document": {"Statement":
///         {"Effect": "Allow", "Action": "S3:get*", "Resource": "*"}}}]},
///     "expect": {"decision": "allowed"}}"#)?[0];
/// let answer = naive::decide(&case.situation(|_| Some(false)))?;
/// assert_eq!(answer.decision, ExpectedDecision::Allowed);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// See [`NaiveError`].
pub fn decide(situation: &Situation) -> Result<Answer, NaiveError> {
    decide_with(layers::resource_kind(&situation.request.action), situation)
}

/// Decides a situation where the policy of the resource is of a kind, whatever kind the action takes.
///
/// # Errors
/// See [`NaiveError`].
pub fn decide_as(kind: PolicyKind, situation: &Situation) -> Result<Answer, NaiveError> {
    decide_with(kind.into(), situation)
}

fn decide_with(resource_kind: Kind, situation: &Situation) -> Result<Answer, NaiveError> {
    layers::check_documents(situation, resource_kind)?;
    let requester = Requester::new(&situation.request.principal)?;
    check_action(&situation.request.action)?;
    layers::check_requester(&situation.policies, &requester)?;
    on_each_resource(situation, &requester, |resource, context, undecided| {
        let asked = Asked {
            requester: &requester,
            action: &situation.request.action,
            resource: layers::asked_resource(&situation.request, resource),
            context,
            has_boundary: situation.policies.boundary.is_some(),
            undecided,
        };
        Ok(combine::decide(&Scene::new(situation, resource_kind, resource, asked)?))
    })
}

/// Decides a request by one policy and nothing around it: whom and what its own statements allow, whatever the accounts.
///
/// A resource control policy is attached beside `RCPFullAWSAccess` always, so it allows what it doesn't deny (S68).
///
/// ```
/// use iamkit_conformance::case::{CaseRequest, ExpectedDecision, NamedPolicy};
/// use iamkit_conformance::naive;
/// use iamkit_policy::normal::PolicyKind;
///
/// let request: CaseRequest = serde_json::from_str(r#"{"principal": "sns.amazonaws.com", "action": "sqs:SendMessage",
///     "resource": {"arn": "arn:aws:sqs:us-east-1:111122223333:q"}}"#)?;
/// let policy: NamedPolicy = serde_json::from_str(r#"{"name": "queue", "document": {"Statement": {"Effect": "Allow",
///     "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:*", "Resource": "*"}}}"#)?;
/// let answer = naive::decide_alone(PolicyKind::Resource, &policy, &request)?;
/// assert_eq!(answer.decision, ExpectedDecision::Allowed);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// See [`NaiveError`]; no layer contradicts the principal.
pub fn decide_alone(
    kind: PolicyKind,
    policy: &NamedPolicy,
    request: &CaseRequest,
) -> Result<Answer, NaiveError> {
    let kind = Kind::from(kind);
    layers::check_policies(kind, &[policy])?;
    let requester = Requester::new(&request.principal)?;
    check_action(&request.action)?;
    // Where values of unknown keys are looked for, it doesn't matter which layer asks for them.
    let policies = PolicyLayers { identity: Some(vec![policy.clone()]), ..PolicyLayers::default() };
    let situation = Situation { request: request.clone(), policies };
    on_each_resource(&situation, &requester, |resource, context, undecided| {
        let asked = Asked {
            requester: &requester,
            action: &request.action,
            resource: layers::asked_resource(request, resource),
            context,
            has_boundary: false,
            undecided,
        };
        Ok(combine::decide_alone(asked, &layers::verdict_alone(kind, policy, asked)))
    })
}

/// Decides for each resource, with the keys that are there, and puts the answers together (S74).
fn on_each_resource(
    situation: &Situation,
    requester: &Requester,
    decide: impl Fn(&CaseResource, &Context, Option<Undecided>) -> Result<Answer, NaiveError>,
) -> Result<Answer, NaiveError> {
    let situation = &unknown::with_open_role(situation, requester);
    let resources = situation.request.resources.iter();
    let answers = resources.map(|resource| {
        let mut given = situation.request.context.0.clone();
        given.extend(resource.context.0.iter().cloned());
        let known = Context::new(&given, &situation.request.unknown, requester, resource);
        let answer = unknown::resolve(situation, requester, resource, &given, &known, |given| {
            // A key that follows from the principal has that value where no other is given: it can't be absent.
            let context = &Context::new(given, &[], requester, resource);
            if situation.request.wildcard_only.is_some() || resource.arn != "*" {
                return decide(resource, context, None);
            }
            // S25: a statement on certain resources matches or doesn't, nobody knows.
            let answers = Undecided::ALL.map(|undecided| decide(resource, context, Some(undecided)));
            Ok(unknown::whatever(&answers.into_iter().collect::<Result<Vec<_>, _>>()?))
        })?;
        entangled::check(situation, requester, &answer)?;
        Ok(answer)
    });
    Ok(several::combined(&answers.collect::<Result<Vec<_>, _>>()?))
}

/// S2: `service:Name`, where a request names one action.
fn check_action(action: &str) -> Result<(), NaiveError> {
    let parts = action.split(':').collect::<Vec<_>>();
    let is_named = parts.len() == 2 && parts.iter().all(|part| !part.is_empty());
    let is_plain = !action.contains(|c: char| c.is_whitespace() || matches!(c, ',' | '*' | '?'));
    if is_named && is_plain { Ok(()) } else { Err(NaiveError::Action(action.into())) }
}

#[cfg(test)]
mod tests;
