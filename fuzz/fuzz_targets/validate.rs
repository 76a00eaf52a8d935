//! Drives the property of any bytes that `iamkit` tests: `validate`.
#![no_main]

#[path = "../../crates/iamkit/tests/input/property.rs"]
#[expect(dead_code, reason = "one of the properties is driven here")]
mod property;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Err(violated) = property::validate(bytes) {
        panic!("{violated}");
    }
});
