//! The AWS managed policies that are hardest to write anew are proven to be the same.
#![cfg(feature = "prove")]

use iamkit_catalog::Catalog;
use iamkit_managed::ManagedPolicies;
use iamkit_policy::PolicyDocument;
use iamkit_policy::normal::PolicyKind;
use iamkit_prover::{Limits, Universe};
use iamkit_validate::rewrite::{canonical, expand, minimize, prove_equal};

/// Each has more classes of actions, or spelt out more characters, than a question has by itself.
const HARD: [&str; 4] = [
    "AWSSupportServiceRolePolicy",
    "SageMakerStudioAdminIAMDefaultExecutionPolicy",
    "SageMakerStudioUserIAMDefaultExecutionPolicy",
    "SageMakerStudioProjectUserRolePermissionsBoundary",
];

#[test]
fn the_hardest_policies_are_proven_to_be_the_same() {
    let limits = Limits { max_classes: 1 << 14, max_text: 1 << 22, ..Limits::default() };
    let catalog = Catalog::embedded();
    let mut unproven = Vec::new();
    for name in HARD {
        let text = ManagedPolicies::embedded().policy(name).expect("it is there").current().document_text();
        let document: PolicyDocument = text.expect("it opens").parse().expect("it is a policy");
        let small =
            minimize(&document, PolicyKind::Identity, catalog, &limits).expect("it is one of its kind");
        for (way, text, universe) in [
            ("fmt", canonical(&document, catalog).pretty(), Universe::strings()),
            ("minimize", small.compact(), Universe::strings()),
            ("expand", expand(&document, catalog).compact(), Universe::real()),
        ] {
            let start = std::time::Instant::now();
            if let Err(error) = prove_equal(&document, &text, PolicyKind::Identity, &universe, &limits) {
                unproven.push(format!("{way} {name}: {error}"));
            }
            println!("{way} {name} {:?}", start.elapsed());
        }
    }
    assert!(unproven.is_empty(), "{}", unproven.join("\n"));
}
