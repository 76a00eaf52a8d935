//! The case format: one request, the policies of each layer, and what AWS answers.
//!
//! Unknown fields are rejected, and so are the same context key twice in whatever letter case (S34), a request with no
//! resource or two notions of it, and an expectation of both an answer and an error: a case is never answered by leaving
//! a part of it out.

mod expect;
mod place;

use iamkit_policy::Position;
use iamkit_policy::shown::Shown;
use serde::Deserialize;
use serde::de::IgnoredAny;

pub use crate::situation::{
    AwsCaller, CaseContext, CasePrincipal, CaseRequest, CaseResource, CaseValue, FederatedCaller,
    NamedPolicy, PolicyLayers, Situation,
};
pub use expect::{DecidedBy, Expect, ExpectedAnswer, ExpectedDecision};

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
    pub policies: PolicyLayers,
    /// What AWS answers.
    pub expect: Expect,
}

impl Case {
    /// What the voices are asked; `is_about_star` says of an action whether its requests are about `*` or what they name,
    /// or that nobody knows (S25), where the case doesn't.
    pub fn situation(&self, is_about_star: impl Fn(&str) -> Option<bool>) -> Situation {
        let mut request = self.request.clone();
        request.wildcard_only = request.wildcard_only.or_else(|| is_about_star(&self.request.action));
        Situation { request, policies: self.policies.clone() }
    }
}

/// A question: a case without its answer, as a file for a command has it
///
/// A whole case is a question too; what it says besides is not looked at.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Question {
    request: CaseRequest,
    policies: PolicyLayers,
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
#[error("malformed case: {}", Shown::sentence(&.0.to_string()))]
pub struct CaseError(serde_json::Error);

impl CaseError {
    /// What is wrong, without its place.
    pub fn message(&self) -> String {
        place::message(&self.0)
    }

    /// Where in the text that was read it is, if that is known.
    pub fn position(&self, text: &str) -> Option<Position> {
        place::position(text, 0, &self.0)
    }
}

/// A case that can't be read, with the id that it gives itself
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("case `{}`: {problem}", Shown::value(.id))]
pub struct Unreadable {
    id: String,
    problem: String,
    message: String,
    position: Option<Position>,
}

impl Unreadable {
    /// The id; empty where there is none.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What is wrong, with line and column within the case.
    pub fn problem(&self) -> &str {
        &self.problem
    }

    /// What is wrong, without its place.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Where in the file it is, if that is known.
    pub fn position(&self) -> Option<Position> {
        self.position
    }
}

/// Reads a file, each case by itself: one that can't be read leaves the others.
///
/// ```
/// let cases = iamkit_conformance::case::read_each(r#"[{"id": "a", "source": "S34", "confidence": "doc",
///     "request": {"principal": "*", "action": "s3:GetObject", "resource": "*", "context": {"k": "1", "K": "2"}},
///     "policies": {}, "expect": {"decision": "implicitDeny"}}]"#)?;
/// assert!(cases[0].as_ref().is_err_and(|case| case.id() == "a"));
/// # Ok::<(), iamkit_conformance::case::CaseError>(())
/// ```
///
/// # Errors
/// When the text is no JSON.
pub fn read_each(text: &str) -> Result<Vec<Result<Case, Unreadable>>, CaseError> {
    #[derive(Deserialize)]
    struct Named {
        #[serde(default)]
        id: String,
    }
    // The whole has to be JSON, whatever it says.
    serde_json::from_str::<IgnoredAny>(text).map_err(CaseError)?;
    let read = |(offset, element): (usize, &str)| {
        serde_json::from_str(element).map_err(|error| Unreadable {
            id: serde_json::from_str::<Named>(element).map(|named| named.id).unwrap_or_default(),
            position: place::position(text, offset, &error),
            message: place::message(&error),
            problem: CaseError(error).to_string(),
        })
    };
    Ok(elements(text).into_iter().map(read).collect())
}

/// The text of each element of a list with the bytes before it, or the one text that is no list.
fn elements(text: &str) -> Vec<(usize, &str)> {
    let Some(mut rest) = text.trim_start().strip_prefix('[') else { return vec![(0, text)] };
    let mut elements = Vec::new();
    loop {
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<IgnoredAny>();
        let Some(Ok(_)) = values.next() else { return elements };
        let Some((element, behind)) = rest.split_at_checked(values.byte_offset()) else { return elements };
        elements.push((text.len() - rest.len(), element));
        rest = behind.trim_start().strip_prefix(',').unwrap_or_default();
    }
}

/// Reads a file: one case or a list of them.
///
/// ```
/// let cases = iamkit_conformance::case::read(r#"{"id": "a", "source": "S55", "confidence": "doc",
///     "request": {"principal": "*", "action": "s3:GetObject", "resource": "*"}, "policies": {},
///     "expect": {"decision": "implicitDeny"}}"#)?;
/// assert_eq!(cases[0].id, "a");
/// # Ok::<(), iamkit_conformance::case::CaseError>(())
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
