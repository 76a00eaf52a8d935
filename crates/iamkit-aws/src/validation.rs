//! `ValidatePolicy` of IAM Access Analyzer, offline: its request and its response in the shape of the API.
//!
//! ```
//! use iamkit_aws::validation::ValidatePolicyRequest;
//! use iamkit_catalog::Catalog;
//!
//! let request: ValidatePolicyRequest = serde_json::from_str(r#"{
//!     "policyDocument": "{\"Version\": \"2012-10-17\"}", "policyType": "IDENTITY_POLICY"}"#)?;
//! let json = serde_json::to_value(request.validate(Catalog::embedded())?)?;
//! assert_eq!(json["findings"][0]["issueCode"], "MISSING_STATEMENT");
//! assert_eq!(json["findings"][0]["locations"][0]["span"]["start"]["line"], 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use iamkit_catalog::Catalog;
use iamkit_report::validation::ReportedLocation;
use iamkit_validate::{Finding, PolicyResourceType, PolicyType, PolicyTypeError, ValidateError, validate};
use serde::{Deserialize, Serialize};

/// The most findings on a page, and how many there are where none are asked for
pub const MAX_RESULTS: usize = 1_000;

/// A request of `ValidatePolicy`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ValidatePolicyRequest {
    /// The document, as text.
    pub policy_document: String,
    /// As what it is validated.
    pub policy_type: String,
    /// To which type of resource a resource policy is attached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validate_policy_resource_type: Option<String>,
    /// The language of the details, which are in English whatever it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// How many findings a page has, at most [`MAX_RESULTS`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_results: Option<usize>,
    /// Which page is asked for: what the page before it said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// A response of `ValidatePolicy`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ValidatePolicyResponse {
    /// In the order of the document.
    pub findings: Vec<ValidatePolicyFinding>,
    /// What asks for the next page, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// A finding of `ValidatePolicy`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ValidatePolicyFinding {
    /// What it is and what to do about it, in words that aren't AWS's.
    pub finding_details: String,
    /// `ERROR`, `SECURITY_WARNING`, `WARNING` or `SUGGESTION`.
    pub finding_type: String,
    /// The rule's code.
    pub issue_code: String,
    /// Where AWS explains the rule.
    pub learn_more_link: String,
    /// Where it is.
    pub locations: Vec<ReportedLocation>,
}

/// Why a request has no response
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ValidatePolicyError {
    /// No such policy type, or no such type of resource.
    #[error(transparent)]
    Type(#[from] PolicyTypeError),
    /// A type of resource for a policy that is on none.
    #[error("`validatePolicyResourceType` is for `RESOURCE_POLICY` alone")]
    NoResource,
    /// The document isn't validated.
    #[error(transparent)]
    Document(#[from] ValidateError),
    /// The number of findings of a page.
    #[error("`maxResults` is from 1 to {MAX_RESULTS}")]
    MaxResults,
    /// What no page said.
    #[error("`nextToken` is none that a page said")]
    NextToken,
}

impl ValidatePolicyRequest {
    /// Validates the document and answers with the page that is asked for.
    ///
    /// # Errors
    /// A type, number or token that isn't one, and a document that is too large.
    pub fn validate(&self, catalog: &Catalog) -> Result<ValidatePolicyResponse, ValidatePolicyError> {
        let policy_type = self.policy_type()?;
        let first = match self.next_token.as_deref() {
            Some(token) => token.parse::<usize>().map_err(|_| ValidatePolicyError::NextToken)?,
            None => 0,
        };
        let count = self.max_results.unwrap_or(MAX_RESULTS);
        if count == 0 || MAX_RESULTS < count {
            return Err(ValidatePolicyError::MaxResults);
        }
        let findings = validate(&self.policy_document, policy_type, catalog)?;
        let Some(rest) = findings.get(first..) else { return Err(ValidatePolicyError::NextToken) };
        let next = first.saturating_add(count);
        Ok(ValidatePolicyResponse {
            findings: rest.iter().take(count).map(Into::into).collect(),
            next_token: (next < findings.len()).then(|| next.to_string()),
        })
    }

    fn policy_type(&self) -> Result<PolicyType, ValidatePolicyError> {
        let policy_type = self.policy_type.parse()?;
        let resource_type =
            self.validate_policy_resource_type.as_deref().map(str::parse::<PolicyResourceType>);
        match (policy_type, resource_type.transpose()?) {
            (policy_type, None) => Ok(policy_type),
            (PolicyType::Resource(_), resource_type) => Ok(PolicyType::Resource(resource_type)),
            (_, Some(_)) => Err(ValidatePolicyError::NoResource),
        }
    }
}

impl ValidatePolicyResponse {
    /// Everything that was found, on one page.
    pub fn of(findings: &[Finding]) -> Self {
        Self { findings: findings.iter().map(Into::into).collect(), next_token: None }
    }
}

impl From<&Finding> for ValidatePolicyFinding {
    fn from(finding: &Finding) -> Self {
        Self {
            finding_details: finding.message.clone(),
            finding_type: finding.severity.as_str().to_owned(),
            issue_code: finding.code.to_owned(),
            learn_more_link: finding.learn_more(),
            locations: finding.locations.iter().map(Into::into).collect(),
        }
    }
}
