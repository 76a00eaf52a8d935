//! The rule about arrows between crates.

use super::{check, printed, read};
use crate::finding::Rule;

/// What is found in crates with these names and ends of their manifests.
fn found(crates: &[(&str, &str)]) -> Vec<String> {
    let files = crates.iter().flat_map(|(name, rest)| {
        let manifest = format!("[package]\nname = \"{name}\"\nedition = \"2024\"\n{rest}");
        [(format!("{name}/Cargo.toml"), manifest), (format!("{name}/src/lib.rs"), "//! Docs.\n".to_owned())]
    });
    let files = files.collect::<Vec<_>>();
    let files = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect::<Vec<_>>();
    printed(&check(&read(&files).unwrap(), Rule::CrateArrows))
}

#[test]
fn arrows_down_and_to_the_side_are_fine_and_those_of_tests_are_none() {
    let found = found(&[
        ("iamkit-policy", "[dev-dependencies]\niamkit-engine = { path = \"../iamkit-engine\" }\n"),
        ("iamkit-engine", "[dependencies]\niamkit-policy = { path = \"../iamkit-policy\" }\n"),
        ("iamkit-prover", "[dependencies]\niamkit-engine = { path = \"../iamkit-engine\" }\n"),
        (
            "iamkit-testkit",
            "publish = false\n[dependencies]\niamkit-prover = { path = \"../iamkit-prover\" }\n",
        ),
        ("xtask", "[dependencies]\niamkit-testkit = { path = \"../iamkit-testkit\" }\n"),
    ]);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn arrows_up_are_found_at_their_line() {
    let found = found(&[
        ("iamkit-policy", "[dependencies]\niamkit-engine.path = \"../iamkit-engine\"\n"),
        ("iamkit-engine", ""),
    ]);
    let order = "ground < data < questions < oracle < edges < service < face < tests < shells";
    let expected = format!(
        "crates/iamkit-policy/Cargo.toml:5: `iamkit-policy` (ground) imports `iamkit-engine` (questions) above it: \
         {order} [crate-arrows]"
    );
    assert_eq!(found, [expected]);
}

#[test]
fn nothing_imports_a_shell_and_every_crate_has_its_layer() {
    let found = found(&[
        ("iamkit-benches", "[dependencies]\nxtask = { path = \"../xtask\" }\n"),
        ("iamkit-testkit", "version = \"0.1.0\"\n"),
        ("other", ""),
        ("xtask", ""),
    ]);
    assert_eq!(
        found,
        [
            "crates/iamkit-benches/Cargo.toml:5: `iamkit-benches` imports `xtask`, a shell; nothing imports a shell \
             [crate-arrows]",
            "crates/iamkit-testkit/Cargo.toml:1: `iamkit-testkit` is for tests, and `publish = false` is missing \
             [crate-arrows]",
            "crates/other/Cargo.toml:1: `other` stands in no layer; the table is `xtask/src/tidy/layers.rs` \
             [crate-arrows]",
        ]
    );
}

#[test]
fn crates_of_a_layer_form_no_circle() {
    let found = found(&[
        ("iamkit-engine", "[dependencies]\niamkit-prover = { path = \"../iamkit-prover\" }\n"),
        ("iamkit-prover", "[build-dependencies]\niamkit-engine = { path = \"../iamkit-engine\" }\n"),
    ]);
    let expected = "crates/iamkit-engine/Cargo.toml:1: these crates import each other: iamkit-engine, iamkit-prover \
                    [crate-arrows]";
    assert_eq!(found, [expected]);
}
