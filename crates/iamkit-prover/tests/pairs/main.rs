//! Any two policies: no panic, one answer, and no more work than the bounds allow.
//!
//! The fuzz target `prove` drives the same property from the same inputs, with the usual limits.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "integration test")]

mod property;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use iamkit_prover::Limits;
use property::prove;
use proptest::prelude::*;

/// How long one input may take without optimisation, on a machine that others use.
const PATIENCE: Duration = Duration::from_mins(2);

/// Enough for what is short; what takes more is undecided.
const FEW: usize = 500_000;

fn kept() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("inputs/prove");
    let mut files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
    files.sort();
    files
}

fn timed(bytes: &[u8]) -> Result<(), String> {
    let started = Instant::now();
    prove(bytes, &Limits { max_work: FEW, ..Limits::default() })?;
    let taken = started.elapsed();
    if taken < PATIENCE { Ok(()) } else { Err(format!("it takes {taken:?}")) }
}

#[test]
fn kept_pairs_break_no_property() {
    let files = kept();
    assert!(5 <= files.len(), "{} inputs", files.len());
    for file in files {
        let checked = timed(&fs::read(&file).unwrap());
        checked.unwrap_or_else(|violated| panic!("{}: {violated}", file.display()));
    }
}

/// A kept pair with some of its bytes replaced, dropped or doubled, as a fuzzer would.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let inputs = kept().into_iter().map(|file| fs::read(file).unwrap()).collect::<Vec<_>>();
    let change = (any::<prop::sample::Index>(), any::<u8>(), 0..4_u8);
    (prop::sample::select(inputs), prop::collection::vec(change, 0..4)).prop_map(|(mut bytes, changes)| {
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

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pairs(bytes in mutated()) {
        timed(&bytes).map_err(TestCaseError::fail)?;
    }
}
