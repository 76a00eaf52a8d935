//! The case format: one request, the policies of each layer, and what AWS answers.
//!
//! Unknown fields are rejected, and so are the same context key twice in whatever letter case (S34) and a layer that is
//! not decided yet: a case is never answered by leaving a part of it out.

use std::fmt;

use iamkit_policy::PolicyDocument;
use serde::de::{self, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

use crate::naive::Value;

/// One case of a corpus
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Case {
    /// A name that no other case has, such as `conditions/arn-components-separate`.
    pub id: String,
    /// The rule's id and the page of the AWS documentation that says so.
    pub source: String,
    /// How sure the rule is.
    pub confidence: Confidence,
    /// What is asked.
    pub request: CaseRequest,
    /// The policies, layer by layer.
    pub policies: Layers,
    /// What AWS answers.
    pub expect: Expect,
}

/// How sure a rule is
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// The AWS documentation says so.
    Doc,
    /// Seen in live AWS.
    Observed,
    /// A reading of an open point.
    Inferred,
}

/// The request of a case
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CaseRequest {
    /// An ARN, a service principal, or `*`.
    pub principal: String,
    /// `service:Name`.
    pub action: String,
    /// `*`, or an ARN with or without its account.
    pub resource: CaseResource,
    /// The condition keys.
    #[serde(default)]
    pub context: CaseContext,
    /// Whether the action has no resource types (S25); absent, the catalog says.
    pub wildcard_only: Option<bool>,
}

/// The resource of a request
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged, expecting = "expected `*` or an object with `arn` and, if need be, `account`")]
pub enum CaseResource {
    /// `*`.
    Text(Star),
    /// An ARN.
    Arn(CaseArn),
}

/// The text `*`
#[derive(Debug, Clone, Copy, Deserialize)]
pub enum Star {
    /// `*`.
    #[serde(rename = "*")]
    Star,
}

/// An ARN and the account that owns the resource
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseArn {
    /// The ARN.
    pub arn: String,
    /// The owner, where the ARN doesn't tell (S73).
    pub account: Option<String>,
}

impl CaseResource {
    /// The text that patterns are held against.
    pub fn text(&self) -> &str {
        match self {
            Self::Text(Star::Star) => "*",
            Self::Arn(arn) => &arn.arn,
        }
    }

    /// The account that owns the resource, if the case says so.
    pub fn account(&self) -> Option<&str> {
        match self {
            Self::Text(_) => None,
            Self::Arn(arn) => arn.account.as_deref(),
        }
    }
}

/// The condition keys of a request in their order
#[derive(Debug, Clone, Default)]
pub struct CaseContext(pub Vec<(String, Value)>);

/// The policies of a case, layer by layer; an absent or null layer doesn't apply
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layers {
    /// The identity policies.
    pub identity: Option<Vec<NamedPolicy>>,
    resource: Option<IgnoredAny>,
    boundary: Option<IgnoredAny>,
    session: Option<IgnoredAny>,
    scp: Option<IgnoredAny>,
    rcp: Option<IgnoredAny>,
    vpce: Option<IgnoredAny>,
}

impl Layers {
    /// The first layer that is there and can't be decided yet.
    pub fn undecided(&self) -> Option<&'static str> {
        let layers = [
            ("resource", self.resource),
            ("boundary", self.boundary),
            ("session", self.session),
            ("scp", self.scp),
            ("rcp", self.rcp),
            ("vpce", self.vpce),
        ];
        layers.into_iter().find(|(_, layer)| layer.is_some()).map(|(name, _)| name)
    }
}

/// A policy and the name answers call it by
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedPolicy {
    /// The name.
    pub name: String,
    /// The document.
    pub document: PolicyDocument,
}

/// What AWS answers; an absent member is not compared
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Expect {
    /// The decision.
    pub decision: ExpectedDecision,
    /// The statements that decided, in any order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<Vec<DecidedBy>>,
    /// The keys the request lacks, in any order and letter case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing_keys: Option<Vec<String>>,
}

/// A decision as cases and reports spell it
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum ExpectedDecision {
    /// An Allow and no Deny.
    Allowed,
    /// A Deny.
    ExplicitDeny,
    /// Neither.
    ImplicitDeny,
    /// It hangs on keys that the request doesn't give.
    Depends,
}

/// A statement of a policy
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DecidedBy {
    /// The name of the policy.
    pub policy: String,
    /// The statement's index, from 0.
    pub statement: usize,
}

/// A text that holds no case
#[derive(Debug, thiserror::Error)]
#[error("malformed case: {0}")]
pub struct CaseError(serde_json::Error);

/// Reads a file: one case or a list of them.
///
/// ```
/// let cases = iamkit_testkit::case::read(r#"{"id": "a", "source": "S55", "confidence": "doc",
///     "request": {"principal": "*", "action": "s3:GetObject", "resource": "*"}, "policies": {},
///     "expect": {"decision": "implicitDeny"}}"#)?;
/// assert_eq!(cases[0].id, "a");
/// # Ok::<(), iamkit_testkit::case::CaseError>(())
/// ```
///
/// # Errors
/// When the text is no JSON, or something in it is missing, unknown or of the wrong type; with line and column.
pub fn read(text: &str) -> Result<Vec<Case>, CaseError> {
    if text.trim_start().starts_with('[') {
        return serde_json::from_str(text).map_err(CaseError);
    }
    serde_json::from_str(text).map(|case| vec![case]).map_err(CaseError)
}

/// A string, boolean or number, as text.
#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a string, a boolean, a number or a list of those")]
enum Scalar {
    Text(String),
    Bool(bool),
    Number(serde_json::Number),
}

impl Scalar {
    fn into_text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Bool(truth) => truth.to_string(),
            Self::Number(number) => number.to_string(),
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a string, a boolean, a number or a list of those")]
enum Scalars {
    One(Scalar),
    Many(Vec<Scalar>),
}

impl<'de> Deserialize<'de> for CaseContext {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ContextVisitor)
    }
}

struct ContextVisitor;

impl<'de> Visitor<'de> for ContextVisitor {
    type Value = CaseContext;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of condition keys")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<CaseContext, A::Error> {
        let mut entries = Vec::<(String, Value)>::new();
        while let Some((key, scalars)) = map.next_entry::<String, Scalars>()? {
            if entries.iter().any(|(other, _)| other.eq_ignore_ascii_case(&key)) {
                return Err(de::Error::custom(format!("the context holds the key `{key}` twice")));
            }
            let value = match scalars {
                Scalars::One(scalar) => Value::One(scalar.into_text()),
                Scalars::Many(scalars) => Value::Many(scalars.into_iter().map(Scalar::into_text).collect()),
            };
            entries.push((key, value));
        }
        Ok(CaseContext(entries))
    }
}

#[cfg(test)]
mod tests;
