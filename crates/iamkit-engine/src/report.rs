//! The slow path: every rule of every layer is looked at, so that the answer can say why.

mod comparison;
mod granted;
mod incomparable;
mod near;
mod reasons;
mod situations;

use std::collections::BTreeMap;

use iamkit_policy::normal::{KeyName, Pattern, Scope, Variable};

use comparison::{Comparison, comparisons};
use reasons::Reasons;

use crate::evaluation::{Decision, Evaluation};
use crate::facts;
use crate::request::{Carried, Request};
use crate::request_error::RequestError;
use crate::scene::Scene;
use crate::scene::known::decide;
use crate::truth::Truth;
use crate::unknown;

/// Decides, and gathers the reasons.
pub(crate) fn evaluation(scene: &Scene<'_>) -> Result<Evaluation, RequestError> {
    let is_always_allowed = facts::is_always_allowed(scene.request);
    let comparisons = if is_always_allowed { Vec::new() } else { comparisons(scene) };
    let has_unknown = scene.request.has_unknown();
    let answer = if has_unknown { unknown::decide(scene)? } else { unknown::Answer::definite(decide(scene)) };
    // A definite answer has its reasons whatever the unknown keys are, though none of the statements may match for certain.
    let is_made_up = has_unknown && !is_always_allowed && answer.decision != Decision::Depends;
    let reasons = if is_made_up {
        situations::reasons(scene, answer.decision)
    } else {
        Reasons::among(scene, answer.decision, &comparisons)
    };
    Ok(Evaluation {
        decision: answer.decision,
        facts: granted::facts(scene, answer.decision, &reasons.blocked_by, &comparisons),
        open: granted::open(scene, &answer),
        decided_by: reasons.decided_by,
        blocked_by: reasons.blocked_by,
        layers: reasons.layers,
        near_misses: comparisons
            .iter()
            .filter_map(|comparison| comparison.near_miss(scene.request))
            .collect(),
        unevaluable: comparisons
            .iter()
            .flat_map(|comparison| comparison.unevaluable(scene.request))
            .collect(),
        missing_keys: missing_keys(&comparisons, scene.request),
        depends_on: answer.depends_on,
        undecided_keys: answer.undecided,
    })
}

fn missing_keys(comparisons: &[Comparison<'_>], request: &Request<'_>) -> Vec<String> {
    let mut keys = BTreeMap::new();
    let named = comparisons.iter().filter(|it| it.names_action && it.names_principal);
    for key in named.flat_map(|comparison| missing(comparison, request)) {
        // `Null` on a key is an ordinary question about an absent key, but the key is missing all the same.
        keys.entry(key.folded()).or_insert_with(|| key.as_str().to_owned());
    }
    keys.into_values().collect()
}

/// The keys a rule asks for and the request lacks, provided its resource matches but for those.
fn missing<'s>(comparison: &Comparison<'s>, request: &Request<'_>) -> Vec<&'s KeyName> {
    let is_missing = |key: &&KeyName| matches!(request.carried(key.folded()), Carried::Nothing);
    let rule = &comparison.rule.rule;
    let resources = rule.resources.iter().flat_map(Scope::entries);
    let variables = resources.flat_map(Pattern::variables).filter(|variable| is_missing(&variable.key()));
    let variables = variables.collect::<Vec<_>>();
    let is_open = variables.iter().any(|variable| variable.default().is_none());
    if !is_open && comparison.names_resource == Truth::Fails {
        return Vec::new();
    }
    let of_tests = rule
        .conditions
        .iter()
        .flat_map(|test| std::iter::once(&test.key).chain(test.variables().map(Variable::key)));
    variables.into_iter().map(Variable::key).chain(of_tests).filter(is_missing).collect()
}
