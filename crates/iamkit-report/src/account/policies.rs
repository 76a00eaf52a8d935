//! The policies that have an effect on a user or role: the account's [`EffectivePolicy`]s in a shape that stays.

use iamkit_account::view::EffectivePolicy;
use iamkit_policy::shown::Shown;
use serde::Serialize;

/// The version of the shape, which changes when a member is taken away or changes its meaning
pub const SCHEMA: u32 = 1;

/// The policies around a principal
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EffectivePoliciesReport {
    /// [`SCHEMA`].
    #[cfg_attr(feature = "schema", schemars(extend("const" = SCHEMA)))]
    pub schema: u32,
    /// The ARN of the user or role.
    pub principal: String,
    /// The policies.
    pub policies: Vec<ReportedPolicy>,
}

/// A policy, and how it comes to have an effect
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReportedPolicy {
    /// Its name.
    pub name: String,
    /// Its ARN, if it has one.
    pub arn: Option<String>,
    /// The version that counts, if it has any.
    pub version: Option<String>,
    /// How it comes to have an effect.
    pub path: String,
    /// Whether nobody can give it.
    pub is_unknown: bool,
}

impl EffectivePoliciesReport {
    /// The report of a principal's policies.
    pub fn new(principal: &str, policies: &[EffectivePolicy]) -> Self {
        let policies = policies.iter().map(ReportedPolicy::from).collect();
        Self { schema: SCHEMA, principal: principal.into(), policies }
    }
}

impl From<&EffectivePolicy> for ReportedPolicy {
    fn from(policy: &EffectivePolicy) -> Self {
        Self {
            name: policy.name().into(),
            arn: policy.arn().map(ToString::to_string),
            version: policy.version().map(|version| version.to_string()),
            path: policy.path().to_string(),
            is_unknown: policy.is_unknown(),
        }
    }
}

/// The answer for people, line by line.
pub fn lines(principal: &str, policies: &[EffectivePolicy]) -> Vec<String> {
    let heading = Shown::value(principal).to_string();
    let line = |policy: &EffectivePolicy| {
        let version = policy.version().map(|version| format!(" {version}")).unwrap_or_default();
        let unknown = if policy.is_unknown() { ", unknown" } else { "" };
        format!("  {}{version}: {}{unknown}", Shown::value(policy.name()), policy.path())
    };
    [heading].into_iter().chain(policies.iter().map(line)).collect()
}
