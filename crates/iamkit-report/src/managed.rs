//! Which AWS managed policies there are, and the versions of one.

use iamkit_managed::ManagedPolicy;
use serde::Serialize;

/// The version of the shape, which changes when a member is taken away or changes its meaning
pub const SCHEMA: u32 = 1;

/// The policies that were asked for
///
/// ```
/// use iamkit_managed::ManagedPolicies;
/// use iamkit_report::managed::ManagedListReport;
///
/// let policy = ManagedPolicies::embedded().policy("AmazonWorkMailReadOnlyAccess")?;
/// let json = serde_json::to_value(ManagedListReport::new([policy]))?;
/// assert_eq!(json["policies"][0]["arn"], "arn:aws:iam::aws:policy/AmazonWorkMailReadOnlyAccess");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ManagedListReport {
    /// [`SCHEMA`].
    #[cfg_attr(feature = "schema", schemars(extend("const" = SCHEMA)))]
    pub schema: u32,
    /// The policies by name, each with its current version.
    pub policies: Vec<ListedPolicy>,
}

/// A policy in a list
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListedPolicy {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// The id of the current version.
    pub version: String,
    /// When that version came, `YYYY-MM-DD`.
    pub date: String,
}

/// The versions of a policy
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ManagedVersionsReport {
    /// [`SCHEMA`].
    #[cfg_attr(feature = "schema", schemars(extend("const" = SCHEMA)))]
    pub schema: u32,
    /// The policy's ARN.
    pub arn: String,
    /// When the policy was created, `YYYY-MM-DD`.
    pub created: String,
    /// Those that are kept, from the first.
    pub versions: Vec<ListedVersion>,
    /// The ids of those that nobody captured.
    pub never_captured: Vec<String>,
}

/// A version in a list
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListedVersion {
    /// Its id.
    pub version: String,
    /// When it came, `YYYY-MM-DD`.
    pub date: String,
}

impl ManagedListReport {
    /// A list of policies.
    pub fn new<'m>(policies: impl IntoIterator<Item = ManagedPolicy<'m>>) -> Self {
        Self { schema: SCHEMA, policies: policies.into_iter().map(ListedPolicy::from).collect() }
    }
}

impl From<ManagedPolicy<'_>> for ListedPolicy {
    fn from(policy: ManagedPolicy<'_>) -> Self {
        Self {
            name: policy.name().to_owned(),
            arn: policy.arn(),
            version: policy.latest().to_string(),
            date: policy.current().date().to_string(),
        }
    }
}

impl ManagedVersionsReport {
    /// The versions of a policy.
    pub fn new(policy: ManagedPolicy<'_>) -> Self {
        let version = |it: iamkit_managed::Version<'_>| ListedVersion {
            version: it.id().to_string(),
            date: it.date().to_string(),
        };
        Self {
            schema: SCHEMA,
            arn: policy.arn(),
            created: policy.created().to_string(),
            versions: policy.versions().map(version).collect(),
            never_captured: policy.missing_versions().iter().map(ToString::to_string).collect(),
        }
    }
}
