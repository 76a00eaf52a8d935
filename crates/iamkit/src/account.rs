//! The store joined to the engine: which decision a user gets, and through which path each deciding policy came.

mod asking;
mod assume;
pub mod authorizer;
pub mod change;
pub mod condition;
mod decode;
pub mod details;
pub mod dry_run;
pub mod escalation;
pub mod intake;
mod lister;
mod open_keys;
pub mod organization;
pub mod policy_files;
mod problem;
pub mod reach;
pub mod requests;
pub mod restore;
mod source;
pub mod view;
pub mod who_can;

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use iamkit_engine::{
    ActionError, CompileErrors, CompiledPolicies, Evaluation, PolicyKind, Principal, Request, RequestError,
};
use iamkit_managed::ManagedPolicies;
use iamkit_store::{
    Account, AwsManagedPolicies, AwsManagedVersion, GrantPath, Identity, PolicyArn, StoreError, UserName,
};

/// The AWS managed policies that iamkit carries, for an [`Account`] to attach, each in its current version
#[derive(Debug, Clone, Copy, Default)]
pub struct EmbeddedManagedPolicies;

/// The policies that were asked for already: unpacking and parsing one takes a millisecond.
static CURRENT: RwLock<BTreeMap<PolicyArn, AwsManagedVersion>> = RwLock::new(BTreeMap::new());

impl AwsManagedPolicies for EmbeddedManagedPolicies {
    fn default_version(&self, arn: &PolicyArn) -> Option<AwsManagedVersion> {
        let known = CURRENT.read().unwrap_or_else(PoisonError::into_inner).get(arn).cloned();
        known.or_else(|| {
            let current = ManagedPolicies::embedded().policy(arn.as_str()).ok()?.current();
            let version = current.id().to_string().parse().ok()?;
            let date = current.date().to_string().parse().ok();
            let found = AwsManagedVersion { version, date, document: Arc::new(current.document().ok()?) };
            let mut known = CURRENT.write().unwrap_or_else(PoisonError::into_inner);
            Some(known.entry(arn.clone()).or_insert(found).clone())
        })
    }

    fn has_policy(&self, arn: &PolicyArn) -> bool {
        ManagedPolicies::embedded().policy(arn.as_str()).is_ok()
    }
}

/// A decision for a user, with the paths of the policies that decided
#[derive(Debug, Clone)]
pub struct Authorization {
    evaluation: Evaluation,
    paths: Vec<GrantPath>,
}

impl Authorization {
    /// The decision with its statements; a policy is named by its place among [`Account::policies_of`] and its name.
    pub fn evaluation(&self) -> &Evaluation {
        &self.evaluation
    }

    /// For each deciding statement, how the user comes by its policy.
    pub fn paths(&self) -> &[GrantPath] {
        &self.paths
    }
}

/// Why a user's request can't be decided
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuthorizeError {
    /// The store has no such user, or can't give one of its policies.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A policy may not be an identity policy (S23).
    #[error(transparent)]
    Policy(#[from] CompileErrors),
    /// The user's ARN is not one the engine takes.
    #[error(transparent)]
    Principal(#[from] iamkit_engine::PrincipalError),
    /// The action is no name.
    #[error(transparent)]
    Action(#[from] ActionError),
    /// The request can't be decided.
    #[error(transparent)]
    Request(#[from] RequestError),
}

/// Decides an action of a user on a resource, by the identity policies that apply to the user.
///
/// # Errors
/// [`AuthorizeError::Store`] without such a user or with an attached policy that is no longer to be had,
/// [`AuthorizeError::Policy`] with a policy that can't stand where it does, [`AuthorizeError::Action`] with what is no
/// action.
///
/// # Complexity
/// Compiles the user's policies each time.
pub fn authorize(
    account: &Account,
    user: &UserName,
    action: &str,
    resource: &str,
) -> Result<Authorization, AuthorizeError> {
    let policies = account.policies_of(&Identity::User(user.clone()))?;
    let names = policies.iter().enumerate().map(|(place, policy)| format!("{place}:{}", policy.name()));
    let names = names.collect::<Vec<_>>();
    let documents = names.iter().zip(&policies).map(|(name, policy)| (name.as_str(), &**policy.document()));
    let compiled = CompiledPolicies::compile(PolicyKind::Identity, documents)?;
    let principal = account.user(user)?.arn().to_string().parse::<Principal>()?;
    let evaluation = compiled.evaluate(&Request::new(&principal, action, resource)?)?;
    let place_of = |name: &str| name.split_once(':').and_then(|(place, _)| place.parse::<usize>().ok());
    let deciding = evaluation.decided_by().iter().filter_map(|statement| place_of(statement.policy()));
    let paths =
        deciding.filter_map(|place| policies.get(place)).map(|policy| policy.path().clone()).collect();
    Ok(Authorization { evaluation, paths })
}
