//! One request of a user or role, decided with reasons: the account's [`AccessAnswer`] in a shape that stays.

use iamkit_account::view::{AccessAnswer, EffectivePolicy, Wanted};
use iamkit_engine::StatementRef;
use iamkit_policy::shown::Shown;
use serde::Serialize;

use crate::explanation::Explanation;
use crate::facts::{self, ReportedFact};

/// The version of the shape, which changes when a member is taken away or changes its meaning
pub const SCHEMA: u32 = 1;

/// An answer with its reasons
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AccountExplanation {
    /// [`SCHEMA`].
    #[cfg_attr(feature = "schema", schemars(extend("const" = SCHEMA)))]
    pub schema: u32,
    /// The ARN of the user or role.
    pub principal: String,
    /// The action.
    pub action: String,
    /// The resource.
    pub resource: String,
    /// The statements that decided, by the policies of the account.
    pub deciding: Vec<DecidingStatement>,
    /// The decision with its reasons.
    pub explanation: Explanation,
    /// The ARNs of the policies that the answer hangs on and that nobody can give.
    pub unknown_policies: Vec<String>,
    /// What the answer takes for granted.
    pub facts: Vec<ReportedFact>,
}

/// A statement that decided
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DecidingStatement {
    /// The policy's name; the resource's own policy has none.
    pub policy: Option<String>,
    /// How the policy comes to have an effect.
    pub path: Option<String>,
    /// The statement's place, from 0.
    pub statement: usize,
}

impl AccountExplanation {
    /// The report of what was decided about the request of a principal.
    pub fn new(principal: &str, wanted: &Wanted<'_>, answer: &AccessAnswer) -> Self {
        Self {
            schema: SCHEMA,
            principal: principal.into(),
            action: wanted.action().into(),
            resource: wanted.resource().into(),
            deciding: answer.deciding().iter().map(DecidingStatement::from).collect(),
            explanation: answer.evaluation().into(),
            unknown_policies: answer.unknown_policies().map(Into::into).collect(),
            facts: ReportedFact::each(answer.facts()),
        }
    }
}

impl From<&(StatementRef, Option<EffectivePolicy>)> for DecidingStatement {
    fn from((statement, policy): &(StatementRef, Option<EffectivePolicy>)) -> Self {
        Self {
            policy: policy.as_ref().map(|policy| policy.name().into()),
            path: policy.as_ref().map(|policy| policy.path().to_string()),
            statement: statement.index(),
        }
    }
}

/// The answer for people, line by line.
pub fn lines(principal: &str, wanted: &Wanted<'_>, answer: &AccessAnswer) -> Vec<String> {
    let evaluation = answer.evaluation();
    let [principal, action, resource] = [principal, wanted.action(), wanted.resource()].map(Shown::value);
    let mut lines = vec![format!("{}: {principal} {action} on {resource}", evaluation.decision())];
    lines.extend(answer.deciding().iter().map(decided_by));
    let unknown = answer.unknown_policies();
    lines.extend(unknown.map(|arn| format!("  hangs on the policy {}, which is unknown", Shown::value(arn))));
    lines.extend(evaluation.blocked_by().iter().map(|block| format!("  blocked by {block}")));
    let misses = evaluation.near_misses().iter();
    lines.extend(
        misses.map(|miss| format!("  nearly: {} {}: {}", miss.layer(), miss.element(), miss.reason())),
    );
    let missing = evaluation.missing_keys().iter();
    lines.extend(missing.map(|key| format!("  the request doesn't carry {}", Shown::value(key))));
    lines.extend(facts::line(answer.facts()));
    lines
}

fn decided_by((statement, policy): &(StatementRef, Option<EffectivePolicy>)) -> String {
    let (name, path) = match policy {
        Some(policy) => (Shown::value(policy.name()).to_string(), policy.path().to_string()),
        None => ("the resource's policy".to_owned(), "at the resource".to_owned()),
    };
    let (index, position) = (statement.index(), statement.position());
    format!("  decided by {name} ({path}), statement {index} ({position})")
}
