//! The least of many short rounds: a round is too short to be interrupted in most cases, so what remains is the work.

use std::time::Instant;

/// Nanoseconds of one call, least of many rounds of several calls.
pub fn least(rounds: u32, calls: u32, mut work: impl FnMut()) -> f64 {
    let round = |_| {
        let start = Instant::now();
        (0..calls).for_each(|_| work());
        start.elapsed().as_secs_f64() * 1e9 / f64::from(calls)
    };
    (0..rounds).map(round).fold(f64::INFINITY, f64::min)
}
