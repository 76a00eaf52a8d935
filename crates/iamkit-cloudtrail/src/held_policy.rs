//! A policy by its name, and who has it.

use iamkit_account::view::{AccessView, EffectivePolicy};
use iamkit_policy::PolicyDocument;
use iamkit_policy::shown::Shown;

/// A policy that users or roles have
#[derive(Debug, Clone)]
pub struct HeldPolicy {
    /// What it says.
    pub document: PolicyDocument,
    /// The ARNs of those who have it.
    pub holders: Vec<String>,
}

/// Why no policy is meant
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HeldPolicyError {
    /// Several policies that say different things have the name.
    #[error("several policies are called `{}`: say whose", Shown::value(.name))]
    Several {
        /// The name.
        name: String,
    },
    /// Nobody has a policy of the name.
    #[error("nobody has a policy `{}`", Shown::value(.name))]
    Nobody {
        /// The name.
        name: String,
    },
}

impl HeldPolicy {
    /// The policy of an ARN or name that some users and roles have, or one of them.
    ///
    /// A boundary grants nothing and isn't meant; nor is a policy that nobody can give.
    ///
    /// # Errors
    /// Nobody has such a policy, or several that say different things are called so.
    pub fn find(view: &AccessView, name: &str, only: Option<&str>) -> Result<Self, HeldPolicyError> {
        let mut found: Option<PolicyDocument> = None;
        let mut holders = Vec::new();
        for one in view.principals().filter(|one| only.is_none_or(|only| only == one.arn())) {
            for policy in one.effective_policies().filter(|policy| is_meant(policy, name)) {
                let document = policy.document();
                if found.as_ref().is_some_and(|found| found.text() != document.text()) {
                    return Err(HeldPolicyError::Several { name: name.to_owned() });
                }
                found.get_or_insert_with(|| document.as_ref().clone());
                holders.push(one.arn().to_owned());
            }
        }
        let document = found.ok_or_else(|| HeldPolicyError::Nobody { name: name.to_owned() })?;
        Ok(Self { document, holders })
    }
}

fn is_meant(policy: &EffectivePolicy, name: &str) -> bool {
    let is_named = policy
        .arn()
        .map_or_else(|| policy.name() == name, |arn| arn.as_str() == name || policy.name() == name);
    is_named && policy.path().to_string() != "permissions boundary" && !policy.is_unknown()
}
