//! What `aws organizations` lists of an organisation: its root, units, accounts, control policies and where these are
//! attached.
//!
//! Each file is one answer, recognised by its members: `list-roots`, `list-organizational-units-for-parent`,
//! `list-accounts-for-parent`, `list-accounts`, `list-policies`, `describe-policy`, `list-targets-for-policy`. What an
//! answer was asked for isn't in it: the id of the parent or policy has to stand at the end of the file's name, such as
//! `list-targets-for-policy-p-examplepolicy.json`.

mod build;
mod entry;
mod read;
mod resolve;
mod wire;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use iamkit_policy::PolicyDocument;
use iamkit_store::{
    AccountId, ControlPolicyId, ControlPolicyKind, ControlPolicyName, Description, OrganizationId,
    OrganizationalUnitId, OrganizationalUnitName, Parent, RootId, Target,
};

use crate::details::{Location, Note, Problem, ReadingLimits, Source};

use iamkit_policy::shown::called;

/// An organisation as it is listed
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationDetails {
    id: OrganizationId,
    root: RootId,
    management_account: AccountId,
    kinds: BTreeSet<ControlPolicyKind>,
    units: BTreeMap<OrganizationalUnitId, (OrganizationalUnitName, Parent)>,
    members: BTreeMap<AccountId, Parent>,
    policies: BTreeMap<ControlPolicyId, PolicyDetail>,
    targets: BTreeMap<ControlPolicyId, Vec<Target>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct PolicyDetail {
    kind: ControlPolicyKind,
    name: ControlPolicyName,
    description: Option<Description>,
    document: Arc<PolicyDocument>,
    is_aws_managed: bool,
}

/// What was read of the answers about an organisation
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationReading {
    details: Option<OrganizationDetails>,
    locations: BTreeMap<String, Location>,
    problems: Vec<Problem>,
    untaken: Vec<String>,
    notes: Vec<Note>,
    is_whole: bool,
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
    pub fn location(&self, entity: &str) -> Option<&Location> {
        self.locations.get(entity)
    }

    /// Whether an account can't be taken either, as control policies that aren't known could deny what it allows.
    pub fn withholds(&self, account: &AccountId) -> bool {
        let label = Target::Account(account.clone()).to_string();
        !self.is_whole || self.untaken.binary_search(&label).is_ok()
    }
}

/// Reads the answers about one organisation
///
/// Nothing is refused here: what can't be taken is told by [`OrganizationReading::problems`]. What is below an entry
/// that can't be taken can't be taken either, nor can what a control policy is attached to that can't be read.
///
/// # Complexity
/// Linear in the text, times the levels of the organisation where there are problems.
pub fn read(sources: &[Source<'_>]) -> OrganizationReading {
    read_within(sources, &ReadingLimits::default())
}

/// The same within other limits than the default ones
///
/// # Complexity
/// As [`read`].
pub fn read_within(sources: &[Source<'_>], limits: &ReadingLimits) -> OrganizationReading {
    let mut reader = read::Reader::new(sources);
    if let Some(found) = limits.excess_of_bytes(sources) {
        return resolve::refused(reader, found);
    }
    for (index, source) in sources.iter().enumerate() {
        reader.source(index, source);
    }
    match limits.excess_of_entities(reader.answers.len()) {
        Some(found) => resolve::refused(reader, found),
        None => resolve::resolve(reader, sources),
    }
}

/// What the whole is called.
const ORGANIZATION: &str = "organisation";

/// What a control policy is called.
fn policy_label(id: &str) -> String {
    called("control policy", id)
}

/// What the attachment of a control policy is called.
fn attachment_label(policy: &str, target: &str) -> String {
    format!("{} of the {target}", policy_label(policy))
}
