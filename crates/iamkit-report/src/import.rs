//! What was taken in of listings: the [`Listings`] that were read and the [`Intake`] of them in a shape that stays.

use iamkit_listing::details::{AuthorizationDetails, GivenId, Problem};
use iamkit_listing::intake::{Intake, Listings};
use iamkit_listing::organization::OrganizationDetails;
use serde::Serialize;

/// The version of the shape, which changes when a member is taken away or changes its meaning
pub const SCHEMA: u32 = 1;

/// What was taken, and what wasn't
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ImportReport {
    /// [`SCHEMA`].
    #[cfg_attr(feature = "schema", schemars(extend("const" = SCHEMA)))]
    pub schema: u32,
    /// The accounts.
    pub taken: Vec<TakenAccount>,
    /// The policies that were taken from files of their own; null where there are none.
    pub from_files: Option<TakenPolicies>,
    /// The organisation; null where none was given.
    pub organization: Option<TakenOrganization>,
    /// The ARNs of the resources whose policies were taken.
    pub resource_policies: Vec<String>,
    /// The ids that were given to entities whose own can't be read.
    pub given_ids: Vec<ReportedId>,
    /// The ARNs of the policies that someone has and nobody lists.
    pub unknown_policies: Vec<String>,
    /// What was left out.
    pub not_taken: Vec<String>,
    /// What isn't all right.
    pub problems: Vec<ReportedProblem>,
}

/// An account that was taken, and how much is in it
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TakenAccount {
    /// The twelve digits.
    pub account: String,
    /// How many users.
    pub users: usize,
    /// How many groups.
    pub groups: usize,
    /// How many roles.
    pub roles: usize,
    /// How many managed policies of its own.
    pub policies: usize,
}

/// Policies that were taken from files
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TakenPolicies {
    /// The account that took them.
    pub account: String,
    /// Their names.
    pub policies: Vec<String>,
}

/// How much of an organisation was taken
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TakenOrganization {
    /// How many units.
    pub units: usize,
    /// How many accounts.
    pub accounts: usize,
    /// How many control policies.
    pub policies: usize,
}

/// An id that an entity was given
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportedId {
    /// The entity.
    pub entity: String,
    /// What is listed as its id.
    pub listed: String,
    /// The id that it was given.
    pub id: String,
}

/// Something that isn't all right
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportedProblem {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// The place in the JSON of the file.
    pub pointer: String,
    /// The entity that it is about, if it is about one.
    pub entity: Option<String>,
    /// What is wrong, in words.
    pub problem: String,
}

impl ImportReport {
    /// The report of listings, of what they come to, and of whether that was taken.
    pub fn new(listings: &Listings, intake: &Intake, is_taken: bool) -> Self {
        let resources = intake.resource_policies().iter().filter(|_| is_taken);
        Self {
            schema: SCHEMA,
            taken: intake.accounts().iter().filter(|_| is_taken).map(TakenAccount::from).collect(),
            from_files: taker(listings).filter(|_| is_taken).map(|account| TakenPolicies {
                account: account.into(),
                policies: intake.policies().iter().map(|policy| policy.name.as_str().into()).collect(),
            }),
            organization: intake.organization().filter(|_| is_taken).map(TakenOrganization::from),
            resource_policies: resources.map(|policy| policy.arn.as_str().into()).collect(),
            given_ids: listings.accounts.given_ids().iter().map(ReportedId::from).collect(),
            unknown_policies: intake.unknown_policies().filter(|_| is_taken).map(Into::into).collect(),
            not_taken: intake.untaken().map(Into::into).collect(),
            problems: intake.problems().iter().map(ReportedProblem::from).collect(),
        }
    }
}

impl From<&AuthorizationDetails> for TakenAccount {
    fn from(details: &AuthorizationDetails) -> Self {
        Self {
            account: details.account.as_str().into(),
            users: details.users.len(),
            groups: details.groups.len(),
            roles: details.roles.len(),
            policies: details.policies.len(),
        }
    }
}

impl From<&OrganizationDetails> for TakenOrganization {
    fn from(organization: &OrganizationDetails) -> Self {
        let (units, accounts, policies) = organization.counts();
        Self { units, accounts, policies }
    }
}

impl From<&GivenId> for ReportedId {
    fn from(given: &GivenId) -> Self {
        Self { entity: given.entity.clone(), listed: given.listed.clone(), id: given.id.as_str().into() }
    }
}

impl From<&Problem> for ReportedProblem {
    fn from(problem: &Problem) -> Self {
        Self {
            file: problem.file().into(),
            line: problem.position().line,
            column: problem.position().column,
            pointer: problem.pointer().into(),
            entity: problem.entity().map(Into::into),
            problem: problem.kind().to_string(),
        }
    }
}

/// The account that takes policies from files.
fn taker(listings: &Listings) -> Option<&str> {
    listings.policies.as_ref().map(|(owner, _)| owner.account.as_str())
}

/// What was taken for people, line by line.
pub fn taken_lines(listings: &Listings, intake: &Intake) -> Vec<String> {
    let account = |details: &AuthorizationDetails| {
        let TakenAccount { account, users, groups, roles, policies } = details.into();
        format!("account {account}: {users} users, {groups} groups, {roles} roles, {policies} policies")
    };
    let mut lines = intake.accounts().iter().map(account).collect::<Vec<_>>();
    if let (Some(account), count @ 1..) = (taker(listings), intake.policies().len()) {
        lines.push(format!("account {account}: {} from files", counted(count)));
    }
    if let count @ 1.. = intake.resource_policies().len() {
        lines.push(format!("{} of resources", counted(count)));
    }
    if let Some(organization) = intake.organization() {
        let TakenOrganization { units, accounts, policies } = organization.into();
        lines.push(format!("organisation: {units} units, {accounts} accounts, {policies} control policies"));
    }
    lines
}

fn counted(policies: usize) -> String {
    if policies == 1 { "1 policy".into() } else { format!("{policies} policies") }
}
