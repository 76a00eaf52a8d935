//! Managed policies of which nobody knows what they say: each could allow anything, and deny anything.
//!
//! Such a policy is asked as one that hangs on a key of its own, which nobody knows: it allows where the key has one value,
//! denies where it has another, and says nothing otherwise. So an answer is definite exactly where it doesn't depend on the
//! policy, and where it does, the key tells on which one.

use std::sync::Arc;

use iamkit_engine::{Context, ContextValue};
use iamkit_policy::normal::Rule;
use iamkit_policy::{ParseErrors, PolicyDocument};
use iamkit_store::PolicyArn;
use serde_json::json;

use super::entry::AccountPrincipal;

/// What such a key begins with; no service has this prefix.
const PREFIX: &str = "iamkit:unknown-policy/";

/// The key that a policy hangs on.
fn key(arn: &str) -> String {
    format!("{PREFIX}{arn}")
}

/// The ARN of the policy that a key stands for.
pub(crate) fn policy_behind_key(key: &str) -> Option<&str> {
    key.get(..PREFIX.len()).filter(|prefix| prefix.eq_ignore_ascii_case(PREFIX))?;
    key.get(PREFIX.len()..)
}

/// Whether a statement is what could stand in a policy that nobody can give.
pub(crate) fn hangs_on_unknown_policy(rule: &Rule) -> bool {
    rule.conditions.iter().any(|test| policy_behind_key(test.key.folded()).is_some())
}

/// What could stand in the policy.
pub(crate) fn document(arn: &PolicyArn) -> Result<Arc<PolicyDocument>, ParseErrors> {
    let statement = |effect: &str, value: &str| {
        json!({
            "Effect": effect, "Action": "*", "Resource": "*",
            "Condition": {"StringEquals": {key(arn.as_str()): value}},
        })
    };
    let statements = [statement("Allow", "allows"), statement("Deny", "denies")];
    let document = json!({"Version": "2012-10-17", "Statement": statements});
    document.to_string().parse().map(Arc::new)
}

/// A context in which the keys of a principal's unknown policies are unknown; none where it has no such policies.
pub(crate) fn with_unknown_policies<'c>(
    principal: &AccountPrincipal,
    context: Option<&Context<'c>>,
) -> Option<Context<'c>> {
    if principal.unknown.is_empty() {
        return None;
    }
    let mut context = context.cloned().unwrap_or_default();
    for arn in &principal.unknown {
        // Whoever asks may have left it open already.
        let _ = context.insert(key(arn.as_str()), ContextValue::Unknown);
    }
    Some(context)
}
