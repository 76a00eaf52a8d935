//! The properties of any input hold for the inputs that are kept, among them all that ever broke one, and for random ones.
//!
//! Each folder of `inputs` is named as its property; the fuzz targets start from the same folders.

#![expect(clippy::unwrap_used, clippy::panic, reason = "integration test")]

use std::path::{Path, PathBuf};

use iamkit_testkit::input;
use proptest::prelude::*;

fn kept(property: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("inputs").join(property);
    let mut files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
    files.sort();
    files
}

#[test]
fn kept_inputs_break_no_property() {
    for (name, property) in input::ALL {
        let files = kept(name);
        assert!(5 <= files.len(), "{name}: {} inputs", files.len());
        for file in files {
            let checked = property(&std::fs::read(&file).unwrap());
            checked.unwrap_or_else(|violated| panic!("{}: {violated}", file.display()));
        }
    }
}

/// A kept input with some of its bytes replaced, dropped or doubled, as a fuzzer would.
fn mutated(name: &'static str) -> impl Strategy<Value = Vec<u8>> {
    let inputs = kept(name).into_iter().map(|file| std::fs::read(file).unwrap()).collect::<Vec<_>>();
    let change = (any::<prop::sample::Index>(), any::<u8>(), 0..4_u8);
    (prop::sample::select(inputs), prop::collection::vec(change, 0..6)).prop_map(|(mut bytes, changes)| {
        for (place, byte, kind) in changes {
            let place = place.index(bytes.len() + 1);
            match (kind, bytes.get(place).copied()) {
                (0, Some(_)) => drop(bytes.remove(place)),
                (1, Some(old)) => bytes.insert(place, old),
                (2, Some(_)) => bytes[place] = byte,
                _ => bytes.insert(place, byte),
            }
        }
        bytes
    })
}

fn holds(name: &str, bytes: &[u8]) -> Result<(), TestCaseError> {
    let (_, property) = input::ALL.into_iter().find(|(other, _)| *other == name).unwrap();
    property(bytes).map_err(TestCaseError::fail)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn documents(bytes in mutated("document")) { holds("document", &bytes)?; }

    #[test]
    fn arns(bytes in mutated("arn")) { holds("arn", &bytes)?; }

    #[test]
    fn globs(bytes in mutated("glob")) { holds("glob", &bytes)?; }

    #[test]
    fn conditions(bytes in mutated("condition")) { holds("condition", &bytes)?; }

    #[test]
    fn requests(bytes in mutated("request")) { holds("request", &bytes)?; }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for (name, _) in input::ALL {
            holds(name, &bytes)?;
        }
    }
}
