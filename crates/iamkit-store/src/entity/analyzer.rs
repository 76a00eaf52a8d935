//! Analyzers of Access Analyzer, with their archive rules and what is kept of their findings.
//!
//! What a finding says follows from the accounts; kept are the times and states that don't, and of each finding what it was
//! about, so that one whose cause is gone can still be told.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::call::Timestamp;
use crate::identity::AnalyzerId;
use crate::label::{ArchiveRuleName, FindingId};
use crate::name::{AccessKeyId, AccountId, ResourceArn};
use crate::tag::Tags;

/// What an analyzer looks for, and where
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AnalyzerKind {
    /// Access from outside of the account
    Account,
    /// Access from outside of the organisation
    Organization,
    /// Access in the account that nobody uses
    AccountUnusedAccess,
    /// Access in the organisation that nobody uses
    OrganizationUnusedAccess,
}

impl AnalyzerKind {
    /// The name, as AWS writes it
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Account => "ACCOUNT",
            Self::Organization => "ORGANIZATION",
            Self::AccountUnusedAccess => "ACCOUNT_UNUSED_ACCESS",
            Self::OrganizationUnusedAccess => "ORGANIZATION_UNUSED_ACCESS",
        }
    }

    /// Whether it looks at all accounts of the organisation
    pub fn is_of_organization(self) -> bool {
        matches!(self, Self::Organization | Self::OrganizationUnusedAccess)
    }

    /// Whether it looks for what nobody uses
    pub fn is_of_unused_access(self) -> bool {
        matches!(self, Self::AccountUnusedAccess | Self::OrganizationUnusedAccess)
    }
}

/// After how long access is unused, and whose access isn't looked at
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnusedAccess {
    /// Days
    pub age: u16,
    /// Users and roles that meet one of these are left out
    #[serde(default)]
    pub exclusions: Vec<Exclusion>,
}

/// Which users and roles are left out: those of the accounts, those with the tags; where both are said, with both
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Exclusion {
    /// Accounts
    pub accounts: Vec<AccountId>,
    /// Tags, one list of which has to be there; an empty value stands for any
    pub tags: Vec<BTreeMap<Box<str>, Box<str>>>,
}

/// What a property of a finding has to be
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Criterion {
    /// One of these
    pub eq: Option<Vec<Box<str>>>,
    /// None of these
    pub neq: Option<Vec<Box<str>>>,
    /// With one of these in it
    pub contains: Option<Vec<Box<str>>>,
    /// There, or not there
    pub exists: Option<bool>,
}

/// What findings have to be, by the names of their properties
pub type FindingFilter = BTreeMap<Box<str>, Criterion>;

/// A rule by which new findings are archived
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveRule {
    pub(crate) name: ArchiveRuleName,
    pub(crate) filter: FindingFilter,
    pub(crate) create_date: Timestamp,
    pub(crate) update_date: Timestamp,
}

impl ArchiveRule {
    /// The name
    pub fn name(&self) -> &ArchiveRuleName {
        &self.name
    }

    /// Which findings it is for
    pub fn filter(&self) -> &FindingFilter {
        &self.filter
    }

    /// When it was created
    pub fn create_date(&self) -> Timestamp {
        self.create_date
    }

    /// When it was last changed
    pub fn update_date(&self) -> Timestamp {
        self.update_date
    }
}

/// Whether somebody has to look at a finding
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FindingStatus {
    /// Somebody has to
    Active,
    /// Its access is meant
    Archived,
    /// Its cause is gone
    Resolved,
}

impl FindingStatus {
    /// The name, as AWS writes it
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Archived => "ARCHIVED",
            Self::Resolved => "RESOLVED",
        }
    }
}

/// What a finding is about
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindingSubject {
    /// The resource, user or role
    pub resource: ResourceArn,
    /// Its type, as AWS names it
    pub resource_type: Box<str>,
    /// The account that it is of
    pub owner: AccountId,
    /// What was found
    pub access: FoundAccess,
}

/// What was found
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub enum FoundAccess {
    /// Somebody from outside may come in
    External(Box<ExternalAccess>),
    /// A role that nobody assumes
    UnusedRole,
    /// An access key that nobody signs with
    UnusedAccessKey(AccessKeyId),
    /// A password that nobody signs in with
    UnusedPassword,
    /// Services that a user or role may call and doesn't; which, follows from the account
    UnusedPermission,
}

/// How somebody from outside may come in
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExternalAccess {
    /// The kind of the principal in the policy, such as `AWS`
    pub principal_kind: Box<str>,
    /// The principal: an account, an ARN, `*`
    pub principal: Box<str>,
    /// The actions that the statements name and that it may do
    pub actions: Vec<Box<str>>,
    /// The condition keys of the statements with their values
    pub condition: BTreeMap<Box<str>, Box<str>>,
    /// Whether anybody may
    pub is_public: bool,
    /// Why it couldn't be decided whether it may; then it is to be taken to
    pub error: Option<Box<str>>,
}

/// What is kept of a finding
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFinding {
    pub(crate) subject: FindingSubject,
    pub(crate) status: FindingStatus,
    pub(crate) create_date: Timestamp,
    pub(crate) update_date: Timestamp,
}

impl KeptFinding {
    /// What it is about
    pub fn subject(&self) -> &FindingSubject {
        &self.subject
    }

    /// Whether somebody has to look at it
    pub fn status(&self) -> FindingStatus {
        self.status
    }

    /// When it was found
    pub fn create_date(&self) -> Timestamp {
        self.create_date
    }

    /// When it or its status last changed
    pub fn update_date(&self) -> Timestamp {
        self.update_date
    }
}

/// An analyzer
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Analyzer {
    pub(crate) id: AnalyzerId,
    pub(crate) arn: Arc<str>,
    pub(crate) kind: AnalyzerKind,
    pub(crate) unused_access: Option<UnusedAccess>,
    pub(crate) create_date: Timestamp,
    pub(crate) tags: Tags,
    pub(crate) rules: BTreeMap<ArchiveRuleName, ArchiveRule>,
    pub(crate) findings: crate::map::Map<FindingId, Arc<KeptFinding>>,
}

impl Analyzer {
    /// The Region and the name
    pub fn id(&self) -> &AnalyzerId {
        &self.id
    }

    /// The ARN
    pub fn arn(&self) -> &str {
        &self.arn
    }

    /// What it looks for, and where
    pub fn kind(&self) -> AnalyzerKind {
        self.kind
    }

    /// After how long access is unused; nothing of one that looks for access from outside
    pub fn unused_access(&self) -> Option<&UnusedAccess> {
        self.unused_access.as_ref()
    }

    /// When it was created
    pub fn create_date(&self) -> Timestamp {
        self.create_date
    }

    /// Its tags
    pub fn tags(&self) -> &Tags {
        &self.tags
    }

    /// Its archive rules, by name
    pub fn rules(&self) -> impl ExactSizeIterator<Item = &ArchiveRule> {
        self.rules.values()
    }

    /// An archive rule
    pub fn rule(&self, name: &ArchiveRuleName) -> Option<&ArchiveRule> {
        self.rules.get(name)
    }

    /// Its findings as they were when somebody last looked, by id
    pub fn findings(&self) -> impl ExactSizeIterator<Item = (&FindingId, &Arc<KeptFinding>)> {
        self.findings.iter()
    }

    /// A finding as it was when somebody last looked
    pub fn finding(&self, id: &FindingId) -> Option<&Arc<KeptFinding>> {
        self.findings.get(id)
    }
}
