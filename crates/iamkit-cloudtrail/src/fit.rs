//! Least privilege: the policy that allows what was used of another, and nothing that the other one doesn't.
//!
//! Statements keep their conditions, statements that deny stay whole. That the new policy is within the old one is proven;
//! that it says the same to each request that was used is asked of the engine. Where one of the two can't be shown, there is
//! no new policy.

use std::collections::{BTreeMap, BTreeSet};

use iamkit_account::view::AskError;
use iamkit_engine::CompileErrors;
use iamkit_policy::{Effect, ParseErrors, PolicyDocument};
use iamkit_prover::{Access, Inclusion, Limits, Universe, is_subset};
use serde_json::{Map, Value, json};

use crate::judge::Judge;
use crate::statement_use::{StatementUse, compiled, statement_uses, statement_value};
use crate::usage::{TrailUsage, UsedRequest};

/// How far the new policy goes beyond what was used
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Generalize {
    /// Nowhere: the actions and resources that were used.
    None,
    /// The resources that the old policy names stay.
    #[default]
    Resources,
    /// The actions that the old policy names stay where one of the same service was used.
    Actions,
}

/// How a policy is fitted
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FitOptions {
    /// How far it goes beyond what was used.
    pub generalize: Generalize,
    /// Whether what can't be seen in logs is kept.
    pub keeps_not_observable: bool,
}

/// A policy that fits what was used
#[derive(Debug, Clone)]
pub struct FittedPolicy {
    /// The policy.
    pub document: PolicyDocument,
    /// The places of statements of which nothing was used, and that are left out.
    pub dropped: Vec<usize>,
    /// The actions that can't be seen in logs: kept or left out, as was asked.
    pub not_observable: BTreeSet<String>,
    /// How many requests were shown to get the same answer.
    pub requests: usize,
}

