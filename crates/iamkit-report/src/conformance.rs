//! What came of conformance cases: the runner's [`CaseRecord`]s in a shape that stays, and cases that were refused.

use iamkit_conformance::runner::CaseRecord;
use serde::Serialize;

/// The version of the shapes, which changes when a member is taken away or changes its meaning
pub const SCHEMA: u32 = 1;

/// What came of a case
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CaseReport {
    /// [`SCHEMA`].
    #[cfg_attr(feature = "schema", schemars(extend("const" = SCHEMA)))]
    pub schema: u32,
    /// What every voice said, and how that differs from what was expected.
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::shapes::RecordShape"))]
    pub record: CaseRecord,
}

/// A case that can't be read or run
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RefusedCase {
    /// [`SCHEMA`].
    #[cfg_attr(feature = "schema", schemars(extend("const" = SCHEMA)))]
    pub schema: u32,
    /// The case.
    pub id: String,
    /// Always `false`.
    pub passed: bool,
    /// Why, in words.
    #[serde(rename = "refused")]
    pub why: String,
}

impl From<CaseRecord> for CaseReport {
    fn from(record: CaseRecord) -> Self {
        Self { schema: SCHEMA, record }
    }
}

impl RefusedCase {
    /// The report of a case that is refused, by its id and the reason.
    pub fn new(id: &str, why: &str) -> Self {
        Self { schema: SCHEMA, id: id.into(), passed: false, why: why.into() }
    }
}
