//! Sets of principals, by their places.

/// Some principals of a view.
#[derive(Debug, Clone, Default)]
pub(super) struct Places(Vec<u64>);

impl Places {
    /// The first so many.
    pub(super) fn all(count: usize) -> Self {
        let mut places = Self::default();
        (0..count).for_each(|place| places.insert(place));
        places
    }

    pub(super) fn insert(&mut self, place: usize) {
        let (word, bit) = Self::whereabouts(place);
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        if let Some(bits) = self.0.get_mut(word) {
            *bits |= bit;
        }
    }

    /// Tells whether it was there.
    pub(super) fn remove(&mut self, place: usize) -> bool {
        let was_there = self.contains(place);
        let (word, bit) = Self::whereabouts(place);
        if let Some(bits) = self.0.get_mut(word) {
            *bits &= !bit;
        }
        was_there
    }

    pub(super) fn contains(&self, place: usize) -> bool {
        let (word, bit) = Self::whereabouts(place);
        self.0.get(word).is_some_and(|bits| bits & bit != 0)
    }

    /// Whether some place is in both.
    pub(super) fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(one, other)| one & other != 0)
    }

    fn whereabouts(place: usize) -> (usize, u64) {
        (place / 64, 1 << (place % 64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_there_until_it_is_removed() {
        let mut places = Places::all(130);
        assert!(places.contains(0) && places.contains(129) && !places.contains(130));
        assert!(places.remove(129) && !places.remove(129) && !places.remove(1_000));
        let mut one = Places::default();
        one.insert(129);
        assert!(!one.meets(&places));
        places.insert(129);
        assert!(one.meets(&places) && places.meets(&one));
    }
}
