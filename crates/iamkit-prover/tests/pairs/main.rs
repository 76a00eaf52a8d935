//! Any two policies: no panic, one answer, and no more work than the bounds allow.
//!
//! The fuzz target `prove` drives the same property from the same inputs, with the usual limits.

mod property;

use std::path::{Path, PathBuf};
use std::time::Duration;

use iamkit_prover::Limits;
use iamkit_testkit::input::kept::{self, in_time};
use property::prove;
use proptest::prelude::*;

/// How long one input may take without optimisation, on a machine that others use.
const PATIENCE: Duration = Duration::from_mins(2);

/// Enough for what is short; what takes more is undecided.
const FEW: usize = 500_000;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("inputs/prove")
}

fn holds(bytes: &[u8]) -> Result<(), String> {
    in_time(PATIENCE, || prove(bytes, &Limits { max_work: FEW, ..Limits::default() }))
}

#[test]
fn kept_pairs_break_no_property() {
    assert_eq!(kept::check(&folder(), holds), Ok(()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pairs(bytes in kept::mutated(&folder()).unwrap()) {
        holds(&bytes).map_err(TestCaseError::fail)?;
    }
}
