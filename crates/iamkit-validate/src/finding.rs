//! What is found in a document: by which rule, how grave, where, and in which words.

use std::fmt;

use iamkit_policy::fact::Facts;

use crate::location::Location;

/// How grave a finding is (`findingType` of AWS's API)
///
/// ```
/// use iamkit_validate::Severity;
///
/// assert!(Severity::Error > Severity::SecurityWarning && Severity::Warning > Severity::Suggestion);
/// assert_eq!(Severity::SecurityWarning.as_str(), "SECURITY_WARNING");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The document works, and could be better written.
    Suggestion,
    /// The document works, and probably not as meant.
    Warning,
    /// The document gives access that is overly permissive.
    SecurityWarning,
    /// The document, or a part of it, doesn't work.
    Error,
}

impl Severity {
    /// All of them, the gravest first.
    pub const ALL: [Self; 4] = [Self::Error, Self::SecurityWarning, Self::Warning, Self::Suggestion];

    /// The name in AWS's API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "ERROR",
            Self::SecurityWarning => "SECURITY_WARNING",
            Self::Warning => "WARNING",
            Self::Suggestion => "SUGGESTION",
        }
    }

    /// How the anchors of AWS's page on policy checks call it.
    fn anchor(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::SecurityWarning => "security-warning",
            Self::Warning => "general-warning",
            Self::Suggestion => "suggestion",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Something found in a document
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The rule's code: as AWS writes it (`issueCode`), or in lower case for those beyond AWS's.
    pub code: &'static str,
    /// How grave it is (`findingType`).
    pub severity: Severity,
    /// What is found and what to do about it (`findingDetails`, in words of our own).
    pub message: String,
    /// Where, never empty (`locations`).
    pub locations: Vec<Location>,
    /// What it takes for granted; AWS's own findings say nothing of it.
    pub facts: Facts,
    /// What shows that it is so.
    pub evidence: FindingEvidence,
}

/// What shows that a finding is so
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum FindingEvidence {
    /// The text, beside what is known of AWS.
    #[default]
    Text,
    /// A proof over all requests.
    Proof,
    /// Requests, each of which the engine has decided.
    #[cfg(feature = "prove")]
    Requests(Vec<iamkit_prover::Witness>),
}

impl FindingEvidence {
    /// Its kind, in a word.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Proof => "proof",
            #[cfg(feature = "prove")]
            Self::Requests(_) => "requests",
        }
    }
}

impl Finding {
    /// Where the rule is explained: on AWS's page (`learnMoreLink`), or in the book for those beyond AWS's.
    pub fn learn_more(&self) -> String {
        learn_more(self.code, self.severity)
    }
}

/// The page of the book that lists the rules.
const BOOK: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs/src/rules.md#");

/// AWS's page of policy checks.
const PAGE: &str = "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html\
    #access-analyzer-reference-policy-checks-";

/// Where a rule is explained: AWS's codes are in capitals, ours in lower case.
pub(crate) fn learn_more(code: &str, severity: Severity) -> String {
    if code.bytes().all(|byte| !byte.is_ascii_uppercase()) {
        return format!("{BOOK}{code}");
    }
    let code = code.to_ascii_lowercase().replace('_', "-");
    format!("{PAGE}{}-{code}", severity.anchor())
}
