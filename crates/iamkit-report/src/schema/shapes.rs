//! The shapes of what reports hold that isn't theirs: requests of situations, records of cases, answers of commands.

#![expect(dead_code, clippy::large_enum_variant, reason = "they are described, and never made")]

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::conformance::RefusedCase;
use crate::validation::ValidationReport;

/// A request, as situations have it
#[derive(JsonSchema, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RequestShape {
    /// Who asks: an ARN, a service principal or `*`, or an object that tells more.
    principal: PrincipalShape,
    /// The action, `service:Name`.
    action: String,
    /// What it is about, where that is one resource without keys of its own: `*`, or its ARN with its owner.
    #[serde(skip_serializing_if = "Option::is_none")]
    resource: Option<OneResourceShape>,
    /// What it is about otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    resources: Option<Vec<ResourceShape>>,
    /// The condition keys.
    context: BTreeMap<String, ContextShape>,
    /// Keys whose values nobody knows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unknown: Vec<String>,
    /// The account that manages the organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    management_account: Option<String>,
    /// Whether S3 Block Public Access restricts buckets with public policies.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    restrict_public_buckets: bool,
    /// Whether the request is about `*`, whatever resource it names.
    #[serde(skip_serializing_if = "Option::is_none")]
    wildcard_only: Option<bool>,
}

/// Who asks
#[derive(JsonSchema, Serialize)]
#[serde(untagged)]
enum PrincipalShape {
    Text(String),
    #[serde(rename_all = "camelCase")]
    Aws {
        arn: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        role: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        user: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        unique_id: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        canonical_user: Option<String>,
    },
    Federated {
        federated: String,
    },
}

/// One resource: `*`, or its ARN
#[derive(JsonSchema, Serialize)]
#[serde(untagged)]
enum OneResourceShape {
    Text(String),
    Arn(ResourceShape),
}

/// A resource with its owner and the keys that come with it alone
#[derive(JsonSchema, Serialize)]
struct ResourceShape {
    arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    context: BTreeMap<String, ContextShape>,
}

/// The value of a condition key: a text, or a list for a multi-valued key
#[derive(JsonSchema, Serialize)]
#[serde(untagged)]
enum ContextShape {
    One(String),
    Many(Vec<String>),
}

/// What came of a case
#[derive(JsonSchema, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RecordShape {
    /// The case.
    id: String,
    /// Its source.
    source: String,
    /// Whether every voice that decides the case answered as expected.
    passed: bool,
    /// Whether the engine's answer alone was compared.
    by_engine_alone: bool,
    /// What was expected.
    expected: BTreeMap<String, serde_json::Value>,
    /// What the naive evaluator says.
    naive: BTreeMap<String, serde_json::Value>,
    /// What the engine says.
    engine: BTreeMap<String, serde_json::Value>,
    /// Each difference, one line.
    differences: Vec<String>,
}

/// What came of a case, or why it was refused
#[derive(JsonSchema, Serialize)]
#[serde(untagged)]
pub(super) enum CaseAnswer {
    Run(crate::conformance::CaseReport),
    Refused(RefusedCase),
}

/// What was found in each document
#[derive(JsonSchema, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ValidateAnswer {
    /// The version of the shape.
    #[schemars(extend("const" = crate::validation::SCHEMA))]
    schema: u32,
    /// The documents.
    policies: Vec<NamedValidation>,
    /// How many files of folders hold no policy.
    files_left_out: usize,
}

/// What was found in a document
#[derive(JsonSchema, Serialize)]
struct NamedValidation {
    /// What it is called.
    policy: String,
    #[serde(flatten)]
    report: ValidationReport,
}
