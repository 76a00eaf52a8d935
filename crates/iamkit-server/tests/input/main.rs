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
fn signed_inputs_are_read_and_done_or_refused_for_what_they_ask() {
    let inputs =
        std::fs::read_dir(folder()).unwrap().map(|entry| std::fs::read(entry.unwrap().path()).unwrap());
    let signed = inputs.filter(|input| input[0] != 0);
    let answers = signed.map(|input| String::from_utf8(property::answer(&input).unwrap()).unwrap());
    let (read, others) = answers.partition::<Vec<_>, _>(|answer| {
        answer.starts_with("HTTP/1.1 ") && !answer.starts_with("HTTP/1.1 403")
    });
    assert!(16 < read.len(), "{others:#?}");
    assert!(read.iter().any(|answer| answer.starts_with("HTTP/1.1 200")));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn inputs_like_them_are_answered(bytes in kept::mutated(&folder()).unwrap()) {
        in_time(PATIENCE, || property::wire(&bytes)).map_err(TestCaseError::fail)?;
    }
}
