//! Drives `iamkit_cli::printed::output`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Err(violated) = iamkit_cli::printed::output(bytes) {
        panic!("{violated}");
    }
});
