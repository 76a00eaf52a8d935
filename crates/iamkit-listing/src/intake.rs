//! Taking in what was listed: the changes that the store accepts, and everything that can't be taken with its place.
//!
//! What can't be read is told by the readers. What the store refuses – a name that is there already, a quota, a trust
//! policy that names nobody – is found by applying the changes to a copy of what it holds. An entity that is refused is
//! left out with whatever refers to it, and the rest is tried again, until nothing more is refused: so what is taken
//! means what it means in the account.

mod attempt;
mod trusting;

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use iamkit_policy::Arn;
use iamkit_store::{AccountId, Change, Directory, NameError, Partition, PolicyArn, StoreError, Target};

use crate::details::{AuthorizationDetails, Note, Problem, ProblemKind, ProblemLocation, Reading};
use crate::organization::{OrganizationDetails, OrganizationReading};
use crate::policy_files::{PolicyFile, PolicyFiles, file_label};
use crate::resource_policies::{ResourcePolicyFile, ResourcePolicyFiles};
use crate::restore::Restoring;

/// The account that takes policies from files
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyOwner {
    /// The account
    pub account: AccountId,
    /// Its partition, where that is said
    pub partition: Option<Partition>,
}

impl FromStr for PolicyOwner {
    type Err = NameError;

    /// Reads twelve digits, or any ARN of the account, which tells the partition.
    fn from_str(text: &str) -> Result<Self, NameError> {
        let Ok(arn) = text.parse::<Arn>() else {
            return Ok(Self { account: text.parse()?, partition: None });
        };
        Ok(Self { account: arn.account().parse()?, partition: Some(arn.partition().parse()?) })
    }
}

/// The account that takes policies from files is known under another partition
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the account `{account}` is of the partition `{known}`, not of `{given}`")]
pub struct PartitionError {
    account: AccountId,
    known: Partition,
    given: Partition,
}

impl PartitionError {
    /// The error code on the wire.
    pub fn code(&self) -> &'static str {
        "InvalidInput"
    }
}

/// All that was read
#[derive(Debug, Clone, Default)]
pub struct Listings {
    /// The accounts
    pub accounts: Reading,
    /// The organisation above them
    pub organization: Option<OrganizationReading>,
    /// Policies from files, and the account that takes them
    pub policies: Option<(PolicyOwner, PolicyFiles)>,
    /// The policies of resources, and the account that takes those of which nothing says whose they are
    pub resources: Option<(Option<PolicyOwner>, ResourcePolicyFiles)>,
    /// Files that couldn't be read as text
    pub unread: Vec<Problem>,
}

impl Listings {
    /// Members of answers that aren't known, and were therefore not taken
    pub fn notes(&self) -> impl Iterator<Item = &Note> {
        let of_organization = self.organization.iter().flat_map(OrganizationReading::notes);
        self.accounts.notes().iter().chain(of_organization)
    }

    /// What of it can be taken into a directory, and what can't
    ///
    /// # Errors
    /// Where policies are to be taken by an account of another partition.
    ///
    /// # Complexity
    /// Applies all changes to a copy of the directory; again for as long as more is refused. A chain of roles of which
    /// each trusts the one before it is refused at once.
    pub fn intake(
        &self,
        directory: &Directory,
        is_replacing: bool,
        restoring: &Restoring,
    ) -> Result<Intake, PartitionError> {
        let mut taker = Taker {
            listings: self,
            directory,
            is_replacing,
            restoring,
            untaken: BTreeMap::new(),
            intake: Intake {
                accounts: self.accounts.accounts().to_vec(),
                organization: self.organization.as_ref().and_then(|reading| reading.details().cloned()),
                policies: self.policies.iter().flat_map(|(_, files)| files.policies()).cloned().collect(),
                resources: self.resources.iter().flat_map(|(_, files)| files.policies()).cloned().collect(),
                changes: Vec::new(),
                problems: self.problems().cloned().collect(),
                untaken: self.untaken().collect(),
            },
        };
        taker.leave_out_accounts();
        taker.settle(self.partition(directory)?);
        Ok(taker.finish())
    }