/// Why there is no policy that fits
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FitError {
    /// A policy that can't be asked.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// What was put together is no policy.
    #[error(transparent)]
    Document(#[from] ParseErrors),
    /// What was put together can't stand as an identity policy.
    #[error(transparent)]
    Compile(#[from] CompileErrors),
    /// Nothing of the policy was used.
    #[error("nothing of the policy was used, so that nothing of it would be left")]
    NothingUsed,
    /// The new policy isn't proven to be within the old one.
    #[error("the new policy could not be proven to be within the old one")]
    NotWithin,
    /// A request that was used would get another answer.
    #[error("`{0}` would get another answer")]
    NotSufficient(String),
}

/// The policy that allows what was used of an identity policy
///
/// # Errors
/// See [`FitError`].
///
/// # Complexity
/// A decision for each statement and request, and a proof as [`is_subset`].
pub fn fit(
    judge: &Judge<'_>,
    document: &PolicyDocument,
    requests: &[&UsedRequest],
    usage: &TrailUsage,
    options: FitOptions,
) -> Result<FittedPolicy, FitError> {
    let uses = statement_uses(judge, document, requests, usage)?;
    let mut not_observable = BTreeSet::new();
    let (mut statements, mut dropped) = (Vec::new(), Vec::new());
    let mut next = uses.iter().peekable();
    for (index, statement) in document.statements().iter().enumerate() {
        let Some(value) = statement_value(document, index) else { continue };
        if statement.effect() == Effect::Deny {
            statements.push(value);
            continue;
        }
        let Some(own) = next.next_if(|own| own.index == index) else { continue };
        not_observable.extend(own.not_observable.iter().cloned());
        let fitted = fitted(&value, own, options);
        if fitted.is_empty() {
            dropped.push(index);
        }
        statements.extend(fitted);
    }
    if statements.iter().all(|statement| statement.get("Effect").is_some_and(|effect| effect == "Deny")) {
        return Err(FitError::NothingUsed);
    }
    let new = with_statements(document, statements)?;
    prove_within(&new, document)?;
    let shown = prove_sufficient(judge, &new, document, requests)?;
    Ok(FittedPolicy { document: new, dropped, not_observable, requests: shown })
}

/// What is left of a statement: one for each set of resources.
fn fitted(statement: &Value, used: &StatementUse<'_>, options: FitOptions) -> Vec<Value> {
    let mut by_resources: BTreeMap<Option<Vec<String>>, BTreeSet<String>> = BTreeMap::new();
    for (action, resources) in resources_by_action(statement, used, options) {
        by_resources.entry(resources).or_default().insert(action);
    }
    if options.keeps_not_observable && !used.not_observable.is_empty() {
        by_resources.entry(None).or_default().extend(used.not_observable.iter().cloned());
    }
    if options.generalize == Generalize::Actions && !by_resources.is_empty() {
        return vec![with_patterns(statement, &used.used)];
    }
    let count = by_resources.len();
    let parts = by_resources.into_iter().zip(1..);
    parts
        .map(|((resources, actions), number)| part(statement, resources, &actions, (number, count)))
        .collect()
}

/// The resources of each action that was used; none where those of the statement stay.
fn resources_by_action(
    statement: &Value,
    used: &StatementUse<'_>,
    options: FitOptions,
) -> BTreeMap<String, Option<Vec<String>>> {
    let stays = options.generalize != Generalize::None || has_variable(statement.get("Resource"));
    let mut resources: BTreeMap<String, Option<BTreeSet<String>>> = BTreeMap::new();
    for request in &used.requests {
        let of_action = resources.entry(request.action.clone()).or_insert_with(|| Some(BTreeSet::new()));
        match &request.resource {
            Some(resource) if !stays && !request.lacks_path && is_plain(resource) => {
                if let Some(resources) = of_action {
                    resources.insert(resource.clone());
                }
            }
            _ => *of_action = None,
        }
    }
    resources
        .into_iter()
        .map(|(action, resources)| (action, resources.map(|it| it.into_iter().collect())))
        .collect()
}

/// Whether a resource means itself alone where it stands in a policy.
fn is_plain(resource: &str) -> bool {
    resource == "*" || !resource.contains(['*', '?', '$'])
}

fn has_variable(resources: Option<&Value>) -> bool {
    resources.is_none_or(|resources| resources.to_string().contains("${"))
}

fn part(
    statement: &Value,
    resources: Option<Vec<String>>,
    actions: &BTreeSet<String>,
    (number, count): (usize, usize),
) -> Value {
    let mut part = statement.as_object().cloned().unwrap_or_default();
    part.remove("NotAction");
    part.insert("Action".into(), json!(actions));
    if let Some(resources) = resources {
        part.remove("NotResource");
        part.insert("Resource".into(), json!(resources));
    }
    number_sid(&mut part, number, count);
    Value::Object(part)
}

/// A `Sid` stands once in a policy.
fn number_sid(part: &mut Map<String, Value>, number: usize, count: usize) {
    if let Some(Value::String(sid)) = part.get_mut("Sid")
        && 1 < count
    {
        *sid = format!("{sid}Part{number}");
    }
}

/// A statement with those of its patterns of actions of which one was used.
fn with_patterns(statement: &Value, used: &BTreeMap<String, u64>) -> Value {
    let mut part = statement.as_object().cloned().unwrap_or_default();
    let patterns = match part.get("Action") {
        Some(Value::String(pattern)) => vec![pattern.clone()],
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => return Value::Object(part),
    };
    let is_used = |pattern: &String| {
        let glob = iamkit_policy::glob::Glob::parse(pattern);
        used.keys().any(|action| glob.matches_ignore_ascii_case(action))
    };
    let patterns = patterns.into_iter().filter(is_used).collect::<Vec<_>>();
    part.insert("Action".into(), json!(patterns));
    Value::Object(part)
}

fn with_statements(document: &PolicyDocument, statements: Vec<Value>) -> Result<PolicyDocument, ParseErrors> {
    let mut whole = serde_json::from_str::<Value>(document.text()).unwrap_or_default();
    match whole.as_object_mut() {
        Some(members) => {
            members.insert("Statement".into(), Value::Array(statements));
            whole.to_string().parse()
        }
        None => document.text().parse(),
    }
}

fn prove_within(new: &PolicyDocument, old: &PolicyDocument) -> Result<(), FitError> {
    let (new, old) = (Access::identity(new)?, Access::identity(old)?);
    match is_subset(&new, &old, &Universe::real(), &Limits::default()) {
        Inclusion::Holds => Ok(()),
        Inclusion::Fails(_) | Inclusion::Unknown(_) => Err(FitError::NotWithin),
    }
}

/// Shows that each request gets the answer that it got, and says of how many.
fn prove_sufficient(
    judge: &Judge<'_>,
    new: &PolicyDocument,
    old: &PolicyDocument,
    requests: &[&UsedRequest],
) -> Result<usize, FitError> {
    let (Some(after), Some(before)) = (compiled(new), compiled(old)) else { return Err(FitError::NotWithin) };
    let mut shown = 0;
    for request in requests.iter().filter(|request| 0 < request.seen.allowed + request.seen.not_known) {
        if judge.decide_alone(request, &before)? != judge.decide_alone(request, &after)? {
            let on = request.resource.as_deref().unwrap_or("a resource that isn't told");
            return Err(FitError::NotSufficient(format!("{} on {on}", request.action)));
        }
        shown += 1;
    }
    Ok(shown)
}

/// A policy from logs alone: what was allowed of these requests, each action on the resources that it was used on
///
/// What the logs don't tell is `*`, and is named.
///
/// # Errors
/// Nothing was allowed.
pub fn from_nothing(requests: &[&UsedRequest]) -> Result<(PolicyDocument, BTreeSet<String>), FitError> {
    let mut by_action: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut open = BTreeSet::new();
    for request in requests.iter().filter(|request| 0 < request.seen.allowed) {
        let told = request.resource.as_deref().filter(|resource| is_plain(resource) && !request.lacks_path);
        if told.is_none() {
            open.insert(request.action.clone());
        }
        by_action.entry(&request.action).or_default().insert(told.unwrap_or("*"));
    }
    let mut by_resources: BTreeMap<BTreeSet<&str>, BTreeSet<&str>> = BTreeMap::new();
    for (action, resources) in by_action {
        let resources = if resources.contains("*") { BTreeSet::from(["*"]) } else { resources };
        by_resources.entry(resources).or_default().insert(action);
    }
    if by_resources.is_empty() {
        return Err(FitError::NothingUsed);
    }
    let statements = by_resources
        .into_iter()
        .map(|(resources, actions)| json!({"Effect": "Allow", "Action": actions, "Resource": resources}));
    let document = json!({"Version": "2012-10-17", "Statement": statements.collect::<Vec<_>>()});
    Ok((document.to_string().parse()?, open))
}
