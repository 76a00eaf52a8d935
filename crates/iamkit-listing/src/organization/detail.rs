//! An organisation as it is listed, and what was read of the answers about it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use iamkit_policy::PolicyDocument;
use iamkit_store::{
    AccountId, ControlPolicyId, ControlPolicyKind, ControlPolicyName, Description, OrganizationId,
    OrganizationalUnitId, OrganizationalUnitName, Parent, RootId, Target,
};

use crate::details::{Note, Problem, ProblemLocation};

use iamkit_policy::shown::called;

/// An organisation as it is listed
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationDetails {
    pub(super) id: OrganizationId,
    pub(super) root: RootId,
    pub(super) management_account: AccountId,
    pub(super) kinds: BTreeSet<ControlPolicyKind>,
    pub(super) units: BTreeMap<OrganizationalUnitId, (OrganizationalUnitName, Parent)>,
    pub(super) members: BTreeMap<AccountId, Parent>,
    pub(super) policies: BTreeMap<ControlPolicyId, PolicyDetail>,
    pub(super) targets: BTreeMap<ControlPolicyId, Vec<Target>>,
}

/// A control policy as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PolicyDetail {
    pub(super) kind: ControlPolicyKind,
    pub(super) name: ControlPolicyName,
    pub(super) description: Option<Description>,
    pub(super) document: Arc<PolicyDocument>,
    pub(super) is_aws_managed: bool,
}

/// What was read of the answers about an organisation
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationReading {
    pub(super) details: Option<OrganizationDetails>,
    pub(super) locations: BTreeMap<String, ProblemLocation>,
    pub(super) problems: Vec<Problem>,
    pub(super) untaken: Vec<String>,
    pub(super) notes: Vec<Note>,
    pub(super) is_whole: bool,
}

impl OrganizationReading {
    /// The same reading beside files that couldn't be read as text, and could have said anything of anybody.
    #[must_use]
    pub fn beside_unread(mut self, unread: Vec<Problem>) -> Self {
        if !unread.is_empty() {
            self.details = None;
            self.untaken = vec![ORGANIZATION.to_owned()];
            self.is_whole = false;
            self.problems.splice(0..0, unread);
        }
        self
    }

    /// The organisation of all that has no problem and refers to nothing that has one
    ///
    /// None without its root, and none where an answer can't be read: it could have said anything of anybody.
    pub fn details(&self) -> Option<&OrganizationDetails> {
        self.details.as_ref()
    }

    /// Everything that is wrong, source by source and place by place.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// What was not taken, sorted.
    pub fn untaken(&self) -> &[String] {
        &self.untaken
    }

    /// Members that aren't known here, sorted.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// Where something stands, by its kind and id such as ``organisational unit `ou-…` ``.
    pub fn location(&self, entity: &str) -> Option<&ProblemLocation> {
        self.locations.get(entity)
    }

    /// Whether an account can't be taken either, as control policies that aren't known could deny what it allows.
    pub fn withholds(&self, account: &AccountId) -> bool {
        let label = Target::Account(account.clone()).to_string();
        !self.is_whole || self.untaken.binary_search(&label).is_ok()
    }
}

/// What the whole is called.
pub(super) const ORGANIZATION: &str = "organisation";

/// What a control policy is called.
pub(super) fn policy_label(id: &str) -> String {
    called("control policy", id)
}

/// What the attachment of a control policy is called.
pub(super) fn attachment_label(policy: &str, target: &str) -> String {
    format!("{} of the {target}", policy_label(policy))
}
