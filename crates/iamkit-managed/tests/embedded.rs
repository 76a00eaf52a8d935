//! The embedded policies: counts, dates, documents, and the errors of what isn't there.

#![expect(clippy::expect_used, reason = "integration test")]

use std::collections::HashMap;

use iamkit_managed::{ManagedError, ManagedPolicies};
use proptest::prelude::*;

static DATA: &[u8] = include_bytes!("../data/managed.bin");

fn manifest() -> HashMap<String, serde_json::Value> {
    serde_json::from_str(include_str!("../data/manifest.json")).expect("is JSON")
}

fn message<T: std::fmt::Debug>(result: Result<T, ManagedError>) -> String {
    result.expect_err("is refused").to_string()
}

#[test]
fn counts_are_those_of_the_manifest() {
    let all = ManagedPolicies::embedded();
    let documents: usize = all.iter().map(|policy| policy.versions().count()).sum();
    let missing: usize = all.iter().map(|policy| policy.missing_versions().len()).sum();
    let newest = all.iter().flat_map(|policy| policy.versions()).map(|version| version.date()).max();
    let manifest = manifest();
    assert_eq!(manifest["policies"], all.iter().len());
    assert_eq!(manifest["documents"], documents);
    assert_eq!(manifest["neverCaptured"], missing);
    assert_eq!(manifest["newest"], newest.expect("has versions").to_string());
    assert_eq!(manifest["bytes"], DATA.len());
    assert_eq!((all.iter().len(), documents, missing), (1594, 6194, 850));
    assert!(DATA.len() <= 1_000_000);
}

#[test]
fn every_document_parses_and_prints_the_same_value() {
    for version in ManagedPolicies::embedded().iter().flat_map(|policy| policy.versions()) {
        let place = || format!("{:?} {}", version.policy(), version.id());
        let text = version.document_text().unwrap_or_else(|error| panic!("{}: {error}", place()));
        let document = version.document().unwrap_or_else(|error| panic!("{}: {error}", place()));
        #[cfg(feature = "serde")]
        {
            let value: serde_json::Value = serde_json::from_str(&text).expect("is JSON");
            assert_eq!(serde_json::to_value(&document).expect("serialises"), value, "{}", place());
        }
        assert_eq!(document.to_string(), text, "{}", place());
        let canonical = document.to_canonical_string();
        assert_eq!(
            canonical.parse::<iamkit_policy::PolicyDocument>().expect("parses"),
            document,
            "{}",
            place()
        );
    }
}

#[test]
fn workmail_policies_have_their_dates() {
    let all = ManagedPolicies::embedded();
    let dates = |name| {
        let versions = all.policy(name).expect("is there").versions();
        versions.map(|version| format!("{} {}", version.id(), version.date())).collect::<Vec<_>>()
    };
    assert_eq!(
        dates("AmazonWorkMailReadOnlyAccess"),
        ["v1 2015-02-06", "v2 2018-12-04", "v3 2019-05-13", "v4 2019-07-25"]
    );
    let full = dates("AmazonWorkMailFullAccess");
    assert_eq!((full.len(), full[1].as_str(), full[9].as_str()), (10, "v2 2015-03-24", "v10 2020-12-21"));
}

#[test]
fn policies_are_found_by_name_and_by_arn() {
    let all = ManagedPolicies::embedded();
    for policy in all.iter() {
        assert_eq!(all.policy(policy.name()).expect("is there").arn(), policy.arn());
        assert_eq!(all.policy(&policy.arn()).expect("is there").name(), policy.name());
    }
    assert!(all.policy("arn:aws:iam::aws:policy/wrong-path/ReadOnlyAccess").is_err());
}

#[test]
fn unknown_names_are_answered_with_the_nearest() {
    assert_eq!(
        message(ManagedPolicies::embedded().policy("AmazonWorkmailFullAcces")),
        "no AWS managed policy `AmazonWorkmailFullAcces`, nearest are `AmazonWorkMailFullAccess`, \
         `AmazonWorkDocsFullAccess`, `AmazonForecastFullAccess`"
    );
}

#[test]
fn versions_that_never_were_and_that_nobody_captured_are_told_apart() {
    let all = ManagedPolicies::embedded();
    let full = all.policy("AmazonWorkMailFullAccess").expect("is there");
    assert_eq!(
        message(full.version("v11".parse().expect("is an id"))),
        "`AmazonWorkMailFullAccess` has no version v11, the current one is v10"
    );
    let gap = all.iter().find(|policy| !policy.missing_versions().is_empty()).expect("some are missing");
    let missing = gap.missing_versions()[0];
    assert!(matches!(gap.version(missing), Err(ManagedError::NotCaptured { .. })));
    assert!(message(gap.version(missing)).starts_with(&format!(
        "version {missing} of `{}` was never captured, the nearest that were are v",
        gap.name()
    )));
    assert_eq!(
        message("7".parse::<iamkit_managed::ManagedVersionId>()),
        "`7` is no version id, expected `v` and a number from 1"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn damaged_data_is_an_error_and_never_a_panic(at in 0usize..400_000, byte: u8, cut in 0usize..1_000_000) {
        let mut data = DATA.to_vec();
        data[at] = byte;
        data.truncate(DATA.len() - cut.min(DATA.len()) * usize::from(cut % 3 == 0));
        if let Ok(all) = ManagedPolicies::from_bytes(data) {
            for policy in all.iter().take(40) {
                let _ = policy.current().document_text();
            }
        }
    }
}
