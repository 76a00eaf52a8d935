//! The store joined to the engine: which decision a user gets, and through which path each deciding policy came.

mod asking;
mod assume;
pub mod authorizer;
pub mod beside;
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
pub mod outside;
pub mod policy_files;
mod problem;
pub mod reach;
pub mod requests;
pub mod resource_policies;
pub mod restore;
mod source;
pub mod view;
pub mod who_can;

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use iamkit_managed::ManagedPolicies;
use iamkit_store::{AwsManagedPolicies, AwsManagedVersion, PolicyArn};

/// The AWS managed policies that iamkit carries, for an [`Account`](iamkit_store::Account) to attach, each in its current version
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
