//! What a voice answers.

use serde::Serialize;

use crate::case::{DecidedBy, ExpectedDecision};

/// What one voice answered
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// The decision.
    pub decision: ExpectedDecision,
    /// The statements that decided.
    pub decided_by: Vec<DecidedBy>,
    /// The keys the request lacks.
    pub missing_keys: Vec<String>,
    /// The unknown keys that can change the decision.
    pub depends_on: Vec<String>,
    /// The unknown keys of which it isn't decided whether they can.
    pub undecided_keys: Vec<String>,
    /// The layers that deny or lack an Allow; none where the voice doesn't say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocked_by: Option<Vec<String>>,
}

/// What came of asking one voice
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum VoiceOutcome {
    /// An answer.
    Answer(Answer),
    /// The request or a policy is refused.
    Error {
        /// The message.
        error: String,
    },
    /// The voice doesn't decide such situations.
    #[serde(rename_all = "camelCase")]
    NotDecided {
        /// What in the situation it can't decide.
        not_decided: String,
    },
}
