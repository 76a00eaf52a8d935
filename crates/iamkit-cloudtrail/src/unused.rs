//! What the policies of accounts grant and nobody used, and who is idle: rows of tables, whoever prints them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use iamkit_account::view::{AccessView, AskError, EffectivePolicy};
use iamkit_policy::PolicyDocument;
use iamkit_store::PolicyArn;
use serde::Serialize;

use crate::judge::Judge;
use crate::statement_use::{StatementUse, statement_uses};
use crate::usage::TrailUsage;

/// A statement of a policy that a user or role has, and what of it was used
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UnusedRow {
    /// The ARN of the user or role.
    pub principal: String,
    /// The policy's name.
    pub policy: String,
    /// How the policy comes to the principal.
    pub path: String,
    /// The statement's place in the policy, from 0.
    pub statement: u64,
    /// Its `Sid`; empty where it has none.
    pub sid: String,
    /// How many calls it allowed, or may have allowed.
    pub calls: u64,
    /// The actions that were used.
    pub used: Vec<String>,
    /// Those that were never seen.
    pub never_seen: Vec<String>,
    /// Those that can't be seen.
    pub not_observable: Vec<String>,
    /// The ARN of the policy, if it is a managed one; no cell of a table.
    #[serde(skip)]
    pub arn: Option<PolicyArn>,
    /// The policy; no cell of a table.
    #[serde(skip)]
    pub document: Arc<PolicyDocument>,
}

impl UnusedRow {
    fn new(principal: &str, policy: &EffectivePolicy, used: StatementUse<'_>) -> Self {
        Self {
            principal: principal.to_owned(),
            policy: policy.name().to_owned(),
            path: policy.path().to_string(),
            arn: policy.arn().cloned(),
            document: Arc::clone(policy.document()),
            statement: used.index as u64,
            sid: used.sid.unwrap_or_default(),
            calls: used.used.values().sum(),
            used: used.used.into_keys().collect(),
            never_seen: used.unseen,
            not_observable: used.not_observable,
        }
    }
}

/// Someone, or an access key of someone, of whom the logs have nothing
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct IdleIdentity {
    /// The ARN of the user or role.
    pub principal: String,
    /// The access key that no call was signed with; none where the user or role made no call.
    pub access_key: Option<String>,
}

/// For each statement that allows something, of each policy of each user and role: what of it was used.
///
/// A boundary grants nothing, and of a policy that nobody can give nothing is known: they have no rows.
///
/// # Errors
/// Policies that can't be asked.
///
/// # Complexity
/// A decision for each statement and request of its principal.
pub fn unused(judge: &Judge<'_>, usage: &TrailUsage, only: Option<&str>) -> Result<Vec<UnusedRow>, AskError> {
    let mut rows = Vec::new();
    for one in judge.view().principals().filter(|one| only.is_none_or(|only| only == one.arn())) {
        let requests =
            usage.requests().into_iter().filter(|request| request.caller == one.arn()).collect::<Vec<_>>();
        for policy in one.effective_policies() {
            if policy.path().to_string() == "permissions boundary" || policy.is_unknown() {
                continue;
            }
            for used in statement_uses(judge, policy.document(), &requests, usage)? {
                rows.push(UnusedRow::new(one.arn(), policy, used));
            }
        }
    }
    Ok(rows)
}

/// Users and roles that made no call, and access keys that no call was signed with.
pub fn idle(view: &AccessView, usage: &TrailUsage) -> Vec<IdleIdentity> {
    let requests = usage.requests();
    let callers = requests.iter().map(|request| request.caller.as_str()).collect::<BTreeSet<_>>();
    let mut idle = BTreeMap::new();
    for one in view.principals().filter(|one| !callers.contains(one.arn())) {
        let found = IdleIdentity { principal: one.arn().to_owned(), access_key: None };
        idle.insert(one.arn().to_owned(), found);
    }
    for account in view.directory().accounts() {
        for user in account.users() {
            let keys = user.access_keys().map(|key| key.id().to_string());
            for key in keys.filter(|key| !usage.access_keys().contains(key)) {
                let arn = user.arn().to_string();
                idle.insert(
                    format!("{arn} key {key}"),
                    IdleIdentity { principal: arn, access_key: Some(key) },
                );
            }
        }
    }
    idle.into_values().collect()
}
