//! Drives the property of the bytes of a database that `iamkit-store-sqlite` tests.
#![no_main]

#[path = "../../crates/iamkit-store-sqlite/tests/bytes/property.rs"]
mod property;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Err(violated) = property::journal(bytes) {
        panic!("{violated}");
    }
});
