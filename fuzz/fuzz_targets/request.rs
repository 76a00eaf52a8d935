//! Drives `iamkit_testkit::input::request`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Err(violated) = iamkit_testkit::input::request(bytes) {
        panic!("{violated}");
    }
});
