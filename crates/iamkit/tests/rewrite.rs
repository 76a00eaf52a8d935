//! Policies written otherwise are proven to be the same: AWS's own, and drawn ones.

#![expect(clippy::unwrap_used, clippy::panic, reason = "integration test")]

use iamkit::catalog::Catalog;
use iamkit::managed::ManagedPolicies;
use iamkit::policy::{PolicyDocument, SizeQuota};
use iamkit::prover::{Limits, PolicyKind, Relation, Universe};
use iamkit::validate::PolicyType;
use iamkit::validate::fix::{AllowedFixes, FixOptions, FixProof, fix};
use iamkit::validate::rewrite::{
    PolicyDraft, ProofError, canonical, expand, minimize, prove_equal, prove_equal_together, split,
};
use proptest::prelude::*;

/// Every so many of AWS's policies; all with `IAMKIT_MANAGED=all`.
fn step() -> usize {
    if std::env::var("IAMKIT_MANAGED").is_ok_and(|which| which == "all") { 1 } else { 40 }
}

/// The sizes into which policies are split.
const SIZES: [usize; 3] = [300, 600, 2_000];

/// Each document of a split fits, and all of them together are the policy; what isn't decided is told.
fn unproven_splits(name: &str, document: &PolicyDocument, small: &PolicyDraft) -> Vec<String> {
    let (kind, limits) = (PolicyKind::Identity, Limits::default());
    let unproven = SIZES.into_iter().filter_map(|most| {
        let quota = SizeQuota::visible(most);
        // What can't be cut so small isn't.
        let texts = split(small, kind, quota).ok()?.iter().map(PolicyDraft::compact).collect::<Vec<_>>();
        assert!(texts.iter().all(|text| quota.holds(text)), "{name}");
        let together = texts.iter().map(String::as_str);
        match prove_equal_together(document, together, kind, &Universe::strings(), &limits) {
            Ok(()) => None,
            Err(ProofError::NotEqual { relation: Relation::Unknown, .. }) => Some(format!("split {name}")),
            Err(error) => panic!("split {name} by {most}: {error}\n{texts:?}"),
        }
    });
    unproven.collect()
}

/// What is mended is proven again, by whoever asks.
fn mend(name: &str, document: &PolicyDocument) {
    let (kind, options) = (PolicyKind::Identity, FixOptions::new(AllowedFixes::Equal));
    let (text, catalog) = (document.text(), Catalog::embedded());
    let fixed = fix(text, PolicyType::Identity, kind, catalog, &options).unwrap();
    match prove_equal(document, &fixed.text, kind, &Universe::real(), &options.limits) {
        Ok(()) | Err(ProofError::NotEqual { relation: Relation::Unknown, .. }) => {
            assert!(matches!(fixed.proof, FixProof::Equal | FixProof::EqualInReal), "{name}");
        }
        Err(error) => panic!("mend {name}: {error}\n{}", fixed.text),
    }
    let again = fix(&fixed.text, PolicyType::Identity, kind, catalog, &options).unwrap();
    assert_eq!((again.text, again.fixes), (fixed.text, Vec::new()), "{name}");
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
    let unproven = unproven.collect::<Vec<_>>().into_iter();
    unproven.chain(unproven_splits(name, document, &small)).collect()
}

#[test]
fn managed_policies_are_the_same_written_otherwise() {
    let policies = ManagedPolicies::embedded().iter().step_by(step());
    let mut unknown = Vec::new();
    for policy in policies {
        let document: PolicyDocument = policy.current().document_text().unwrap().parse().unwrap();
        unknown.extend(unproven(policy.name(), &document));
        mend(policy.name(), &document);
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
        let document = document.to_string().parse().unwrap();
        let _ = unproven("drawn", &document);
        mend("drawn", &document);
    }
}
