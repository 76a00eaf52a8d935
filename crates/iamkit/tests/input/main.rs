//! Any bytes taken for a listing, an organisation, a simulation's request or the stored form of data: no panic, no hang, an
//! error or one answer.
//!
//! The fuzz targets `listing`, `organization`, `simulate` and `bytes` drive the same properties from the same inputs.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "integration test")]

mod property;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use property::{Checked, bytes, listing, organization, simulate};
use proptest::prelude::*;

/// A property of any bytes.
type Property = fn(&[u8]) -> Checked;

/// The properties by name, one for each fuzz target.
const ALL: [(&str, Property); 4] =
    [("listing", listing), ("organization", organization), ("simulate", simulate), ("bytes", bytes)];

/// How long one input may take, on a machine that others use.
const PATIENCE: Duration = Duration::from_secs(20);

fn kept(name: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("inputs").join(name);
    let mut files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
    files.sort();
    files
}

fn timed(property: Property, bytes: &[u8]) -> Result<(), String> {
    let started = Instant::now();
    property(bytes)?;
    let taken = started.elapsed();
    if taken < PATIENCE { Ok(()) } else { Err(format!("it takes {taken:?}")) }
}

#[test]
fn kept_inputs_break_no_property() {
    for (name, property) in ALL {
        let files = kept(name);
        assert!(5 <= files.len(), "{name}: {} inputs", files.len());
        for file in files {
            let checked = timed(property, &fs::read(&file).unwrap());
            checked.unwrap_or_else(|violated| panic!("{}: {violated}", file.display()));
        }
    }
}

/// A kept input with some of its bytes replaced, dropped or doubled, as a fuzzer would.
fn mutated(name: &'static str) -> impl Strategy<Value = Vec<u8>> {
    let inputs = kept(name).into_iter().map(|file| fs::read(file).unwrap()).collect::<Vec<_>>();
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
    let (_, property) = ALL.into_iter().find(|(other, _)| *other == name).unwrap();
    timed(property, bytes).map_err(TestCaseError::fail)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn listings(bytes in mutated("listing")) { holds("listing", &bytes)?; }

    #[test]
    fn organizations(bytes in mutated("organization")) { holds("organization", &bytes)?; }

    #[test]
    fn simulations(bytes in mutated("simulate")) { holds("simulate", &bytes)?; }

    #[test]
    fn stored_forms(bytes in mutated("bytes")) { holds("bytes", &bytes)?; }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for (name, _) in ALL {
            holds(name, &bytes)?;
        }
    }
}