    fn problems(&self) -> impl Iterator<Item = &Problem> {
        let of_organization = self.organization.iter().flat_map(OrganizationReading::problems);
        let of_files = self.policies.iter().flat_map(|(_, files)| files.problems());
        let of_resources = self.resources.iter().flat_map(|(_, files)| files.problems());
        let of_accounts = self.unread.iter().chain(self.accounts.problems());
        of_accounts.chain(of_organization).chain(of_files).chain(of_resources)
    }

    fn untaken(&self) -> impl Iterator<Item = String> {
        let of_organization = self.organization.iter().flat_map(OrganizationReading::untaken);
        let of_files = self.policies.iter().flat_map(|(_, files)| files.untaken());
        let files = self.unread.iter().map(|problem| file_label(problem.file()));
        let of_resources = self.resources.iter().flat_map(|(_, files)| files.untaken());
        let of_accounts = self.accounts.untaken().iter().chain(of_organization);
        of_accounts.chain(of_files).chain(of_resources).cloned().chain(files)
    }

    /// The partition of the account that takes policies: as it is said, listed or known.
    fn partition(&self, directory: &Directory) -> Result<Partition, PartitionError> {
        let Some((owner, _)) = &self.policies else { return Ok(Partition::default()) };
        let is_owner = |details: &&AuthorizationDetails| details.account == owner.account;
        let listed = self.accounts.accounts().iter().find(is_owner);
        let listed = listed.and_then(|details| details.partition.parse().ok());
        let known = listed.or_else(|| Some(directory.account(&owner.account).ok()?.partition()));
        match (owner.partition, known) {
            (Some(given), Some(known)) if given != known => {
                Err(PartitionError { account: owner.account.clone(), known, given })
            }
            (given, known) => Ok(given.or(known).unwrap_or_default()),
        }
    }
}

/// What can be taken, with the changes that take it
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intake {
    accounts: Vec<AuthorizationDetails>,
    organization: Option<OrganizationDetails>,
    policies: Vec<PolicyFile>,
    resources: Vec<ResourcePolicyFile>,
    changes: Vec<Change>,
    problems: Vec<Problem>,
    untaken: BTreeSet<String>,
}

impl Intake {
    /// The accounts, each with what is taken of it; none without anything
    pub fn accounts(&self) -> &[AuthorizationDetails] {
        &self.accounts
    }

    /// The organisation
    pub fn organization(&self) -> Option<&OrganizationDetails> {
        self.organization.as_ref()
    }

    /// The policies from files
    pub fn policies(&self) -> &[PolicyFile] {
        &self.policies
    }

    /// The policies of resources
    pub fn resource_policies(&self) -> &[ResourcePolicyFile] {
        &self.resources
    }

    /// The changes that take it all in; none where nothing can be taken
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Everything that can't be taken, and why, file by file and place by place
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The ARNs of managed policies that are taken as unknown: somebody has them, and nobody can give them
    pub fn unknown_policies(&self) -> impl Iterator<Item = &str> {
        self.accounts.iter().flat_map(|details| &details.unknown).map(PolicyArn::as_str)
    }

    /// What is left out, by kinds and names
    pub fn untaken(&self) -> impl Iterator<Item = &str> {
        self.untaken.iter().map(String::as_str)
    }
}

/// Whose entity something is: names are unique within it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Scope {
    Account(AccountId),
    Files,
    Resources,
    Organization,
}

/// A change that the store refuses.
struct Refusal {
    scope: Scope,
    entity: String,
    error: StoreError,
}

impl Refusal {
    /// Whether the change is refused because something isn't there.
    fn is_of_absence(&self) -> bool {
        const CODES: &[&str] = &[
            "NoSuchEntity",
            "OrganizationalUnitNotFoundException",
            "PolicyNotFoundException",
            "AccountNotFoundException",
        ];
        CODES.contains(&self.error.code())
    }
}

