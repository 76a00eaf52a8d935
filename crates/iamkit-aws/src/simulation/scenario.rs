//! What the requests of a simulation are made of (S78–S81): wire types alone, nothing checked yet.

use serde::{Deserialize, Serialize};

/// The members that both operations have
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Scenario {
    /// The actions, each decided for each resource.
    pub action_names: Vec<String>,
    /// The resources; without any, `*`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_arns: Option<Vec<String>>,
    /// The policy of each of the resources, as a JSON text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_policy: Option<String>,
    /// The owner of resources whose ARN doesn't tell: an account id, or the ARN of its root user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_owner: Option<String>,
    /// The user, group or role that asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caller_arn: Option<String>,
    /// The condition keys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context_entries: Option<Vec<ContextEntry>>,
    /// A scenario of Amazon EC2, which says what kinds of resources have to be among `ResourceArns`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_handling_option: Option<String>,
    /// How many results at most, 1 to 1,000; without it, 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_items: Option<u32>,
    /// The `Marker` of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
    /// What AWS's simulator doesn't cover.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extension: Option<Extension>,
}

/// The service control policies of one level of an organisation
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct OrganizationPolicyLevel {
    /// The policies, as JSON texts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_control_policy_input_list: Option<Vec<String>>,
}

/// The resource control policies of one level of an organisation
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ResourceControlPolicyLevel {
    /// The policies, as JSON texts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_control_policy_input_list: Option<Vec<String>>,
}

/// A condition key with its values
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ContextEntry {
    /// The key, 5 to 256 characters.
    pub context_key_name: String,
    /// Its values as texts.
    #[serde(default)]
    pub context_key_values: Vec<String>,
    /// The type of the values; without it, `string` for one value and `stringList` for another number of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_key_type: Option<ContextKeyType>,
}

/// The type of a context entry's values (S79)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "each variant is the word that AWS writes in camel case")]
#[non_exhaustive]
pub enum ContextKeyType {
    String,
    StringList,
    Numeric,
    NumericList,
    Boolean,
    BooleanList,
    Ip,
    IpList,
    Binary,
    BinaryList,
    Date,
    DateList,
}

/// Which policies of a principal are left out: exactly one of the members
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub enum PolicyExclusion {
    /// All policies of a type.
    PolicyType(ExcludedType),
    /// A managed policy; `*` once at most and `?` stand for other characters in its name.
    PolicyArn(String),
    /// An inline policy.
    InlinePolicyIdentifier(InlinePolicyIdentifier),
}

/// A type of policies that can be left out
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ExcludedType {
    /// Inline policies.
    Inline,
    /// AWS managed policies.
    AwsManaged,
    /// Customer managed policies.
    UserManaged,
    /// The permissions boundary.
    PermissionBoundary,
    /// Service control policies.
    Scp,
    /// Resource control policies, which the simulator doesn't have: nothing is left out.
    Rcp,
}

/// An inline policy by its name and the entity that has it
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct InlinePolicyIdentifier {
    /// The policy's name.
    pub policy_name: String,
    /// What kind of entity has it.
    pub attachment_type: AttachmentType,
    /// The entity's name; `*` once at most and `?` stand for other characters.
    pub attachment_name: String,
}

/// The kinds of entity that have policies
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AttachmentType {
    /// A user.
    User,
    /// A group.
    Group,
    /// A role.
    Role,
}

impl AttachmentType {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::User, Self::Group, Self::Role];

    /// The kind as AWS writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
            Self::Role => "role",
        }
    }
}

iamkit_policy::from_its_names!(AttachmentType, "kind of entity");

/// What AWS's simulator doesn't cover
///
/// Where it is given, if only as `{}`, the caller may be any principal, the resource policy may be a trust policy or one
/// that names roles, another account's resource needs its policy, and every result carries its reasons.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields, default)]
pub struct Extension {
    /// The role of a session, with its path (S45).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caller_role_arn: Option<String>,
    /// The user who made a federated user's session (S49).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caller_user_arn: Option<String>,
    /// The caller's unique id, `AIDA…` or `AROA…` (S51).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caller_unique_id: Option<String>,
    /// Session policies, as JSON texts (S63).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_policy_input_list: Option<Vec<String>>,
    /// Resource control policies, level by level from the root to the account (S68).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ordered_resource_control_policy_input_list: Option<Vec<ResourceControlPolicyLevel>>,
    /// The policy of the VPC endpoint that the request comes through, as a JSON text (S69).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vpc_endpoint_policy: Option<String>,
    /// The account that manages the organisation (S66, S68).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub management_account: Option<String>,
    /// Whether S3 Block Public Access restricts buckets with public policies (S73).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub restrict_public_buckets: bool,
    /// Condition keys of which nobody knows the value; a decision may then be `depends`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unknown_context_keys: Option<Vec<String>>,
}
