//! The documents, made from the types of the answers.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;

use crate::account::{change, escalation, explanation as account, policies, what_can, who_can};
use crate::{
    catalog_action, catalog_changes, comparison, equivalence, explanation, facts, import, lattice, lint,
};
use crate::{managed, summary};

use super::shapes;

/// Each command whose answers are described, with the document as its types make it.
pub fn generated() -> Vec<(&'static str, String)> {
    vec![
        document::<comparison::NamedComparison>("account-compare"),
        document::<change::ChangesReport>("account-diff"),
        document::<escalation::EscalationsReport>("account-escalations"),
        document::<account::AccountExplanation>("account-explain"),
        document::<import::ImportReport>("account-import"),
        document::<policies::EffectivePoliciesReport>("account-policies"),
        document::<what_can::WhatCanReport>("account-what-can"),
        document::<who_can::WhoCanReport>("account-who-can"),
        document::<Vec<catalog_changes::ServiceChangeReport>>("catalog-diff"),
        document::<catalog_action::ExpansionReport>("catalog-expand"),
        document::<catalog_action::CatalogActionReport>("catalog-show"),
        document::<comparison::NamedComparison>("compare"),
        document::<shapes::CaseAnswer>("conformance"),
        document::<equivalence::EquivalenceReport>("equivalence"),
        document::<explanation::ResourceExplanation>("explain"),
        document::<Vec<facts::FactReport>>("facts"),
        document::<Vec<lint::NamedLint>>("lint"),
        document::<lattice::LatticeReport>("managed-lattice"),
        document::<managed::ManagedListReport>("managed-list"),
        document::<managed::ManagedVersionsReport>("managed-versions"),
        document::<summary::KindSummary>("summarize"),
        document::<shapes::ValidateAnswer>("validate"),
    ]
}

/// What an answer of the type looks like once it is written.
fn document<T: JsonSchema>(name: &'static str) -> (&'static str, String) {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let mut schema = generator.into_root_schema_for::<T>();
    schema.insert("title".into(), format!("iamkit {}", name.replacen('-', " ", 1)).into());
    let text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    // The types say it by the name of the constant.
    (name, text.replace("\"[`SCHEMA`].\"", "\"The version of the shape.\"") + "\n")
}
