//! The case format: one request, the policies of each layer, and what AWS answers.
//!
//! Unknown fields are rejected, and so are the same context key twice in whatever letter case (S34), a request with no
//! resource or two notions of it, and an expectation of both an answer and an error: a case is never answered by leaving
//! a part of it out.

mod context;
mod expect;
mod policies;
mod request;

use serde::Deserialize;

pub use context::{CaseContext, Value};
pub use expect::{DecidedBy, Expect, ExpectedAnswer, ExpectedDecision};
pub use policies::{Layers, NamedPolicy};
pub use request::{AwsCaller, CasePrincipal, CaseRequest, CaseResource, FederatedCaller};

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

impl Case {
    /// What the voices are asked; `is_wildcard_only` says of an action whether it has no resource types (S25), where
    /// the case doesn't.
    pub fn situation(&self, is_wildcard_only: impl Fn(&str) -> bool) -> Situation {
        let mut request = self.request.clone();
        request.wildcard_only.get_or_insert_with(|| is_wildcard_only(&self.request.action));
        Situation { request, policies: self.policies.clone() }
    }
}

/// A request and the policies around it: all that a decision hangs on
#[derive(Debug, Clone)]
pub struct Situation {
    /// What is asked; `wildcard_only` that isn't given counts as no.
    pub request: CaseRequest,
    /// The policies, layer by layer.
    pub policies: Layers,
}

/// A question: a case without its answer, as a file for a command has it
///
/// A whole case is a question too; what it says besides is not looked at.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Question {
    request: CaseRequest,
    policies: Layers,
    #[serde(rename = "id")]
    _id: Option<String>,
    #[serde(rename = "source")]
    _source: Option<String>,
    #[serde(rename = "confidence")]
    _confidence: Option<Confidence>,
    #[serde(rename = "expect")]
    _expect: Option<Expect>,
}

/// Reads a situation: a case, or its `request` and `policies` alone.
///
/// # Errors
/// As [`read`].
pub fn read_situation(text: &str) -> Result<Situation, CaseError> {
    let Question { request, policies, .. } = serde_json::from_str(text).map_err(CaseError)?;
    Ok(Situation { request, policies })
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
/// When the text is no JSON, or something in it is missing, unknown, of the wrong type or given twice; with line and
/// column.
pub fn read(text: &str) -> Result<Vec<Case>, CaseError> {
    if text.trim_start().starts_with('[') {
        return serde_json::from_str(text).map_err(CaseError);
    }
    serde_json::from_str(text).map(|case| vec![case]).map_err(CaseError)
}

#[cfg(test)]
mod tests;
