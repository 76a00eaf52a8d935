//! What requests showed that were drawn at random: a check on the proofs, and no proof itself.

use std::fmt;

use serde::Serialize;
use serde_json::Value as Json;

/// What the drawn requests showed
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct DrawnRequests {
    /// How many requests were asked for; fewer are drawn when one is decided differently.
    pub cases: u32,
    /// What they were drawn from.
    pub seed: u64,
    /// A request that shows a difference, if there was one.
    pub counterexample: Option<Counterexample>,
}

/// A request that the two policies decide differently, as small as it could be made
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Counterexample {
    /// The request as conformance cases write it.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::shapes::RequestShape"))]
    pub request: Json,
    /// What the custom policy decides.
    pub custom: String,
    /// What the managed policy decides.
    pub managed: String,
    /// Whether the catalog has the action.
    pub is_real_action: bool,
}

impl DrawnRequests {
    /// Whether a request for a real action is decided differently.
    pub fn is_refuted_on_real_action(&self) -> bool {
        self.counterexample.as_ref().is_some_and(|found| found.is_real_action)
    }

    /// Whether they were decided alike, in a word; a difference on a name of no action is told apart.
    pub fn outcome(&self) -> &'static str {
        match &self.counterexample {
            None if self.cases == 0 => "-",
            None => "alike",
            Some(found) if found.is_real_action => "differ",
            Some(_) => "no action",
        }
    }
}

/// `custom implicitDeny, managed allowed: {"action": …}`.
impl fmt::Display for Counterexample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let note = if self.is_real_action { "" } else { " (no action of the catalog)" };
        let Self { custom, managed, request, .. } = self;
        write!(f, "custom {custom}, managed {managed}{note}: {request}")
    }
}
