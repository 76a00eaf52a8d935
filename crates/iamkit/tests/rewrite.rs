//! Policies written otherwise are proven to be the same: AWS's own, and drawn ones.

#![expect(clippy::unwrap_used, clippy::panic, reason = "integration test")]

use iamkit::catalog::Catalog;
use iamkit::managed::ManagedPolicies;
use iamkit::policy::PolicyDocument;
use iamkit::prover::{Limits, PolicyKind, Relation, Universe};
use iamkit::validate::rewrite::{ProofError, canonical, expand, minimize, prove_equal};
use proptest::prelude::*;

/// Every so many of AWS's policies; all with `IAMKIT_MANAGED=all`.
fn step() -> usize {
    if std::env::var("IAMKIT_MANAGED").is_ok_and(|which| which == "all") { 1 } else { 40 }
}

/// What can't be proven within the bounds, told by how it was written; what is wrong fails.
fn unproven(name: &str, document: &PolicyDocument) -> Vec<String> {
    let (kind, limits, catalog) = (PolicyKind::Identity, Limits::default(), Catalog::embedded());
    let small = minimize(document, kind, catalog, &limits).unwrap();
    assert!(small.compact().len() <= canonical(document, catalog).compact().len(), "{name}");
    let ways = [
        ("fmt", canonical(document, catalog).pretty(), Universe::strings()),
        ("expand", expand(document, catalog).pretty(), Universe::real()),
        ("minimize", small.compact(), Universe::strings()),
    ];
    let unproven = ways.into_iter().filter_map(|(way, text, universe)| {
        match prove_equal(document, &text, kind, &universe, &limits) {
            Ok(()) => None,
            Err(ProofError::NotEqual { relation: Relation::Unknown, .. }) => Some(format!("{way} {name}")),
            Err(error) => panic!("{way} {name}: {error}\n{text}"),
        }
    });
    unproven.collect()
}

#[test]
fn managed_policies_are_the_same_written_otherwise() {
    let policies = ManagedPolicies::embedded().iter().step_by(step());
    let mut unknown = Vec::new();
    for policy in policies {
        let document: PolicyDocument = policy.current().document_text().unwrap().parse().unwrap();
        unknown.extend(unproven(policy.name(), &document));
    }
    assert_eq!(unknown, [""; 0]);
}

#[test]
fn a_form_is_its_own_form() {
    for policy in ManagedPolicies::embedded().iter().step_by(step()) {
        let document: PolicyDocument = policy.current().document_text().unwrap().parse().unwrap();
        let once = canonical(&document, Catalog::embedded()).pretty();
        let twice = canonical(&once.parse().unwrap(), Catalog::embedded()).pretty();
        assert_eq!(once, twice, "{}", policy.name());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn drawn_policies_are_the_same_written_otherwise(document in iamkit_testkit::generate::document()) {
        // What isn't decided isn't written.
        let _ = unproven("drawn", &document.to_string().parse().unwrap());
    }
}
