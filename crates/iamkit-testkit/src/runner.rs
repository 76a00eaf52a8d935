//! Runs a case on every voice, the naive evaluator and the compiled engine, and compares with what it expects.
//!
//! No I/O: whether an action has no resource types (S25) is asked of a closure, so that the catalog stays outside.

use iamkit_engine::{CompiledPolicies, Context, ContextValue, Request};
use iamkit_policy::PolicyDocument;
use serde::Serialize;

use crate::case::{Case, DecidedBy, Expect, ExpectedDecision};
use crate::naive::{self, Input, Value};

/// What one voice answered
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// The decision.
    pub decision: ExpectedDecision,
    /// The statements that decided.
    pub decided_by: Vec<DecidedBy>,
    /// The keys the request lacks.
    pub missing_keys: Vec<String>,
}

/// What came of a case
#[derive(Debug, Clone, Serialize)]
pub struct Record {
    /// The case.
    pub id: String,
    /// Its source.
    pub source: String,
    /// Whether both voices answered as expected.
    pub passed: bool,
    /// What was expected.
    pub expected: Expect,
    /// The naive evaluator's answer.
    pub naive: Answer,
    /// The engine's answer.
    pub engine: Answer,
    /// Each difference, one line.
    pub differences: Vec<String>,
}

/// A case that can't be run
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// A layer that the engine doesn't decide yet.
    #[error("case `{id}`: the layer `{layer}` is not decided yet")]
    Layer {
        /// The case.
        id: String,
        /// The layer.
        layer: &'static str,
    },
    /// The decision `depends`.
    #[error("case `{0}`: the decision `depends` is not decided yet")]
    Depends(String),
    /// A request or a policy that the engine refuses.
    #[error("case `{id}`: {problem}")]
    Refused {
        /// The case.
        id: String,
        /// What the engine says.
        problem: String,
    },
}

/// Runs a case.
///
/// `is_wildcard_only` says of an action whether it has no resource types; it is asked where the case doesn't say.
///
/// # Errors
/// A layer or decision that is not decided yet, or a principal, action, context or policy that the engine refuses.
pub fn run(case: &Case, is_wildcard_only: impl Fn(&str) -> bool) -> Result<Record, RunError> {
    if let Some(layer) = case.policies.undecided() {
        return Err(RunError::Layer { id: case.id.clone(), layer });
    }
    if case.expect.decision == ExpectedDecision::Depends {
        return Err(RunError::Depends(case.id.clone()));
    }
    let input = input(case, is_wildcard_only);
    let policies = case.policies.identity.iter().flatten();
    let policies = policies.map(|policy| (policy.name.as_str(), &policy.document)).collect::<Vec<_>>();
    // The engine goes first: it is the one to say that a request or a policy is none.
    let engine = ask_engine(&policies, &input)
        .map_err(|problem| RunError::Refused { id: case.id.clone(), problem })?;
    let naive = ask_naive(&policies, &input);
    let mut differences = differences("naive", &case.expect, &naive);
    differences.extend(self::differences("engine", &case.expect, &engine));
    Ok(Record {
        id: case.id.clone(),
        source: case.source.clone(),
        passed: differences.is_empty(),
        expected: case.expect.clone(),
        naive,
        engine,
        differences,
    })
}

fn input(case: &Case, is_wildcard_only: impl Fn(&str) -> bool) -> Input {
    let request = &case.request;
    Input {
        principal: request.principal.clone(),
        action: request.action.clone(),
        resource: request.resource.text().into(),
        resource_account: request.resource.account().map(Into::into),
        context: request.context.0.clone(),
        wildcard_only: request.wildcard_only.unwrap_or_else(|| is_wildcard_only(&request.action)),
    }
}

/// The naive evaluator's answer.
pub fn ask_naive(policies: &[(&str, &PolicyDocument)], input: &Input) -> Answer {
    let output = naive::evaluate(policies, input);
    let decided_by = output.decided_by.into_iter();
    Answer {
        decision: match output.decision {
            naive::Decision::Allowed => ExpectedDecision::Allowed,
            naive::Decision::ExplicitDeny => ExpectedDecision::ExplicitDeny,
            naive::Decision::ImplicitDeny => ExpectedDecision::ImplicitDeny,
        },
        decided_by: decided_by.map(|(policy, statement)| DecidedBy { policy, statement }).collect(),
        missing_keys: output.missing_keys,
    }
}

/// The compiled engine's answer.
///
/// # Errors
/// What the engine says of a principal, action, context or policy that is none.
pub fn ask_engine(policies: &[(&str, &PolicyDocument)], input: &Input) -> Result<Answer, String> {
    let compiled = CompiledPolicies::compile(policies.iter().copied()).map_err(|error| error.to_string())?;
    let evaluation = compiled.evaluate(&request(input)?);
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
    })
}

/// The request as the engine takes it.
///
/// # Errors
/// A principal or action that is none, or a context key twice.
pub fn request(input: &Input) -> Result<Request, String> {
    let mut context = Context::default();
    for (key, value) in &input.context {
        let value = match value {
            Value::One(text) => ContextValue::Single(text.clone()),
            Value::Many(texts) => ContextValue::Multi(texts.clone()),
        };
        context.insert(key, value).map_err(|error| error.to_string())?;
    }
    let principal =
        input.principal.parse().map_err(|error: iamkit_engine::PrincipalError| error.to_string())?;
    let action = input.action.parse().map_err(|error: iamkit_engine::ActionError| error.to_string())?;
    let mut request = Request::new(principal, action, input.resource.clone());
    if let Some(account) = &input.resource_account {
        request = request.resource_account(account);
    }
    Ok(request.with_context(context).wildcard_only(input.wildcard_only))
}

fn differences(voice: &str, expect: &Expect, answer: &Answer) -> Vec<String> {
    let mut lines = Vec::new();
    if expect.decision != answer.decision {
        let (expected, found) = (as_json(&expect.decision), as_json(&answer.decision));
        lines.push(format!("{voice}: decision is {found}, expected {expected}"));
    }
    if let Some(expected) = &expect.decided_by {
        let sorted = |list: &[DecidedBy]| {
            let mut list = list.to_vec();
            list.sort();
            list
        };
        let (expected, found) = (sorted(expected), sorted(&answer.decided_by));
        if expected != found {
            lines.push(format!("{voice}: decidedBy is {}, expected {}", as_json(&found), as_json(&expected)));
        }
    }
    if let Some(expected) = &expect.missing_keys {
        let (expected, found) = (folded(expected), folded(&answer.missing_keys));
        if expected != found {
            lines.push(format!(
                "{voice}: missingKeys is {}, expected {}",
                as_json(&found),
                as_json(&expected)
            ));
        }
    }
    lines
}

fn folded(keys: &[String]) -> Vec<String> {
    let mut keys = keys.iter().map(|key| key.to_ascii_lowercase()).collect::<Vec<_>>();
    keys.sort();
    keys.dedup();
    keys
}

fn as_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
