//! The compiled engine's side of a case: the situation in the engine's own types, and its answer in the case's.

use iamkit_engine::{CompiledPolicies, Context, ContextValue, Request};

use crate::case::{CasePrincipal, DecidedBy, ExpectedDecision, Layers, Situation, Value};
use crate::runner::{Answer, Outcome};

/// The compiled engine's answer.
pub fn ask_engine(situation: &Situation) -> Outcome {
    match undecided(situation) {
        Some(not_decided) => Outcome::NotDecided { not_decided: not_decided.into() },
        None => answer(situation).map_or_else(|error| Outcome::Error { error }, Outcome::Answer),
    }
}

/// Asks the engine's fast path.
///
/// # Errors
/// What the engine says of a situation that it refuses.
pub fn is_allowed(situation: &Situation) -> Result<bool, String> {
    Ok(compiled(situation)?.is_allowed(&request(situation)?))
}

/// The first thing in the situation that the engine doesn't decide yet.
fn undecided(situation: &Situation) -> Option<&'static str> {
    let Situation { request, policies } = situation;
    let Layers { identity: _, boundary, session, resource, scp, rcp, vpce } = policies;
    let is_identity = matches!(&request.principal, CasePrincipal::Text(text)
        if text.starts_with("arn:") && !text.ends_with(":root"));
    let facts = [
        ("the layer `boundary`", boundary.is_some()),
        ("the layer `session`", session.is_some()),
        ("the layer `resource`", resource.is_some()),
        ("the layer `scp`", scp.is_some()),
        ("the layer `rcp`", rcp.is_some()),
        ("the layer `vpce`", vpce.is_some()),
        ("the kind of principal", !is_identity),
        ("several resources", request.resources.len() != 1),
        ("unknown keys", !request.unknown.is_empty()),
        ("a management account", request.management_account.is_some()),
        ("public access blocks", request.restrict_public_buckets),
    ];
    facts.into_iter().find(|(_, is_there)| *is_there).map(|(name, _)| name)
}

fn answer(situation: &Situation) -> Result<Answer, String> {
    let evaluation = compiled(situation)?.evaluate(&request(situation)?);
    let decided_by = evaluation.decided_by().iter();
    Ok(Answer {
        decision: match evaluation.decision() {
            iamkit_engine::Decision::Allow => ExpectedDecision::Allowed,
            iamkit_engine::Decision::ExplicitDeny => ExpectedDecision::ExplicitDeny,
            iamkit_engine::Decision::ImplicitDeny => ExpectedDecision::ImplicitDeny,
        },
        decided_by: decided_by
            .map(|statement| DecidedBy { policy: statement.policy().into(), statement: statement.index() })
            .collect(),
        missing_keys: evaluation.missing_keys().to_vec(),
        depends_on: Vec::new(),
        blocked_by: None,
    })
}

fn compiled(situation: &Situation) -> Result<CompiledPolicies, String> {
    let policies = situation.policies.identity.iter().flatten();
    let policies = policies.map(|policy| (policy.name.as_str(), &policy.document));
    CompiledPolicies::compile(policies).map_err(|error| error.to_string())
}

fn request(situation: &Situation) -> Result<Request, String> {
    let asked = &situation.request;
    let mut context = Context::default();
    for (key, value) in &asked.context.0 {
        let value = match value {
            Value::One(text) => ContextValue::Single(text.clone()),
            Value::Many(texts) => ContextValue::Multi(texts.clone()),
        };
        context.insert(key, value).map_err(|error| error.to_string())?;
    }
    let CasePrincipal::Text(principal) = &asked.principal else { return Err("not decided".into()) };
    let principal = principal.parse().map_err(|error: iamkit_engine::PrincipalError| error.to_string())?;
    let action = asked.action.parse().map_err(|error: iamkit_engine::ActionError| error.to_string())?;
    let resource = asked.resources.first().ok_or("no resource")?;
    let mut request = Request::new(principal, action, resource.arn.clone());
    if let Some(account) = &resource.account {
        request = request.resource_account(account);
    }
    Ok(request.with_context(context).wildcard_only(asked.wildcard_only == Some(true)))
}
