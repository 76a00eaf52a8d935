//! Numbers from a seed: `SplitMix64`, which needs no more than a counter.

use serde_json::Value as Json;

/// A source of numbers that are the same every time.
#[derive(Debug, Clone)]
pub(crate) struct Draw(u64);

impl Draw {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let value = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        value ^ (value >> 31)
    }

    /// A number below `end`; 0 where there is none.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).unwrap_or(u64::MAX);
        usize::try_from(self.number() % end).unwrap_or_default()
    }

    /// A number below `end`, the low ones far more often: how memberships and attachments are spread.
    pub(crate) fn skewed(&mut self, end: usize) -> usize {
        let once = self.below(end);
        self.below(once + 1)
    }

    pub(crate) fn between(&mut self, least: usize, most: usize) -> usize {
        least + self.below(most - least + 1)
    }

    /// True in so many of a hundred cases.
    pub(crate) fn percent(&mut self, of_hundred: usize) -> bool {
        self.below(100) < of_hundred
    }

    #[expect(clippy::indexing_slicing, reason = "the lists are constants with at least one entry")]
    pub(crate) fn of<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        &list[self.below(list.len())]
    }

    /// A unique id with its prefix.
    pub(crate) fn id(&mut self, prefix: &str) -> String {
        const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        let letters = (0..17).map(|_| char::from(*self.of(ALPHABET))).collect::<String>();
        format!("{prefix}{letters}")
    }
}

/// Adds a member to an object.
pub(crate) fn put(object: &mut Json, member: &str, value: Json) {
    if let Some(object) = object.as_object_mut() {
        object.insert(member.to_owned(), value);
    }
}
