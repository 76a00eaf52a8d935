//! What someone can do: the account's [`Reach`] in a shape that stays, with the roles that can be assumed.

use iamkit_account::outside::Outsider;
use iamkit_account::reach::{Extent, Grounds, Reach, ReachGrant};
use iamkit_account::view::AccountPrincipal;
use iamkit_account::who_can::Assumption;
use iamkit_policy::shown::{self, Shown};
use serde::Serialize;

use super::condition::ReportedTest;
use super::who_can::as_far_as;
use crate::facts::{self, ReportedFact};

/// The version of the shape, which changes when a member is taken away or changes its meaning
pub const SCHEMA: u32 = 1;

/// So many actions of one grant are named in the lines for people.
const NAMED: usize = 6;

/// All that someone can do
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct WhatCanReport {
    /// [`SCHEMA`].
    #[cfg_attr(feature = "schema", schemars(extend("const" = SCHEMA)))]
    pub schema: u32,
    /// The ARN of the user or role; of someone outside its name.
    pub principal: String,
    /// The actions, those together that the same statements decide.
    pub grants: Vec<ReportedReach>,
    /// The roles that it can assume.
    pub roles: Vec<AssumableRole>,
    /// The ARNs of its policies that nobody can give.
    pub unknown_policies: Vec<String>,
    /// What the answer takes for granted.
    pub facts: Vec<ReportedFact>,
}

/// Actions that the same statements decide
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReportedReach {
    /// The actions, as the catalog spells them.
    pub actions: Vec<String>,
    /// The resource, where its own policy has a say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// `always`, `sometimes`, `never` or `unproven`.
    pub extent: &'static str,
    /// The statements that grant them.
    pub granted_by: Vec<ReportedGrounds>,
    /// The statements of boundary and control policies that let them pass.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub limited_by: Vec<ReportedGrounds>,
    /// The statements that deny them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub denied_by: Vec<ReportedGrounds>,
}

/// A statement that has a say
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReportedGrounds {
    /// The layer's short name.
    pub layer: &'static str,
    /// Which of the layer's levels, from 0.
    pub level: usize,
    /// The policy's name; of a resource's own policy the ARN of the resource.
    pub policy: String,
    /// How the policy comes to have an effect.
    pub path: String,
    /// The statement's place, from 0.
    pub statement: usize,
    /// Its resources as written.
    pub resources: Vec<String>,
    /// Whether the resources are those it doesn't name.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_not_resource: bool,
    /// Its conditions as written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<ReportedTest>,
}

/// A role that can be assumed
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AssumableRole {
    /// Its ARN.
    pub role: String,
    /// Whether it can be assumed under every condition.
    pub always: bool,
}

/// One whose access is told
#[derive(Debug, Clone, Copy)]
pub enum ReachSubject<'s> {
    /// A user or role.
    Principal(&'s AccountPrincipal),
    /// Someone outside.
    Outsider(&'s Outsider),
}

impl ReachSubject<'_> {
    fn name(&self) -> &str {
        match self {
            Self::Principal(principal) => principal.arn(),
            Self::Outsider(outsider) => outsider.name(),
        }
    }

    fn unknown_policies(&self) -> Vec<String> {
        match self {
            Self::Principal(principal) => {
                principal.unknown_policies().iter().map(ToString::to_string).collect()
            }
            Self::Outsider(_) => Vec::new(),
        }
    }

    fn heading(&self) -> String {
        match self {
            Self::Principal(principal) => Shown::value(principal.arn()).to_string(),
            Self::Outsider(outsider) => format!("{outsider}{}", as_far_as(outsider)),
        }
    }
}

