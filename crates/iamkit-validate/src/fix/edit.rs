//! Edits of a text: stretches, and what stands there instead.

use iamkit_policy::Span;

/// A stretch of a text, and what stands there instead
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Edit {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) text: String,
}

impl Edit {
    pub(super) fn replace(span: Span, text: impl Into<String>) -> Self {
        Self { start: span.start, end: span.end, text: text.into() }
    }

    pub(super) fn remove(start: usize, end: usize) -> Self {
        Self { start, end, text: String::new() }
    }

    pub(super) fn insert(at: usize, text: impl Into<String>) -> Self {
        Self { start: at, end: at, text: text.into() }
    }

    /// Whether the stretches have a character in common, or begin at the same place.
    fn meets(&self, other: &Self) -> bool {
        self.start == other.start || (self.start < other.end && other.start < self.end)
    }
}

/// Edits that can be made together
#[derive(Debug, Clone, Default)]
pub(super) struct Edits(Vec<Edit>);

impl Edits {
    /// Takes these too, all or none; whether there was room for them.
    pub(super) fn add(&mut self, edits: &[Edit]) -> bool {
        let is_free = edits.iter().all(|edit| !self.0.iter().any(|other| edit.meets(other)));
        if is_free {
            self.0.extend_from_slice(edits);
        }
        is_free
    }

    /// The text with the edits made.
    pub(super) fn made(mut self, text: &str) -> String {
        self.0.sort();
        let mut made = String::with_capacity(text.len());
        let mut at = 0;
        for edit in self.0 {
            made.push_str(text.get(at..edit.start).unwrap_or_default());
            made.push_str(&edit.text);
            at = edit.end;
        }
        made.push_str(text.get(at..).unwrap_or_default());
        made
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_that_meet_are_not_made_together() {
        let mut edits = Edits::default();
        assert!(edits.add(&[Edit::remove(1, 3), Edit::insert(5, "!")]));
        assert!(!edits.add(&[Edit::insert(0, "?"), Edit::remove(2, 4)]));
        assert!(!edits.add(&[Edit::insert(5, "?")]));
        assert!(edits.add(&[Edit::remove(3, 4)]));
        assert_eq!(edits.made("abcdef"), "ae!f");
    }
}
