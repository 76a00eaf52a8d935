//! Asks the prover about any two policies, with a zero byte between them: no panic, one answer, and no more work than the
//! bounds allow. Run it with `-timeout=10`, so that few bytes that take long are a failure.
#![no_main]

use iamkit_policy::PolicyDocument;
use iamkit_prover::{Access, Limits, Universe, compare, idle_statements};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let (a, b) = text.split_once('\0').unwrap_or((&text, &text));
    let read = |text: &str| Access::identity(&text.parse::<PolicyDocument>().ok()?).ok();
    let (Some(a), Some(b)) = (read(a), read(b)) else { return };
    let limits = Limits::default();
    for universe in [Universe::real(), Universe::strings()] {
        let found = compare(&a, &b, &universe, &limits);
        assert_eq!(found, compare(&a, &b, &universe, &limits));
        let _ = idle_statements(&a, &universe, &limits);
    }
});
