//! Which statements of a policy the requests of logs were allowed by: statement by statement, each asked alone.

use std::collections::BTreeMap;

use iamkit_account::view::AskError;
use iamkit_catalog::{Action, ActionSet, Catalog};
use iamkit_engine::{CompiledPolicies, Decision, PolicyKind};
use iamkit_policy::{Effect, PolicyDocument, Statement};
use serde_json::{Value, json};

use crate::judge::Judge;
use crate::observable::is_observable;
use crate::usage::{TrailUsage, UsedRequest};

/// What a statement grants, and what of that was used
#[derive(Debug, Clone)]
pub struct StatementUse<'u> {
    /// Its place in the document.
    pub index: usize,
    /// Its `Sid`.
    pub sid: Option<String>,
    /// The requests that it allows, or may allow.
    pub requests: Vec<&'u UsedRequest>,
    /// The actions of the catalog that it grants and that were used, with how often.
    pub used: BTreeMap<String, u64>,
    /// Those that were never seen.
    pub unseen: Vec<String>,
    /// Those that can't be seen: no operation has the name, or the logs have no such events.
    pub not_observable: Vec<String>,
}

/// What of each statement that allows was used: by requests that were allowed, or of which that isn't known.
///
/// # Errors
/// Policies that can't be asked.
///
/// # Complexity
/// A decision for each statement and request.
pub fn statement_uses<'u>(
    judge: &Judge<'_>,
    document: &PolicyDocument,
    requests: &[&'u UsedRequest],
    usage: &TrailUsage,
) -> Result<Vec<StatementUse<'u>>, AskError> {
    let mut uses = Vec::new();
    for (index, statement) in document.statements().iter().enumerate() {
        if statement.effect() != Effect::Allow {
            continue;
        }
        let alone = alone(document, index);
        let policies = alone.as_ref().and_then(compiled);
        let mut of_statement = Vec::new();
        for request in requests.iter().filter(|request| 0 < request.seen.allowed + request.seen.not_known) {
            // What can't be compiled alone can't be told from what was used.
            let decision = match &policies {
                Some(policies) => judge.decide_alone(request, policies)?,
                None => None,
            };
            let may_be = match decision {
                Some(decision) => matches!(decision, Decision::Allow | Decision::Depends),
                None => names(statement, &request.action),
            };
            if may_be {
                of_statement.push(*request);
            }
        }
        uses.push(of(index, statement, of_statement, usage));
    }
    Ok(uses)
}

fn of<'u>(
    index: usize,
    statement: &Statement,
    requests: Vec<&'u UsedRequest>,
    usage: &TrailUsage,
) -> StatementUse<'u> {
    let mut used: BTreeMap<String, u64> = BTreeMap::new();
    for request in &requests {
        *used.entry(request.action.clone()).or_default() += request.seen.allowed + request.seen.not_known;
    }
    let catalog = Catalog::embedded();
    let granted = granted(statement);
    let others = granted.iter().filter_map(|id| catalog.action_by_id(id));
    let others = others.filter(|action| !used.contains_key(&action.to_string()));
    let (unseen, not_observable) = others.partition::<Vec<_>, _>(|action| is_observable(*action, usage));
    let names = |actions: Vec<Action<'_>>| actions.iter().map(ToString::to_string).collect();
    StatementUse {
        index,
        sid: statement.sid().map(str::to_owned),
        requests,
        used,
        unseen: names(unseen),
        not_observable: names(not_observable),
    }
}

/// The actions of the catalog that a statement names.
fn granted(statement: &Statement) -> ActionSet {
    let catalog = Catalog::embedded();
    let mut named = ActionSet::new();
    for text in statement.actions().values() {
        named.union_with(&catalog.action_set(text.as_str()));
    }
    if !statement.actions().is_negated() {
        return named;
    }
    let mut others = catalog.all_actions();
    others.subtract(&named);
    others
}

fn names(statement: &Statement, action: &str) -> bool {
    let catalog = Catalog::embedded();
    catalog.action(action).is_some_and(|action| granted(statement).contains(action.id()))
}

/// A document with one statement of another.
fn alone(document: &PolicyDocument, index: usize) -> Option<PolicyDocument> {
    let statement = statement_value(document, index)?;
    let mut whole = serde_json::from_str::<Value>(document.text()).ok()?;
    *whole.get_mut("Statement")? = json!([statement]);
    whole.to_string().parse().ok()
}

/// A statement of a document as JSON.
pub(crate) fn statement_value(document: &PolicyDocument, index: usize) -> Option<Value> {
    let whole = serde_json::from_str::<Value>(document.text()).ok()?;
    match whole.get("Statement")? {
        Value::Array(list) => list.get(index).cloned(),
        one => (index == 0).then(|| one.clone()),
    }
}

/// A document compiled as an identity policy.
pub(crate) fn compiled(document: &PolicyDocument) -> Option<CompiledPolicies> {
    CompiledPolicies::compile(PolicyKind::Identity, [("policy", document)]).ok()
}
