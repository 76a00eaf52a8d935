//! Drives `xtask::printed::output`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Err(violated) = xtask::printed::output(bytes) {
        panic!("{violated}");
    }
});
