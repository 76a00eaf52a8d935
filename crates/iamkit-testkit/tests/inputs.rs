//! The properties of any input hold for the inputs that are kept, among them all that ever broke one, and for random ones.
//!
//! Each folder of `inputs` is named as its property; the fuzz targets start from the same folders.

#![expect(clippy::unwrap_used, reason = "integration test")]

use std::path::{Path, PathBuf};

use iamkit_testkit::input::{self, kept};
use proptest::prelude::*;

fn folder(property: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("inputs").join(property)
}

#[test]
fn kept_inputs_break_no_property() {
    for (name, property) in input::ALL {
        assert_eq!(kept::check(&folder(name), property), Ok(()));
    }
}

fn mutated(name: &str) -> impl Strategy<Value = Vec<u8>> + use<> {
    kept::mutated(&folder(name)).unwrap()
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
