//! What answers look like, as JSON Schema (draft 2020-12): a document for each command that answers in JSON of its own.
//!
//! ```
//! let schema = iamkit_report::schema::of("account who-can").expect("is there");
//! assert!(schema.contains("\"throughRoles\""));
//! assert!(iamkit_report::schema::of("simulate").is_none(), "it answers as AWS does");
//! ```
//!
//! The documents are made from the types by the feature `schema`; a test holds them and what commands answer together. A
//! member may be added under the same number of the schema, so readers leave alone what they don't know.

#[cfg(feature = "schema")]
mod generated;
#[cfg(feature = "schema")]
pub(crate) mod shapes;

#[cfg(feature = "schema")]
pub use generated::generated;

/// The commands whose answers are described, each with the document.
pub const SCHEMAS: &[(&str, &str)] = &[
    ("account-compare", include_str!("../schemas/account-compare.json")),
    ("account-diff", include_str!("../schemas/account-diff.json")),
    ("account-escalations", include_str!("../schemas/account-escalations.json")),
    ("account-explain", include_str!("../schemas/account-explain.json")),
    ("account-import", include_str!("../schemas/account-import.json")),
    ("account-policies", include_str!("../schemas/account-policies.json")),
    ("account-what-can", include_str!("../schemas/account-what-can.json")),
    ("account-who-can", include_str!("../schemas/account-who-can.json")),
    ("catalog-diff", include_str!("../schemas/catalog-diff.json")),
    ("catalog-expand", include_str!("../schemas/catalog-expand.json")),
    ("catalog-show", include_str!("../schemas/catalog-show.json")),
    ("compare", include_str!("../schemas/compare.json")),
    ("conformance", include_str!("../schemas/conformance.json")),
    ("equivalence", include_str!("../schemas/equivalence.json")),
    ("explain", include_str!("../schemas/explain.json")),
    ("facts", include_str!("../schemas/facts.json")),
    ("lint", include_str!("../schemas/lint.json")),
    ("managed-lattice", include_str!("../schemas/managed-lattice.json")),
    ("managed-list", include_str!("../schemas/managed-list.json")),
    ("managed-versions", include_str!("../schemas/managed-versions.json")),
    ("summarize", include_str!("../schemas/summarize.json")),
    ("validate", include_str!("../schemas/validate.json")),
];

/// The document for the answers of a command, whose words stand apart by spaces or hyphens.
pub fn of(command: &str) -> Option<&'static str> {
    let name = command.replace(' ', "-");
    SCHEMAS.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}
