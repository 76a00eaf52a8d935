//! The custom policy checks of IAM Access Analyzer, offline: requests and answers in the shape of its API.
//!
//! `CheckNoNewAccess`, `CheckAccessNotGranted` and `CheckNoPublicAccess` are questions to the prover; here are their JSON
//! forms. AWS answers `PASS` or `FAIL`; what the prover can't decide becomes one of the two as the caller wishes, and
//! says so in its message.
//!
//! ```
//! use iamkit::access_check::{CheckNoNewAccess, UnknownAs};
//! use iamkit::prover::{Limits, Universe};
//!
//! let request: CheckNoNewAccess = serde_json::from_str(r#"{
//!     "existingPolicyDocument": "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"s3:Get*\", \"Resource\": \"*\"}}",
//!     "newPolicyDocument": "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\": \"*\"}}",
//!     "policyType": "IDENTITY_POLICY"}"#)?;
//! let checked = request.check(&Universe::real(), &Limits::default())?;
//! let json = serde_json::to_value(checked.response(UnknownAs::Fail))?;
//! assert_eq!(json["result"], "FAIL");
//! assert_eq!(json["reasons"][0]["statementIndex"], 0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use iamkit_engine::PolicyKind;
use iamkit_policy::{LoadError, PolicyDocument, load};
use iamkit_prover::{
    Access, AccessSpecError, Check, CompileErrors, Finding, Limits, StatementPlace, Universe,
    check_access_not_granted, check_no_new_access, check_no_public_access,
};
use serde::{Deserialize, Serialize};

/// How many entries `access` may have, as AWS has it
pub const MAX_ACCESS: usize = 1;
/// How many actions, and how many resources, an entry of `access` may have, as AWS has it
pub const MAX_NAMES: usize = 100;

/// What the policies are attached to
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PolicyType {
    /// A user, group or role.
    IdentityPolicy,
    /// A resource.
    ResourcePolicy,
}

impl From<PolicyType> for PolicyKind {
    fn from(policy_type: PolicyType) -> Self {
        match policy_type {
            PolicyType::IdentityPolicy => Self::Identity,
            PolicyType::ResourcePolicy => Self::Resource,
        }
    }
}

/// A request of `CheckNoNewAccess`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CheckNoNewAccess {
    /// The reference, as JSON text.
    pub existing_policy_document: String,
    /// The policy that may allow nothing beyond it, as JSON text.
    pub new_policy_document: String,
    /// What both are attached to.
    pub policy_type: PolicyType,
}

/// A request of `CheckAccessNotGranted`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CheckAccessNotGranted {
    /// The policy, as JSON text.
    pub policy_document: String,
    /// What it may not allow: at most [`MAX_ACCESS`] entries.
    pub access: Vec<AccessEntry>,
    /// What it is attached to.
    pub policy_type: PolicyType,
}

/// Actions on resources; without actions every action, without resources every resource
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AccessEntry {
    /// At most [`MAX_NAMES`] actions, perhaps with wildcards.
    pub actions: Vec<String>,
    /// At most [`MAX_NAMES`] resources, perhaps with wildcards.
    pub resources: Vec<String>,
}

/// A request of `CheckNoPublicAccess`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CheckNoPublicAccess {
    /// The policy, as JSON text.
    pub policy_document: String,
    /// What it is attached to, such as `AWS::S3::Bucket`.
    pub resource_type: String,
}

/// An answer as AWS gives it
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckResponse {
    /// `PASS` or `FAIL`.
    pub result: &'static str,
    /// The answer in a sentence.
    pub message: String,
    /// What the policy allows that it should not, statement by statement, or what could not be decided.
    pub reasons: Vec<ReasonSummary>,
}

/// One reason of an answer
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReasonSummary {
    /// What is allowed, with a request that shows it.
    pub description: String,
    /// The statement's place in the policy, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement_index: Option<usize>,
    /// Its `Sid`, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement_id: Option<String>,
}

/// What an undecided check is taken for
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UnknownAs {
    /// Not shown to be right is not right.
    #[default]
    Fail,
    /// Not shown to be wrong is not wrong.
    Pass,
}

