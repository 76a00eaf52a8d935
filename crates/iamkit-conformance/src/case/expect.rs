//! What a case expects: an answer, of which only the members given are compared, or an error.

use serde::{Deserialize, Serialize};

/// What AWS answers
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "Wire", untagged)]
pub enum Expect {
    /// A decision.
    Answer(ExpectedAnswer),
    /// The request or a policy is refused with this text.
    Error {
        /// The text, exactly.
        error: String,
    },
}

/// A decision; an absent member is not compared
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExpectedAnswer {
    /// The decision.
    pub decision: ExpectedDecision,
    /// The statements that decided, in any order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<Vec<DecidedBy>>,
    /// The keys the request lacks, in any order and letter case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing_keys: Option<Vec<String>>,
    /// The unknown keys that can change the decision, in any order and letter case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub depends_on: Option<Vec<String>>,
    /// The unknown keys of which it isn't decided whether they can, in any order and letter case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undecided_keys: Option<Vec<String>>,
    /// The layers that deny or lack an Allow, in any order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocked_by: Option<Vec<String>>,
}

/// A decision as cases and reports spell it
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum ExpectedDecision {
    /// Every layer that has to allow does, and none denies.
    Allowed,
    /// A statement denies.
    ExplicitDeny,
    /// A layer that has to allow doesn't.
    ImplicitDeny,
    /// It hangs on keys that are unknown.
    Depends,
}

/// A statement of a policy
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DecidedBy {
    /// The name of the policy.
    pub policy: String,
    /// The statement's index, from 0.
    pub statement: usize,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Wire {
    decision: Option<ExpectedDecision>,
    decided_by: Option<Vec<DecidedBy>>,
    missing_keys: Option<Vec<String>>,
    depends_on: Option<Vec<String>>,
    undecided_keys: Option<Vec<String>>,
    blocked_by: Option<Vec<String>>,
    error: Option<String>,
}

impl TryFrom<Wire> for Expect {
    type Error = &'static str;

    fn try_from(wire: Wire) -> Result<Self, &'static str> {
        let Wire { decision, decided_by, missing_keys, depends_on, undecided_keys, blocked_by, error } = wire;
        let has_details = decided_by.is_some() || missing_keys.is_some() || blocked_by.is_some();
        let names_unknown = depends_on.is_some() || undecided_keys.is_some();
        match (decision, error) {
            (None, Some(_)) if has_details || names_unknown => Err("an expected error stands by itself"),
            (None, Some(error)) => Ok(Self::Error { error }),
            (Some(_), Some(_)) => Err("an expected error stands by itself"),
            (None, None) => Err("neither `decision` nor `error` is expected"),
            (Some(decision), None) if names_unknown && decision != ExpectedDecision::Depends => {
                Err("`dependsOn` and `undecidedKeys` go with the decision `depends` alone")
            }
            (Some(decision), None) => Ok(Self::Answer(ExpectedAnswer {
                decision,
                decided_by,
                missing_keys,
                depends_on,
                undecided_keys,
                blocked_by,
            })),
        }
    }
}
