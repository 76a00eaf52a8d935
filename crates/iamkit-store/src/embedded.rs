//! The AWS managed policies that come with the workspace, for accounts to attach.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::{AwsManagedPolicies, AwsManagedVersion, PolicyArn};
use iamkit_managed::ManagedPolicies;

/// The AWS managed policies that iamkit carries, for an [`Account`](crate::Account) to attach, each in its current version
///
/// Behind the feature `managed`.
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
