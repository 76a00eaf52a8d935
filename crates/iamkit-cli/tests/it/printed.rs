//! What has to hold of everything printed, for the inputs that are kept, among them all that ever broke it, and random ones.
//!
//! The fuzz target `output` starts from the same folder.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "integration test")]

use std::path::{Path, PathBuf};

use iamkit_cli::printed::output;
use proptest::prelude::*;

fn kept() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("inputs/output");
    let mut files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
    files.sort();
    files
}

#[test]
fn kept_inputs_are_printed_well() {
    let files = kept();
    assert!(5 <= files.len(), "{} inputs", files.len());
    for file in files {
        let printed = output(&std::fs::read(&file).unwrap());
        printed.unwrap_or_else(|violated| panic!("{}: {violated}", file.display()));
    }
}

/// A kept input in whose strings some characters are others.
fn mutated() -> impl Strategy<Value = String> {
    let inputs = kept().into_iter().map(|file| std::fs::read_to_string(file).unwrap()).collect::<Vec<_>>();
    let piece = prop_oneof![
        any::<char>().prop_map(String::from),
        prop::sample::select(vec![
            "\n::error::",
            "##[",
            "```",
            "`",
            "\\u001b",
            "\u{9b}",
            "*",
            "${aws:x}",
            "|",
            "]("
        ])
        .prop_map(str::to_owned),
    ];
    let change = (any::<prop::sample::Index>(), piece);
    (prop::sample::select(inputs), prop::collection::vec(change, 0..6)).prop_map(|(text, changes)| {
        let mut characters = text.chars().map(String::from).collect::<Vec<_>>();
        for (place, piece) in changes {
            let place = place.index(characters.len());
            characters[place] = piece;
        }
        characters.concat()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_documents_are_printed_well(text in mutated()) {
        output(text.as_bytes()).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn any_bytes_are_printed_well(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        output(&bytes).map_err(TestCaseError::fail)?;
    }
}
