//! How often a key may call: a bucket of calls for each, filled anew as time goes by.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// How many buckets are kept: one that is full says nothing and is left out first.
const MAX_BUCKETS: usize = 65_536;

/// The calls that keys may still make
#[derive(Debug)]
pub(crate) struct Rate {
    /// Calls a second, and at once.
    limit: f64,
    buckets: Mutex<HashMap<Box<str>, Bucket>>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    calls: f64,
    at: Instant,
}

impl Bucket {
    /// What is in it at a later time.
    fn filled(self, limit: f64, now: Instant) -> f64 {
        let seconds = now.saturating_duration_since(self.at).as_secs_f64();
        seconds.mul_add(limit, self.calls).min(limit)
    }
}

impl Rate {
    pub(crate) fn new(calls_per_second: u32) -> Self {
        Self { limit: f64::from(calls_per_second), buckets: Mutex::default() }
    }

    /// Whether a key may call now; if so, it has.
    pub(crate) fn may_call(&self, key: &str, now: Instant) -> bool {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if MAX_BUCKETS <= buckets.len() && !buckets.contains_key(key) {
            buckets.retain(|_, bucket| bucket.filled(self.limit, now) < self.limit);
        }
        let bucket = buckets.entry(key.into()).or_insert(Bucket { calls: self.limit, at: now });
        *bucket = Bucket { calls: bucket.filled(self.limit, now), at: now };
        let may = 1.0 <= bucket.calls;
        if may {
            bucket.calls -= 1.0;
        }
        may
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_key_may_call_so_often_a_second_whatever_others_do() {
        let (rate, start) = (Rate::new(2), Instant::now());
        let may = |key: &str, millis: u64| rate.may_call(key, start + Duration::from_millis(millis));
        assert_eq!([may("a", 0), may("a", 0), may("a", 0), may("b", 0)], [true, true, false, true]);
        assert_eq!([may("a", 400), may("a", 600), may("a", 600)], [false, true, false]);
        // However long the pause was, no more than a second's calls have come together.
        assert_eq!([may("a", 90_000), may("a", 90_000), may("a", 90_000)], [true, true, false]);
    }
}