/// Why a check can't be made
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AccessCheckError {
    /// A document can't be read.
    #[error("`{member}`: {source}")]
    Document {
        /// The member of the request.
        member: &'static str,
        /// Why.
        source: LoadError,
    },
    /// A statement may not stand in a policy of the kind.
    #[error("`{member}`: {source}")]
    Kind {
        /// The member of the request.
        member: &'static str,
        /// Why.
        source: CompileErrors,
    },
    /// A list is too long.
    #[error("`{member}` has {count} entries, the limit is {limit}")]
    TooMany {
        /// The member of the request.
        member: &'static str,
        /// How many entries it has.
        count: usize,
        /// How many it may have.
        limit: usize,
    },
    /// AWS has no such check for a resource of the type.
    #[error("`resourceType`: `{0}` is none of the types that can be checked")]
    ResourceType(String),
    /// The actions and resources make no statement.
    #[error("`access`: {0}")]
    Access(#[from] AccessSpecError),
}

/// The resource types that `CheckNoPublicAccess` knows, and the kind of policy that each has.
const RESOURCE_TYPES: [(&str, PolicyKind); 26] = [
    ("AWS::ApiGateway::RestApi", PolicyKind::Resource),
    ("AWS::Backup::BackupVault", PolicyKind::Resource),
    ("AWS::CloudTrail::Dashboard", PolicyKind::Resource),
    ("AWS::CloudTrail::EventDataStore", PolicyKind::Resource),
    ("AWS::CodeArtifact::Domain", PolicyKind::Resource),
    ("AWS::DynamoDB::Stream", PolicyKind::Resource),
    ("AWS::DynamoDB::Table", PolicyKind::Resource),
    ("AWS::EFS::FileSystem", PolicyKind::Resource),
    ("AWS::IAM::AssumeRolePolicyDocument", PolicyKind::Trust),
    ("AWS::KMS::Key", PolicyKind::Key),
    ("AWS::Kinesis::Stream", PolicyKind::Resource),
    ("AWS::Kinesis::StreamConsumer", PolicyKind::Resource),
    ("AWS::Lambda::Function", PolicyKind::Resource),
    ("AWS::OpenSearchService::Domain", PolicyKind::Resource),
    ("AWS::S3::AccessPoint", PolicyKind::Resource),
    ("AWS::S3::Bucket", PolicyKind::Resource),
    ("AWS::S3::Glacier", PolicyKind::Resource),
    ("AWS::S3Express::AccessPoint", PolicyKind::Resource),
    ("AWS::S3Express::DirectoryBucket", PolicyKind::Resource),
    ("AWS::S3Outposts::AccessPoint", PolicyKind::Resource),
    ("AWS::S3Outposts::Bucket", PolicyKind::Resource),
    ("AWS::S3Tables::Table", PolicyKind::Resource),
    ("AWS::S3Tables::TableBucket", PolicyKind::Resource),
    ("AWS::SNS::Topic", PolicyKind::Resource),
    ("AWS::SQS::Queue", PolicyKind::Resource),
    ("AWS::SecretsManager::Secret", PolicyKind::Resource),
];

impl CheckNoNewAccess {
    /// Makes the check.
    ///
    /// # Errors
    /// [`AccessCheckError::Document`] and [`AccessCheckError::Kind`].
    pub fn check(&self, universe: &Universe<'_>, limits: &Limits) -> Result<Checked, AccessCheckError> {
        let kind = self.policy_type.into();
        let reference = Side::read("existingPolicyDocument", &self.existing_policy_document, kind)?;
        let candidate = Side::read("newPolicyDocument", &self.new_policy_document, kind)?;
        let check = check_no_new_access(&reference.access, &candidate.access, universe, limits);
        Ok(Checked { document: candidate.document, check, asked: "the new policy grants no new access" })
    }
}

impl CheckAccessNotGranted {
    /// Makes the check.
    ///
    /// # Errors
    /// [`AccessCheckError::Document`], [`AccessCheckError::Kind`], [`AccessCheckError::TooMany`] and
    /// [`AccessCheckError::Access`].
    pub fn check(&self, universe: &Universe<'_>, limits: &Limits) -> Result<Checked, AccessCheckError> {
        at_most("access", self.access.len(), MAX_ACCESS)?;
        let policy = Side::read("policyDocument", &self.policy_document, self.policy_type.into())?;
        let everything = AccessEntry::default();
        let entry = self.access.first().unwrap_or(&everything);
        at_most("access.actions", entry.actions.len(), MAX_NAMES)?;
        at_most("access.resources", entry.resources.len(), MAX_NAMES)?;
        let (actions, resources) = (texts(&entry.actions), texts(&entry.resources));
        let check = check_access_not_granted(&policy.access, &actions, &resources, universe, limits)?;
        Ok(Checked { document: policy.document, check, asked: "the policy grants none of the access" })
    }
}

impl CheckNoPublicAccess {
    /// What kind of policy a resource of the type has.
    ///
    /// # Errors
    /// [`AccessCheckError::ResourceType`].
    pub fn policy_kind(&self) -> Result<PolicyKind, AccessCheckError> {
        let known = RESOURCE_TYPES.iter().find(|(name, _)| *name == self.resource_type);
        let (_, kind) = known.ok_or_else(|| AccessCheckError::ResourceType(self.resource_type.clone()))?;
        Ok(*kind)
    }

    /// Makes the check.
    ///
    /// # Errors
    /// [`AccessCheckError::ResourceType`], [`AccessCheckError::Document`] and [`AccessCheckError::Kind`].
    pub fn check(&self, universe: &Universe<'_>, limits: &Limits) -> Result<Checked, AccessCheckError> {
        let policy = Side::read("policyDocument", &self.policy_document, self.policy_kind()?)?;
        let check = check_no_public_access(&policy.access, universe, limits);
        Ok(Checked { document: policy.document, check, asked: "the policy grants no public access" })
    }
}

/// A document and its compiled form.
struct Side {
    document: PolicyDocument,
    access: Access,
}

impl Side {
    fn read(member: &'static str, text: &str, kind: PolicyKind) -> Result<Self, AccessCheckError> {
        let loaded = load(text.as_bytes()).and_then(|loaded| loaded.pick(None));
        let document =
            loaded.map_err(|source| AccessCheckError::Document { member, source })?.into_document();
        let access =
            Access::policy(&document, kind).map_err(|source| AccessCheckError::Kind { member, source })?;
        Ok(Self { document, access })
    }
}

fn texts(list: &[String]) -> Vec<&str> {
    list.iter().map(String::as_str).collect()
}

fn at_most(member: &'static str, count: usize, limit: usize) -> Result<(), AccessCheckError> {
    if limit < count { Err(AccessCheckError::TooMany { member, count, limit }) } else { Ok(()) }
}

/// A check that was made, and of which document
#[derive(Debug, Clone)]
pub struct Checked {
    document: PolicyDocument,
    check: Check,
    asked: &'static str,
}

impl Checked {
    /// What the prover found.
    pub fn check(&self) -> &Check {
        &self.check
    }

    /// The answer as AWS would give it.
    pub fn response(&self, unknown_as: UnknownAs) -> CheckResponse {
        let asked = self.asked;
        match (&self.check, unknown_as) {
            (Check::Pass, _) => CheckResponse {
                result: "PASS",
                message: format!("It is proven that {asked}."),
                reasons: vec![],
            },
            (Check::Fail(findings), _) => CheckResponse {
                result: "FAIL",
                message: format!("It is not so that {asked}."),
                reasons: findings.iter().flat_map(|finding| self.reasons(finding)).collect(),
            },
            (Check::Unknown(unknown), unknown_as) => CheckResponse {
                result: if unknown_as == UnknownAs::Pass { "PASS" } else { "FAIL" },
                message: format!("It could not be decided whether {asked}."),
                reasons: unknown.iter().map(|unknown| ReasonSummary::new(unknown.to_string())).collect(),
            },
        }
    }

    /// A reason for each statement that allows the witness.
    fn reasons(&self, finding: &Finding) -> Vec<ReasonSummary> {
        let difference = &finding.difference;
        let description = format!(
            "allows {} {}, for example {}",
            difference.actions.join(", "),
            difference.terms,
            difference.witness
        );
        let reason = |place: &StatementPlace| ReasonSummary {
            statement_index: Some(place.statement),
            statement_id: self.sid(place.statement),
            ..ReasonSummary::new(description.clone())
        };
        match finding.statements.as_slice() {
            [] => vec![ReasonSummary::new(description)],
            statements => statements.iter().map(reason).collect(),
        }
    }

    fn sid(&self, statement: usize) -> Option<String> {
        Some(self.document.statements().get(statement)?.sid()?.to_owned())
    }
}

impl ReasonSummary {
    fn new(description: String) -> Self {
        Self { description, statement_index: None, statement_id: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(request: &str) -> String {
        let request: CheckAccessNotGranted = serde_json::from_str(request).unwrap();
        request.check(&Universe::real(), &Limits::default()).unwrap_err().to_string()
    }

    #[test]
    fn bad_members_are_named() {
        let document = r#""policyDocument": "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\"}}""#;
        let broken = r#"{"policyDocument": "{", "access": [], "policyType": "IDENTITY_POLICY"}"#;
        assert!(error(broken).starts_with("`policyDocument`: "));
        let two = format!(r#"{{{document}, "access": [{{}}, {{}}], "policyType": "IDENTITY_POLICY"}}"#);
        assert_eq!(error(&two), "`access` has 2 entries, the limit is 1");
        let lacking = format!(r#"{{{document}, "access": [], "policyType": "IDENTITY_POLICY"}}"#);
        assert!(error(&lacking).contains("`Resource` or `NotResource` is missing"), "{}", error(&lacking));
        let unknown: CheckNoPublicAccess =
            serde_json::from_str(r#"{"policyDocument": "{}", "resourceType": "AWS::Nothing"}"#).unwrap();
        let error = unknown.check(&Universe::real(), &Limits::default()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`resourceType`: `AWS::Nothing` is none of the types that can be checked"
        );
    }

    #[test]
    fn unknown_members_are_refused() {
        let text = r#"{"policyDocument": "{}", "resourceType": "AWS::S3::Bucket", "access": []}"#;
        assert!(serde_json::from_str::<CheckNoPublicAccess>(text).is_err());
    }

    #[test]
    fn what_is_undecided_is_what_the_caller_takes_it_for() {
        let request = CheckNoNewAccess {
            existing_policy_document: statement("arn:aws:s3:::a*b*c*/*"),
            new_policy_document: statement("arn:aws:s3:::a*c*/*"),
            policy_type: PolicyType::IdentityPolicy,
        };
        let limits = Limits { max_states: 2, ..Limits::default() };
        let checked = request.check(&Universe::Strings, &limits).unwrap();
        assert!(matches!(checked.check(), Check::Unknown(_)));
        let (fail, pass) = (checked.response(UnknownAs::Fail), checked.response(UnknownAs::Pass));
        assert_eq!((fail.result, pass.result), ("FAIL", "PASS"));
        assert_eq!(fail.message, "It could not be decided whether the new policy grants no new access.");
        assert!(fail.reasons[0].description.contains("more than 2 states"), "{:?}", fail.reasons);
    }

    fn statement(resource: &str) -> String {
        format!(
            r#"{{"Statement": {{"Sid": "One", "Effect": "Allow", "Action": "s3:*", "Resource": "{resource}"}}}}"#
        )
    }

    #[test]
    fn reasons_name_the_statement() {
        let request = CheckNoNewAccess {
            existing_policy_document: statement("arn:aws:s3:::a"),
            new_policy_document: statement("arn:aws:s3:::a*"),
            policy_type: PolicyType::IdentityPolicy,
        };
        let checked = request.check(&Universe::real(), &Limits::default()).unwrap();
        let reason = checked.response(UnknownAs::Fail).reasons.remove(0);
        assert_eq!((reason.statement_index, reason.statement_id.as_deref()), (Some(0), Some("One")));
        assert!(reason.description.contains("arn:aws:s3:::a"), "{}", reason.description);
    }
}
