//! Ways to more access: the account's [`Escalation`]s in a shape that stays.

use iamkit_account::escalation::{Arrival, Escalation, Gain, Step};
use iamkit_policy::fact::Facts;
use serde::Serialize;

use crate::facts::ReportedFact;

/// The version of the shape, which changes when a member is taken away or changes its meaning
pub const SCHEMA: u32 = 1;

/// Everyone who can make itself more than it is
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EscalationsReport {
    /// [`SCHEMA`].
    #[cfg_attr(feature = "schema", schemars(extend("const" = SCHEMA)))]
    pub schema: u32,
    /// The ways, those together that differ only in their ends.
    pub escalations: Vec<ReportedEscalation>,
    /// What the answer takes for granted.
    pub facts: Vec<ReportedFact>,
}

/// Ways of a principal that begin alike
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportedEscalation {
    /// The ARN of the user or role that begins.
    pub principal: String,
    /// The steps before the last one.
    pub steps: Vec<ReportedStep>,
    /// Where the ways end, each with the step that leads there.
    pub ends: Vec<ReportedEnd>,
}

/// An end, with the step that leads to it
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportedEnd {
    /// What the principal is then, in words.
    pub end: String,
    /// How many actions it can do then that it couldn't do at all; null where that nothing is gained could not be proven.
    pub gained: Option<usize>,
    /// A request that is gained where no action is, in words.
    pub example: Option<String>,
    /// The last step.
    pub step: ReportedStep,
}

/// A step by which a principal becomes more
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportedStep {
    /// The technique's name, or `AssumeRole`.
    pub technique: &'static str,
    /// What is done.
    pub actions: Vec<StepAction>,
    /// Under which conditions that is allowed, in words; none where it always is.
    pub conditions: Vec<String>,
    /// What has to be there besides, in words.
    pub supposes: Option<&'static str>,
}

/// Something that is done in a step
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StepAction {
    /// The action.
    pub action: &'static str,
    /// The resource.
    pub resource: String,
}

impl EscalationsReport {
    /// The report of ways that were found, and of what was taken for granted to find them.
    pub fn new(escalations: Vec<ReportedEscalation>, facts: Facts) -> Self {
        Self { schema: SCHEMA, escalations, facts: ReportedFact::each(facts) }
    }
}

impl From<&Escalation> for ReportedEscalation {
    fn from(escalation: &Escalation) -> Self {
        Self {
            principal: escalation.principal.arn().into(),
            steps: escalation.steps_before().into_iter().map(ReportedStep::from).collect(),
            ends: escalation.arrivals.iter().map(ReportedEnd::from).collect(),
        }
    }
}

impl From<&Arrival> for ReportedEnd {
    fn from(arrival: &Arrival) -> Self {
        let gained = match &arrival.gain {
            Gain::Actions(count) => Some(*count),
            Gain::Nothing | Gain::Requests(_) => Some(0),
            Gain::Unproven => None,
        };
        let example = match &arrival.gain {
            Gain::Requests(witness) => Some(witness.to_string()),
            Gain::Nothing | Gain::Actions(_) | Gain::Unproven => None,
        };
        Self { end: arrival.end.to_string(), gained, example, step: (&arrival.step).into() }
    }
}

impl From<&Step> for ReportedStep {
    fn from(step: &Step) -> Self {
        let actions = step.actions.iter();
        let actions = actions.map(|(action, resource)| StepAction { action, resource: resource.to_string() });
        Self {
            technique: step.technique,
            actions: actions.collect(),
            conditions: step.conditions.iter().map(ToString::to_string).collect(),
            supposes: step.supposes,
        }
    }
}
