//! Which access changed between two pictures of accounts: the account's [`Changes`] in a shape that stays.

use iamkit_account::change::{AccessChange, Changes};
use iamkit_policy::shown;
use iamkit_prover::{Difference, Relation, Side};
use serde::Serialize;

use crate::comparison::ReportedDifference;
use crate::facts::{self, ReportedFact};

/// The version of the shape, which changes when a member is taken away or changes its meaning
pub const SCHEMA: u32 = 1;

/// All that changed
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChangesReport {
    /// [`SCHEMA`].
    #[cfg_attr(feature = "schema", schemars(extend("const" = SCHEMA)))]
    pub schema: u32,
    /// `equal`, `different`, or `unknown` where nothing is but undecided.
    pub answer: &'static str,
    /// The changes, those of several principals together.
    pub changes: Vec<ReportedChange>,
    /// What the answer takes for granted.
    pub facts: Vec<ReportedFact>,
}

/// A change of what principals can do, of who can assume roles, or of what the policies of resources allow
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportedChange {
    /// The ARNs of the users and roles, or of the resources.
    pub principals: Vec<String>,
    /// `added`, `removed`, `access`, `trust` or `resource`.
    pub what: &'static str,
    /// How the new side stands to the old one.
    pub relation: &'static str,
    /// What exactly one side allows: `allowedBy` is `old` or `new`.
    pub differences: Vec<ReportedDifference>,
    /// What could not be decided, in words.
    pub unknown: Vec<String>,
}

/// The answer in one word
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeAnswer {
    /// The same access.
    Equal,
    /// Other access, as soon as one difference is proven.
    Different,
    /// Nothing but undecided.
    Unknown,
}

impl ChangeAnswer {
    /// The answer that changes come to.
    pub fn of(changes: &[AccessChange]) -> Self {
        match changes {
            [] => Self::Equal,
            changes if changes.iter().all(|change| change.relation() == Relation::Unknown) => Self::Unknown,
            _ => Self::Different,
        }
    }

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Different => "different",
            Self::Unknown => "unknown",
        }
    }
}

impl From<&Changes> for ChangesReport {
    fn from(changes: &Changes) -> Self {
        Self {
            schema: SCHEMA,
            answer: ChangeAnswer::of(&changes.list).as_str(),
            changes: changes.list.iter().map(ReportedChange::from).collect(),
            facts: ReportedFact::each(changes.facts),
        }
    }
}

impl From<&AccessChange> for ReportedChange {
    fn from(change: &AccessChange) -> Self {
        Self {
            principals: change.principals.clone(),
            what: change.what.as_str(),
            relation: change.relation().as_str(),
            differences: change.list().iter().map(of_old_or_new).collect(),
            unknown: change.unknown(),
        }
    }
}

fn of_old_or_new(difference: &Difference) -> ReportedDifference {
    let allowed_by = if difference.allowed_by == Side::A { "old" } else { "new" };
    ReportedDifference { allowed_by, ..ReportedDifference::from(difference) }
}

/// The answer for people, line by line.
pub fn lines(changes: &Changes) -> Vec<String> {
    let mut lines = changes.list.iter().flat_map(of_change).collect::<Vec<_>>();
    if lines.is_empty() {
        lines.push("the same access".into());
    }
    lines.extend(facts::line(changes.facts));
    lines
}

fn of_change(change: &AccessChange) -> Vec<String> {
    let principals = shown::joined(&change.principals, ", ");
    let mut lines = vec![format!("{} of {principals}", change.what.as_str())];
    for difference in change.list() {
        lines.push(format!("  {difference}"));
        lines.push(format!("    for example {}", difference.witness));
    }
    lines.extend(change.unknown().iter().map(|unknown| format!("  ? {unknown}")));
    lines
}
