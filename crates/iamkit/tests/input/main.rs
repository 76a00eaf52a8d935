//! Any bytes taken for a listing, an organisation, a simulation's request, a policy to validate or the stored form of data: no
//! panic, no hang, an
//! error or one answer.
//!
//! The fuzz targets `listing`, `organization`, `simulate`, `bytes` and `validate` drive the same properties from the same inputs.

#![expect(clippy::unwrap_used, reason = "integration test")]

mod property;

use std::path::{Path, PathBuf};
use std::time::Duration;

use iamkit_testkit::input::kept::{self, in_time};
use property::{Checked, bytes, listing, organization, simulate, validate};
use proptest::prelude::*;

/// A property of any bytes.
type Property = fn(&[u8]) -> Checked;

/// The properties by name, one for each fuzz target.
const ALL: [(&str, Property); 5] = [
    ("listing", listing),
    ("organization", organization),
    ("simulate", simulate),
    ("bytes", bytes),
    ("validate", validate),
];

/// How long one input may take, on a machine that others use.
const PATIENCE: Duration = Duration::from_secs(20);

fn folder(property: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("inputs").join(property)
}

#[test]
fn kept_inputs_break_no_property() {
    for (name, property) in ALL {
        let checked = kept::check(&folder(name), |bytes| in_time(PATIENCE, || property(bytes)));
        assert_eq!(checked, Ok(()));
    }
}

fn mutated(name: &str) -> impl Strategy<Value = Vec<u8>> + use<> {
    kept::mutated(&folder(name)).unwrap()
}

fn holds(name: &str, bytes: &[u8]) -> Result<(), TestCaseError> {
    let (_, property) = ALL.into_iter().find(|(other, _)| *other == name).unwrap();
    in_time(PATIENCE, || property(bytes)).map_err(TestCaseError::fail)
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
    fn validated(bytes in mutated("validate")) { holds("validate", &bytes)?; }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for (name, _) in ALL {
            holds(name, &bytes)?;
        }
    }
}