struct Taker<'l> {
    listings: &'l Listings,
    directory: &'l Directory,
    is_replacing: bool,
    restoring: &'l Restoring,
    untaken: BTreeMap<Scope, BTreeSet<String>>,
    intake: Intake,
}

fn account_label(account: &AccountId) -> String {
    Target::Account(account.clone()).to_string()
}

impl Taker<'_> {
    /// Leaves out whole accounts.
    fn leave_out_accounts(&mut self) {
        self.leave_out_empty_accounts();
        self.leave_out_organization_in_part();
        self.leave_out_withheld_accounts();
        self.leave_out_policies_of_nobody();
        self.leave_out_resources_of_nobody();
    }

    /// Of an account of which nothing can be taken nothing is made.
    fn leave_out_empty_accounts(&mut self) {
        for details in self.intake.accounts.extract_if(.., |details| details.is_empty()) {
            self.intake.untaken.insert(account_label(&details.account));
        }
    }

    /// A part of an organisation doesn't take the place of the one that is there: the accounts that this one holds would
    /// lose control policies that could deny what they allow.
    fn leave_out_organization_in_part(&mut self) {
        if !self.is_replacing || self.directory.organization().is_none() || self.intake.organization.is_none()
        {
            return;
        }
        let reading = self.listings.organization.as_ref();
        let is_read_whole = reading.is_none_or(|reading| reading.problems().is_empty());
        if !is_read_whole || self.untaken.contains_key(&Scope::Organization) {
            let root = Target::Root.to_string();
            self.leave_out(&Scope::Organization, root, ProblemKind::OrganizationInPart);
            self.leave_out_dependents();
        }
    }

    /// An account isn't taken without the control policies above it: they could deny what it allows.
    fn leave_out_withheld_accounts(&mut self) {
        let Some(organization) = &self.listings.organization else { return };
        let refused = self.untaken.get(&Scope::Organization);
        let is_withheld = |account: &AccountId| {
            organization.withholds(account)
                || refused.is_some_and(|labels| labels.contains(&account_label(account)))
        };
        let withheld = self.intake.accounts.iter().map(|details| details.account.clone());
        for account in withheld.filter(is_withheld).collect::<Vec<_>>() {
            let label = account_label(&account);
            self.leave_out(&Scope::Account(account), label, ProblemKind::UnknownOrganization);
        }
    }

    /// Policies from files for an account that is listed and can't be taken have nobody to take them.
    fn leave_out_policies_of_nobody(&mut self) {
        let Some((owner, _)) = &self.listings.policies else { return };
        let is_owner = |details: &AuthorizationDetails| details.account == owner.account;
        let is_there =
            self.intake.accounts.iter().any(is_owner) || self.directory.account(&owner.account).is_ok();
        if is_there || !self.listings.accounts.accounts().iter().any(is_owner) {
            return;
        }
        for policy in self.intake.policies.clone() {
            let kind = ProblemKind::RefersToUntaken(account_label(&owner.account));
            self.leave_out(&Scope::Files, policy.label(), kind);
        }
    }

    /// The owner of a resource: the account in its ARN, else the one that takes such policies.
    fn owner_of(&self, policy: &ResourcePolicyFile) -> Option<AccountId> {
        let taking = self.listings.resources.as_ref().and_then(|(owner, _)| owner.as_ref());
        policy.account().or_else(|| Some(taking?.account.clone()))
    }

    fn leave_out_resources_of_nobody(&mut self) {
        for policy in self.intake.resources.clone() {
            if self.owner_of(&policy).is_none() {
                self.leave_out(&Scope::Resources, policy.label(), ProblemKind::NoOwner);
            }
        }
    }

    /// Tries the changes, and leaves out what is refused, until nothing is.
    fn settle(&mut self, partition: Partition) {
        loop {
            let (changes, refused) = self.attempt(partition);
            if refused.is_empty() {
                self.intake.changes = changes;
                return;
            }
            let n_problems = self.intake.problems.len();
            // What isn't there may be missing only because it was refused itself.
            let (dependents, causes): (Vec<_>, Vec<_>) =
                refused.into_iter().partition(Refusal::is_of_absence);
            self.refuse(causes);
            self.leave_out_dependents();
            self.refuse(dependents);
            self.leave_out_dependents();
            self.leave_out_trusting();
            self.leave_out_dependents();
            self.leave_out_accounts();
            // INVARIANT: what is refused is left out. Should it not be, nothing is taken.
            if self.intake.problems.len() == n_problems {
                return;
            }
        }
    }

    fn refuse(&mut self, refused: Vec<Refusal>) {
        for Refusal { scope, entity, error } in refused {
            self.leave_out(&scope, entity, ProblemKind::Refused(error));
        }
    }

    /// Leaves out an entity, unless it already is.
    fn leave_out(&mut self, scope: &Scope, entity: String, kind: ProblemKind) {
        if !self.untaken.entry(scope.clone()).or_default().insert(entity.clone()) {
            return;
        }
        let location = self.location(scope, &entity).cloned().unwrap_or_else(ProblemLocation::nowhere);
        self.intake.problems.push(Problem::new(location, Some(entity.clone()), kind));
        match scope {
            Scope::Account(id) if entity == account_label(id) => {
                self.intake.accounts.retain(|details| details.account != *id);
            }
            Scope::Files => self.intake.policies.retain(|policy| policy.label() != entity),
            Scope::Resources => self.intake.resources.retain(|policy| policy.label() != entity),
            Scope::Account(_) | Scope::Organization => {}
        }
        self.intake.untaken.insert(entity);
    }

    fn location(&self, scope: &Scope, entity: &str) -> Option<&ProblemLocation> {
        let Listings { accounts, organization, policies, resources, .. } = self.listings;
        match scope {
            Scope::Account(id) => accounts.location(id, entity).or_else(|| accounts.first_location(id)),
            Scope::Organization => organization.as_ref()?.location(entity),
            Scope::Files => {
                let policies = policies.iter().flat_map(|(_, files)| files.policies());
                policies.into_iter().find(|policy| policy.label() == entity).map(|policy| &policy.location)
            }
            Scope::Resources => {
                let policies = resources.iter().flat_map(|(_, files)| files.policies());
                policies.into_iter().find(|policy| policy.label() == entity).map(|policy| &policy.location)
            }
        }
    }

    fn leave_out_dependents(&mut self) {
        let mut dependents = Vec::new();
        for details in &mut self.intake.accounts {
            let scope = Scope::Account(details.account.clone());
            let Some(untaken) = self.untaken.get_mut(&scope) else { continue };
            let left_out = details.leave_out(untaken);
            dependents.extend(left_out.into_iter().map(|dependent| (scope.clone(), dependent)));
        }
        if let Some((organization, untaken)) =
            self.intake.organization.as_mut().zip(self.untaken.get_mut(&Scope::Organization))
        {
            let left_out = organization.leave_out(untaken);
            dependents.extend(left_out.into_iter().map(|dependent| (Scope::Organization, dependent)));
            if untaken.contains(&Target::Root.to_string()) {
                self.intake.organization = None;
            }
        }
        for (scope, (entity, because)) in dependents {
            let location = self.location(&scope, &entity).cloned().unwrap_or_else(ProblemLocation::nowhere);
            let kind = ProblemKind::RefersToUntaken(because);
            self.intake.problems.push(Problem::new(location, Some(entity.clone()), kind));
            self.intake.untaken.insert(entity);
        }
    }

    fn finish(self) -> Intake {
        let mut intake = self.intake;
        intake.problems.sort_by(|a, b| a.location().cmp(b.location()));
        intake
    }
}
