//! Everyone who can do something to a resource: the account's [`WhoCan`] and [`FromOutside`] in a shape that stays.

use iamkit_account::outside::{ComesIn, ComesInThroughRoles, FromOutside, Outsider};
use iamkit_account::view::Wanted;
use iamkit_account::who_can::{Assumption, CanBecome, CanDo, WhoCan};
use iamkit_policy::shown::Shown;
use serde::Serialize;

use super::condition::AllowedWhen;
use crate::facts::{self, ReportedFact};

/// The version of the shape, which changes when a member is taken away or changes its meaning
pub const SCHEMA: u32 = 1;

/// Everyone who can
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct WhoCanReport {
    /// [`SCHEMA`].
    #[cfg_attr(feature = "schema", schemars(extend("const" = SCHEMA)))]
    pub schema: u32,
    /// Do what.
    pub action: String,
    /// To which resource.
    pub resource: String,
    /// The users and roles that can by themselves.
    pub direct: Vec<ReportedCanDo>,
    /// Those that can by way of roles, and by themselves not at all or only under a condition.
    pub through_roles: Vec<ReportedCanBecome>,
    /// Who can from outside of the accounts.
    pub from_outside: ReportedFromOutside,
    /// What the answer takes for granted.
    pub facts: Vec<ReportedFact>,
}

/// A user or role that can by itself
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReportedCanDo {
    /// Its ARN.
    pub principal: String,
    /// Whether it can under every condition.
    pub always: bool,
    /// Under which condition.
    pub condition: AllowedWhen,
    /// The ARNs of the policies that the condition hangs on and that nobody can give.
    pub unknown_policies: Vec<String>,
}

/// A user or role that can by way of roles
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportedCanBecome {
    /// Its ARN.
    pub principal: String,
    /// The roles that it assumes, one after the other.
    pub chain: Vec<ReportedAssumption>,
}

/// A role that is assumed
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportedAssumption {
    /// Its ARN.
    pub role: String,
    /// Whether it can be assumed under every condition.
    pub always: bool,
    /// Under which condition.
    pub condition: AllowedWhen,
}

/// Who can from outside of the accounts
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReportedFromOutside {
    /// Who can by itself.
    pub direct: Vec<ReportedComesIn>,
    /// Who can by way of roles.
    pub through_roles: Vec<ReportedComesInThroughRoles>,
}

/// Someone outside who can by itself
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportedComesIn {
    /// Who.
    pub outsider: ReportedOutsider,
    /// Whether it can under every condition.
    pub always: bool,
    /// Under which condition.
    pub condition: AllowedWhen,
}

/// Someone outside who can by way of roles
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportedComesInThroughRoles {
    /// Who.
    pub outsider: ReportedOutsider,
    /// The roles that it assumes, one after the other.
    pub chain: Vec<ReportedAssumption>,
}

/// Someone outside
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReportedOutsider {
    /// `anyone`, `account`, `principal`, `service` or `identity provider`.
    pub kind: &'static str,
    /// The account's id, the ARN, the service's name or the provider's; `*` for anyone.
    pub name: String,
    /// Whether its own account has to allow it, too (S62).
    pub needs_own_policies: bool,
}

impl WhoCanReport {
    /// The report of an answer, with what was asked.
    pub fn new(wanted: &Wanted<'_>, who: &WhoCan, outside: &FromOutside) -> Self {
        Self {
            schema: SCHEMA,
            action: wanted.action().into(),
            resource: wanted.resource().into(),
            direct: who.direct.iter().map(ReportedCanDo::from).collect(),
            through_roles: who.through_roles.iter().map(ReportedCanBecome::from).collect(),
            from_outside: outside.into(),
            facts: ReportedFact::each(who.facts),
        }
    }
}

impl From<&CanDo> for ReportedCanDo {
    fn from(can: &CanDo) -> Self {
        Self {
            principal: can.principal.arn().into(),
            always: can.condition.is_always(),
            condition: (&*can.condition).into(),
            unknown_policies: can.condition.unknown_policies().into_iter().map(Into::into).collect(),
        }
    }
}

impl From<&CanBecome> for ReportedCanBecome {
    fn from(can: &CanBecome) -> Self {
        Self { principal: can.principal.arn().into(), chain: chain(&can.chain) }
    }
}

impl From<&FromOutside> for ReportedFromOutside {
    fn from(outside: &FromOutside) -> Self {
        Self {
            direct: outside.direct.iter().map(ReportedComesIn::from).collect(),
            through_roles: outside.through_roles.iter().map(ReportedComesInThroughRoles::from).collect(),
        }
    }
}

impl From<&ComesIn> for ReportedComesIn {
    fn from(can: &ComesIn) -> Self {
        let always = can.condition.is_always();
        Self { outsider: (&can.outsider).into(), always, condition: (&*can.condition).into() }
    }
}

impl From<&ComesInThroughRoles> for ReportedComesInThroughRoles {
    fn from(can: &ComesInThroughRoles) -> Self {
        Self { outsider: (&can.outsider).into(), chain: chain(&can.chain) }
    }
}

impl From<&Outsider> for ReportedOutsider {
    fn from(outsider: &Outsider) -> Self {
        Self {
            kind: outsider.kind().as_str(),
            name: outsider.name().into(),
            needs_own_policies: outsider.needs_own_policies(),
        }
    }
}

impl From<&Assumption> for ReportedAssumption {
    fn from(step: &Assumption) -> Self {
        let always = step.condition.is_always();
        Self { role: step.role.arn().into(), always, condition: (&*step.condition).into() }
    }
}

fn chain(steps: &[Assumption]) -> Vec<ReportedAssumption> {
    steps.iter().map(ReportedAssumption::from).collect()
}

/// The answer for people, line by line.
pub fn lines(wanted: &Wanted<'_>, who: &WhoCan, outside: &FromOutside) -> Vec<String> {
    let mut lines = vec![format!("{} on {}", Shown::value(wanted.action()), Shown::value(wanted.resource()))];
    for can in &who.direct {
        lines.push(format!("  {} {}", Shown::value(can.principal.arn()), can.condition));
    }
    for can in &outside.direct {
        lines.push(format!("  {} {}{}", can.outsider, can.condition, as_far_as(&can.outsider)));
    }
    if who.direct.is_empty() && outside.direct.is_empty() {
        lines.push("  nobody by itself".into());
    }
    if !who.through_roles.is_empty() || !outside.through_roles.is_empty() {
        lines.push("through roles".into());
    }
    for can in &who.through_roles {
        lines.push(format!("  {}", Shown::value(can.principal.arn())));
        lines.extend(steps(&can.chain));
    }
    for can in &outside.through_roles {
        lines.push(format!("  {}{}", can.outsider, as_far_as(&can.outsider)));
        lines.extend(steps(&can.chain));
    }
    lines.extend(facts::line(who.facts));
    lines
}

fn steps(chain: &[Assumption]) -> impl Iterator<Item = String> {
    chain.iter().map(|step| format!("    becomes {} {}", Shown::value(step.role.arn()), step.condition))
}

/// What else limits an outsider, in words.
pub(super) fn as_far_as(outsider: &Outsider) -> &'static str {
    if outsider.needs_own_policies() { ", as far as its own account allows it" } else { "" }
}