impl WhatCanReport {
    /// The report of what someone can do, and of the roles that it can assume.
    pub fn new(subject: ReachSubject<'_>, reach: &Reach, roles: &[Assumption]) -> Self {
        let role = |step: &Assumption| AssumableRole {
            role: step.role.arn().into(),
            always: step.condition.is_always(),
        };
        Self {
            schema: SCHEMA,
            principal: subject.name().into(),
            grants: reach.grants.iter().map(ReportedReach::from).collect(),
            roles: roles.iter().map(role).collect(),
            unknown_policies: subject.unknown_policies(),
            facts: ReportedFact::each(reach.facts),
        }
    }
}

impl From<&ReachGrant> for ReportedReach {
    fn from(grant: &ReachGrant) -> Self {
        let each = |grounds: &[Grounds]| grounds.iter().map(ReportedGrounds::from).collect();
        Self {
            actions: grant.actions.clone(),
            resource: grant.resource.clone(),
            extent: extent(grant.extent),
            granted_by: each(&grant.granted_by),
            limited_by: each(&grant.limited_by),
            denied_by: each(&grant.denied_by),
        }
    }
}

impl From<&Grounds> for ReportedGrounds {
    fn from(grounds: &Grounds) -> Self {
        Self {
            layer: grounds.layer,
            level: grounds.level,
            policy: grounds.policy.clone(),
            path: grounds.path.clone(),
            statement: grounds.statement,
            resources: grounds.resources.clone(),
            is_not_resource: grounds.is_not_resource,
            conditions: grounds.conditions.iter().map(ReportedTest::from).collect(),
        }
    }
}

fn extent(extent: Extent) -> &'static str {
    match extent {
        Extent::Always => "always",
        Extent::Sometimes => "sometimes",
        Extent::Unproven => "unproven",
        Extent::Never => "never",
    }
}

/// The answer for people, line by line.
pub fn lines(subject: ReachSubject<'_>, reach: &Reach, roles: &[Assumption]) -> Vec<String> {
    let mut lines = vec![subject.heading()];
    let unknown = subject.unknown_policies();
    lines.extend(
        unknown.iter().map(|arn| format!("  has the policy {}, which is unknown", Shown::value(arn))),
    );
    lines.extend(reach.grants.iter().flat_map(of_grant));
    // Whoever is outside does by becoming somebody.
    if reach.grants.is_empty() && matches!(subject, ReachSubject::Principal(_)) {
        lines.push("  can do nothing".into());
    }
    let role =
        |role: &Assumption| format!("  can become {} {}", Shown::value(role.role.arn()), role.condition);
    lines.extend(roles.iter().map(role));
    lines.extend(facts::line(reach.facts));
    lines
}

fn of_grant(grant: &ReachGrant) -> Vec<String> {
    let named = shown::joined(grant.actions.iter().take(NAMED), ", ");
    let more = match grant.actions.len().saturating_sub(NAMED) {
        0 => String::new(),
        count => format!(" and {count} more"),
    };
    let extent = match grant.extent {
        Extent::Unproven => "perhaps",
        known => extent(known),
    };
    let on = grant.resource.as_ref().map(|arn| format!(" on {}", Shown::value(arn))).unwrap_or_default();
    let said = [
        ("granted by", &grant.granted_by),
        ("limited by", &grant.limited_by),
        ("denied by", &grant.denied_by),
    ];
    let grounds = said.into_iter().flat_map(|(word, all)| all.iter().map(move |it| of_grounds(word, it)));
    [format!("  {extent}: {named}{more}{on}")].into_iter().chain(grounds).collect()
}

fn of_grounds(word: &str, grounds: &Grounds) -> String {
    let not = if grounds.is_not_resource { "all but " } else { "" };
    let resources = shown::joined(&grounds.resources, ", ");
    let conditions = grounds.conditions.iter().map(ToString::to_string).collect::<Vec<_>>();
    let when =
        if conditions.is_empty() { String::new() } else { format!(" when {}", conditions.join(" and ")) };
    let (policy, path, statement) = (Shown::value(&grounds.policy), &grounds.path, grounds.statement);
    format!("    {word} {policy} ({path}), statement {statement}: on {not}{resources}{when}")
}
