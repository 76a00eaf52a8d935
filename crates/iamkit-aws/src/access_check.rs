//! The custom policy checks of IAM Access Analyzer, offline: requests and answers in the shape of its API.
//!
//! `CheckNoNewAccess`, `CheckAccessNotGranted` and `CheckNoPublicAccess` are questions to the prover; here are their JSON
//! forms. AWS answers `PASS` or `FAIL`; what the prover can't decide becomes one of the two as the caller wishes, and
//! says so in its message.
//!
//! ```
//! use iamkit_aws::access_check::{CheckNoNewAccess, UnknownAs};
//! use iamkit_prover::{Limits, Universe};
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
use iamkit_policy::fact::Fact;
use iamkit_policy::shown::{self, Shown};
use iamkit_policy::{LoadError, PolicyDocument, load};
use iamkit_prover::{
    Access, AccessSpecError, Check, CheckFinding, CompileErrors, Limits, StatementPlace, Universe,
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
#[non_exhaustive]
pub enum AccessCheckPolicyType {
    /// A user, group or role.
    IdentityPolicy,
    /// A resource.
    ResourcePolicy,
}

impl AccessCheckPolicyType {
    /// The type that AWS has for a kind of policy: those of resources say for whom they are.
    pub fn of_kind(kind: PolicyKind) -> Self {
        if kind.names_principals() { Self::ResourcePolicy } else { Self::IdentityPolicy }
    }

    /// What kind of policy the documents are: to AWS, key policies and trust policies are policies of resources too.
    ///
    /// The trust policy of a role is known by its having no resource, a key's by the actions, where all documents agree.
    fn kind_of(self, documents: &[&PolicyDocument]) -> PolicyKind {
        let mut kinds = documents.iter().map(|document| PolicyKind::of_document(document));
        match (self, kinds.next()) {
            (Self::IdentityPolicy, _) => PolicyKind::Identity,
            (Self::ResourcePolicy, Some(first))
                if first.names_principals() && kinds.all(|kind| kind == first) =>
            {
                first
            }
            (Self::ResourcePolicy, _) => PolicyKind::Resource,
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
    pub policy_type: AccessCheckPolicyType,
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
    pub policy_type: AccessCheckPolicyType,
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
    /// The kind of policy that was checked, such as `trust`.
    pub kind: &'static str,
    /// The facts by which it passes, by their ids.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<&'static str>,
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
    #[error("`{member}`: {why}")]
    Document {
        /// The member of the request.
        member: &'static str,
        /// Why.
        why: LoadError,
    },
    /// A statement may not stand in a policy of the kind.
    #[error("`{member}`: {why}")]
    Kind {
        /// The member of the request.
        member: &'static str,
        /// Why.
        why: CompileErrors,
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
    #[error("`resourceType`: `{}` is none of the types that can be checked", Shown::value(.0))]
    ResourceType(String),
    /// Something is asked that can't be meant.
    #[error("`{member}`: {why}")]
    Question {
        /// The member of the request.
        member: &'static str,
        /// Why.
        why: AccessSpecError,
    },
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
    /// Makes the check: of identity policies, or of the policies of resources, those of keys and roles among them.
    ///
    /// # Errors
    /// [`AccessCheckError::Document`] and [`AccessCheckError::Kind`].
    pub fn check(&self, universe: &Universe<'_>, limits: &Limits) -> Result<Checked, AccessCheckError> {
        self.check_as(None, universe, limits)
    }

    /// Makes the check of policies of some kind, whatever `policyType` says; without one as [`check`](Self::check).
    ///
    /// # Errors
    /// As [`check`](Self::check).
    pub fn check_as(
        &self,
        kind: Option<PolicyKind>,
        universe: &Universe<'_>,
        limits: &Limits,
    ) -> Result<Checked, AccessCheckError> {
        let reference = read("existingPolicyDocument", &self.existing_policy_document)?;
        let candidate = read("newPolicyDocument", &self.new_policy_document)?;
        let kind = kind.unwrap_or_else(|| self.policy_type.kind_of(&[&reference, &candidate]));
        let of_reference = compiled("existingPolicyDocument", &reference, kind)?;
        let of_candidate = compiled("newPolicyDocument", &candidate, kind)?;
        let check = check_no_new_access(&of_reference, &of_candidate, universe, limits);
        Ok(Checked { document: candidate, kind, check, asked: "the new policy grants no new access" })
    }
}

impl CheckAccessNotGranted {
    /// Makes the check.
    ///
    /// # Errors
    /// [`AccessCheckError::Document`], [`AccessCheckError::Kind`], [`AccessCheckError::TooMany`] and
    /// [`AccessCheckError::Question`].
    pub fn check(&self, universe: &Universe<'_>, limits: &Limits) -> Result<Checked, AccessCheckError> {
        self.check_as(None, universe, limits)
    }

    /// Makes the check of a policy of some kind, whatever `policyType` says; without one as [`check`](Self::check).
    ///
    /// # Errors
    /// As [`check`](Self::check).
    pub fn check_as(
        &self,
        kind: Option<PolicyKind>,
        universe: &Universe<'_>,
        limits: &Limits,
    ) -> Result<Checked, AccessCheckError> {
        at_most("access", self.access.len(), MAX_ACCESS)?;
        let document = read("policyDocument", &self.policy_document)?;
        let kind = kind.unwrap_or_else(|| self.policy_type.kind_of(&[&document]));
        let policy = compiled("policyDocument", &document, kind)?;
        let everything = AccessEntry::default();
        let entry = self.access.first().unwrap_or(&everything);
        at_most("access.actions", entry.actions.len(), MAX_NAMES)?;
        at_most("access.resources", entry.resources.len(), MAX_NAMES)?;
        let (actions, resources) = (texts(&entry.actions), texts(&entry.resources));
        let check = check_access_not_granted(&policy, &actions, &resources, universe, limits)
            .map_err(|why| AccessCheckError::Question { member: "access", why })?;
        Ok(Checked { document, kind, check, asked: "the policy grants none of the access" })
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
    /// [`AccessCheckError::ResourceType`], [`AccessCheckError::Document`], [`AccessCheckError::Kind`] and
    /// [`AccessCheckError::Question`].
    pub fn check(&self, universe: &Universe<'_>, limits: &Limits) -> Result<Checked, AccessCheckError> {
        let kind = self.policy_kind()?;
        let document = read("policyDocument", &self.policy_document)?;
        let policy = compiled("policyDocument", &document, kind)?;
        let check = check_no_public_access(&policy, universe, limits)
            .map_err(|why| AccessCheckError::Question { member: "policyDocument", why })?;
        Ok(Checked { document, kind, check, asked: "the policy grants no public access" })
    }
}

fn read(member: &'static str, text: &str) -> Result<PolicyDocument, AccessCheckError> {
    let loaded = load(text.as_bytes()).and_then(|loaded| loaded.pick(None));
    Ok(loaded.map_err(|why| AccessCheckError::Document { member, why })?.into_document())
}

fn compiled(
    member: &'static str,
    document: &PolicyDocument,
    kind: PolicyKind,
) -> Result<Access, AccessCheckError> {
    Access::policy(document, kind).map_err(|why| AccessCheckError::Kind { member, why })
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
    kind: PolicyKind,
    check: Check,
    asked: &'static str,
}

impl Checked {
    /// What kind of policy was checked.
    pub fn kind(&self) -> PolicyKind {
        self.kind
    }

    /// What the prover found.
    pub fn check(&self) -> &Check {
        &self.check
    }

    /// The answer as AWS would give it.
    pub fn response(&self, unknown_as: UnknownAs) -> CheckResponse {
        let (asked, kind, facts) = (self.asked, self.kind.as_str(), Vec::new());
        match (&self.check, unknown_as) {
            (Check::Pass(facts), _) => CheckResponse {
                result: "PASS",
                kind,
                facts: facts.iter().map(Fact::id).collect(),
                message: format!("It is proven that {asked}."),
                reasons: vec![],
            },
            (Check::Fail(findings), _) => CheckResponse {
                result: "FAIL",
                kind,
                facts,
                message: format!("It is not so that {asked}."),
                reasons: findings.iter().flat_map(|finding| self.reasons(finding)).collect(),
            },
            (Check::Unknown(unknown), unknown_as) => CheckResponse {
                result: if unknown_as == UnknownAs::Pass { "PASS" } else { "FAIL" },
                kind,
                facts,
                message: format!("It could not be decided whether {asked}."),
                reasons: unknown.iter().map(|unknown| ReasonSummary::new(unknown.to_string())).collect(),
            },
        }
    }

    /// A reason for each statement that allows the witness.
    fn reasons(&self, finding: &CheckFinding) -> Vec<ReasonSummary> {
        let difference = &finding.difference;
        let description = format!(
            "allows {} {}, for example {}",
            shown::joined(&difference.actions, ", "),
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
    fn trust_policies_and_key_policies_arrive_as_policies_of_resources() {
        let trust = |principal: &str| {
            format!(
                r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Principal": {principal}, "Action": "sts:AssumeRole"}}}}"#
            )
        };
        let key = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "222233334444"},
            "Action": "kms:Decrypt", "Resource": "*"}}"#;
        let check = |existing: &str, new: &str| {
            let request = CheckNoNewAccess {
                existing_policy_document: existing.to_owned(),
                new_policy_document: new.to_owned(),
                policy_type: AccessCheckPolicyType::ResourcePolicy,
            };
            let response =
                request.check(&Universe::real(), &Limits::default()).unwrap().response(UnknownAs::Fail);
            (response.kind, response.result)
        };
        let (one, two) =
            (trust(r#"{"AWS": "222233334444"}"#), trust(r#"{"AWS": ["222233334444", "333344445555"]}"#));
        assert_eq!(check(&two, &one), ("trust", "PASS"));
        assert_eq!(check(&one, &two), ("trust", "FAIL"));
        assert_eq!(check(key, key), ("key", "PASS"));
        assert_eq!(check(key, &one).0, "resource");
    }

    #[test]
    fn a_check_can_be_made_of_policies_of_any_kind() {
        let document = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}}"#;
        let request = CheckAccessNotGranted {
            policy_document: document.into(),
            access: vec![AccessEntry { actions: vec!["sqs:SendMessage".into()], resources: vec![] }],
            policy_type: AccessCheckPolicyType::IdentityPolicy,
        };
        for kind in [PolicyKind::Boundary, PolicyKind::Session, PolicyKind::ServiceControl] {
            let checked = request.check_as(Some(kind), &Universe::real(), &Limits::default()).unwrap();
            assert_eq!((checked.kind(), checked.response(UnknownAs::Fail).result), (kind, "FAIL"));
        }
    }

    #[test]
    fn questions_that_nobody_can_mean_are_told_once() {
        let request = CheckAccessNotGranted {
            policy_document: statement("*"),
            access: vec![AccessEntry { actions: vec!["s3:GetBuckett".into()], resources: vec![] }],
            policy_type: AccessCheckPolicyType::IdentityPolicy,
        };
        let error = request.check(&Universe::real(), &Limits::default()).unwrap_err();
        assert!(
            error.to_string().starts_with("`access`: `s3:GetBuckett` names no action of the catalog"),
            "{error}"
        );
        assert!(std::error::Error::source(&error).is_none());
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
            policy_type: AccessCheckPolicyType::IdentityPolicy,
        };
        let limits = Limits { max_work: 400, ..Limits::default() };
        let checked = request.check(&Universe::strings(), &limits).unwrap();
        assert!(matches!(checked.check(), Check::Unknown(_)));
        let (fail, pass) = (checked.response(UnknownAs::Fail), checked.response(UnknownAs::Pass));
        assert_eq!((fail.result, pass.result), ("FAIL", "PASS"));
        assert_eq!(fail.message, "It could not be decided whether the new policy grants no new access.");
        assert!(fail.reasons[0].description.contains("more than 400 units of work"), "{:?}", fail.reasons);
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
            policy_type: AccessCheckPolicyType::IdentityPolicy,
        };
        let checked = request.check(&Universe::real(), &Limits::default()).unwrap();
        let reason = checked.response(UnknownAs::Fail).reasons.remove(0);
        assert_eq!((reason.statement_index, reason.statement_id.as_deref()), (Some(0), Some("One")));
        assert!(reason.description.contains("arn:aws:s3:::a"), "{}", reason.description);
    }
}
