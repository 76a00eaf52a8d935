//! Drives the property of any two policies that `iamkit-prover` tests. Run it with `-timeout=25`, so that few bytes that
//! take long are a failure.
#![no_main]

use iamkit_prover::Limits;

#[path = "../../crates/iamkit-prover/tests/pairs/property.rs"]
mod property;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Err(violated) = property::prove(bytes, &Limits::default()) {
        panic!("{violated}");
    }
});
