//! Drives the property of any bytes that `iamkit-server` tests: `wire`.
#![no_main]

#[path = "../../crates/iamkit-server/tests/input/property.rs"]
mod property;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Err(violated) = property::wire(bytes) {
        panic!("{violated}");
    }
});
