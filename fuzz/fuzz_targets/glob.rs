//! Drives `iamkit_testkit::input::glob`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Err(violated) = iamkit_testkit::input::glob(bytes) {
        panic!("{violated}");
    }
});
