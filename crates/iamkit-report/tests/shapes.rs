//! The shapes of reports: their members, and what their lines say.
#![expect(clippy::expect_used, reason = "integration test")]

use iamkit_catalog::diff::{ChangePresence, ServiceChange};
use iamkit_conformance::situation::{CasePrincipal, CaseRequest};
use iamkit_policy::PolicyDocument;
use iamkit_policy::fact::{Fact, Facts};
use iamkit_prover::{Access, Limits, SubsetMatrix, Universe, differences};
use iamkit_report::catalog_changes::ServiceChangeReport;
use iamkit_report::comparison::ComparisonReport;
use iamkit_report::conformance::RefusedCase;
use iamkit_report::facts::{FactReport, ReportedFact};
use iamkit_report::lattice::LatticeReport;
use iamkit_report::witness;
use serde_json::{Value, json};

fn value(report: impl serde::Serialize) -> Value {
    serde_json::to_value(report).expect("is JSON")
}

fn access(actions: &str) -> Access {
    let text = json!({"Statement": {"Effect": "Allow", "Action": actions, "Resource": "*"}}).to_string();
    Access::identity(&text.parse::<PolicyDocument>().expect("is a policy")).expect("is compiled")
}

#[test]
fn a_fact_is_told_whole() {
    let fact = Fact::ListedForms;
    let report = value(FactReport::from(fact));
    assert_eq!((&report["schema"], &report["id"]), (&json!(1), &json!(fact.id())));
    assert_eq!((&report["rule"], &report["sentence"]), (&json!(fact.rule()), &json!(fact.sentence())));
    assert_eq!(ReportedFact::each(Facts::NONE.with(fact)), [ReportedFact::from(fact)]);
}

#[test]
fn a_witness_is_a_request_that_can_be_asked_again() {
    let found = differences(
        &access("sqs:Send*"),
        &access("sqs:SendMessage"),
        &Universe::strings(),
        &Limits::default(),
    );
    let shown = value(ComparisonReport::from(&found));
    let shown = &shown["differences"][0]["witness"];
    let request = witness::request(&found.list[0].witness);
    assert_eq!(request.wildcard_only, Some(false));
    // That it is about what it names goes without saying.
    assert_eq!(shown.get("wildcardOnly"), None);
    let again: CaseRequest = serde_json::from_value(shown.clone()).expect("is a request");
    assert_eq!(again, CaseRequest { wildcard_only: None, ..request });
    assert!(matches!(again.principal, CasePrincipal::Text(_)));
}

#[test]
fn a_lattice_names_its_policies() {
    let accesses = [access("sqs:*"), access("sqs:SendMessage"), access("nothing:*")];
    let catalog = iamkit_catalog::Catalog::embedded();
    let matrix = SubsetMatrix::assuming(
        &accesses.iter().collect::<Vec<_>>(),
        catalog,
        Universe::real().facts(),
        &Limits::default(),
    );
    let names = ["all", "one", "none"].map(String::from);
    let order = matrix.order();
    let empty = order.classes.iter().position(|class| *class == [2]);
    let report = value(LatticeReport::new(&names, &matrix, &order, empty));
    assert_eq!((&report["schema"], &report["policies"]), (&json!(1), &json!(3)));
    assert_eq!(report["allowingNothing"], json!(["none"]));
    assert!(
        report["covers"].as_array().expect("is a list").contains(&json!({"inner": "one", "outer": "all"}))
    );
}

#[test]
fn other_reports_say_their_schema() {
    let change = ServiceChange {
        prefix: "s".into(),
        presence: ChangePresence::Added,
        added_actions: vec!["A".into()],
        ..ServiceChange::default()
    };
    let report = value(ServiceChangeReport::from(&change));
    let actions = json!({"added": ["A"], "removed": [], "changed": []});
    assert_eq!(
        (&report["schema"], &report["presence"], &report["actions"]),
        (&json!(1), &json!("added"), &actions)
    );
    assert_eq!(
        value(RefusedCase::new("a", "no")),
        json!({"schema": 1, "id": "a", "passed": false, "refused": "no"})
    );
}
