//! Any bytes sent to a server, as they are or signed: no panic, no hang, an answer in the form of its protocol and never a
//! fault of the server's own.
//!
//! The fuzz target `wire` drives the same property from the same inputs.

mod property;

use std::path::{Path, PathBuf};
use std::time::Duration;

use iamkit_testkit::input::kept::{self, in_time};
use proptest::prelude::*;

/// How long one input may take, on a machine that others use.
const PATIENCE: Duration = Duration::from_secs(30);

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("inputs/wire")
}

#[test]
fn kept_inputs_are_answered() {
    assert_eq!(kept::check(&folder(), |bytes| in_time(PATIENCE, || property::wire(bytes))), Ok(()));
}

/// Inputs that a server refuses before it reads them show nothing of what is behind.
#[test]
fn signatures_are_right_and_operations_are_done() {
    let inputs =
        std::fs::read_dir(folder()).unwrap().map(|entry| std::fs::read(entry.unwrap().path()).unwrap());
    let done = inputs.filter(|input| property::answer(input).unwrap().starts_with(b"HTTP/1.1 200"));
    assert!(9 < done.count());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn inputs_like_them_are_answered(bytes in kept::mutated(&folder()).unwrap()) {
        in_time(PATIENCE, || property::wire(&bytes)).map_err(TestCaseError::fail)?;
    }
}
