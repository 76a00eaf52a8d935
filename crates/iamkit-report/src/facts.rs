//! What answers take for granted about the world, each fact whole: its id, its mark, its rule and what it says.

use iamkit_policy::fact::{Fact, Facts};
use serde::Serialize;

/// The version of the shape of a [`FactReport`], which changes when a member is taken away or changes its meaning
pub const SCHEMA: u32 = 1;

/// A fact by itself
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FactReport {
    /// [`SCHEMA`].
    #[cfg_attr(feature = "schema", schemars(extend("const" = SCHEMA)))]
    pub schema: u32,
    /// The fact.
    #[serde(flatten)]
    pub fact: ReportedFact,
}

/// A fact as a part of answers
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportedFact {
    /// Its id.
    pub id: &'static str,
    /// How sure it is: `DOC`, `OBS` or `INFER`.
    pub mark: &'static str,
    /// The rules of the semantics that take it for granted.
    pub rule: &'static str,
    /// What it says.
    pub sentence: &'static str,
}

impl ReportedFact {
    /// Each of the facts, in their order.
    pub fn each(facts: Facts) -> Vec<Self> {
        facts.iter().map(Self::from).collect()
    }
}

impl From<Fact> for ReportedFact {
    fn from(fact: Fact) -> Self {
        Self { id: fact.id(), mark: fact.mark().as_str(), rule: fact.rule(), sentence: fact.sentence() }
    }
}

impl From<Fact> for FactReport {
    fn from(fact: Fact) -> Self {
        Self { schema: SCHEMA, fact: fact.into() }
    }
}

/// What an answer takes for granted, on one line; none where that is nothing.
#[cfg(feature = "account")]
pub(crate) fn line(facts: Facts) -> Option<String> {
    (!facts.is_empty()).then(|| format!("assuming {facts}"))
}
