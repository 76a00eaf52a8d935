//! Sets of actions as bits, one for each action of a catalog.

use std::fmt;

use crate::id::ActionId;

/// A set of actions of one catalog
///
/// Sets of different catalogs must not be mixed: their ids mean different actions.
///
/// # Examples
///
/// ```
/// use iamkit_catalog::Catalog;
///
/// let catalog = Catalog::embedded();
/// let mut read = catalog.action_set("s3:Get*");
/// read.union_with(&catalog.action_set("s3:List*"));
/// assert!(catalog.action_set("s3:GetObject").is_subset(&read));
/// assert!(!catalog.action_set("s3:*").is_subset(&read));
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct ActionSet {
    // INVARIANT: no trailing zero words, so that equal sets have equal words.
    words: Vec<u64>,
}

impl ActionSet {
    /// The set of no action
    pub const fn new() -> Self {
        Self { words: Vec::new() }
    }

    /// How many actions are in the set
    ///
    /// # Complexity
    /// O(n / 64) for n actions of the catalog, as every operation on whole sets.
    pub fn len(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether no action is in the set
    pub const fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether the action is in the set
    pub fn contains(&self, id: ActionId) -> bool {
        let (word, bit) = place(id.get());
        self.words.get(word).is_some_and(|word| word & bit != 0)
    }

    /// Puts an action into the set
    pub fn insert(&mut self, id: ActionId) {
        let (word, bit) = place(id.get());
        self.grow(word + 1);
        if let Some(word) = self.words.get_mut(word) {
            *word |= bit;
        }
    }

    /// Puts the actions from `start` to before `end` into the set
    pub(crate) fn insert_range(&mut self, range: std::ops::Range<u32>) {
        let Some(last) = range.end.checked_sub(1).filter(|last| range.start <= *last) else {
            return;
        };
        let ((first_word, _), (last_word, _)) = (place(range.start), place(last));
        self.grow(last_word + 1);
        for (word, idx) in self.words.iter_mut().zip(0_u32..).take(last_word + 1).skip(first_word) {
            let from = range.start.saturating_sub(64 * idx);
            let to = (last - 64 * idx).min(63);
            *word |= (u64::MAX << from) & (u64::MAX >> (63 - to));
        }
    }

    /// Adds the actions of the other set
    pub fn union_with(&mut self, other: &Self) {
        self.grow(other.words.len());
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word |= other;
        }
    }

    /// Keeps only the actions that are in the other set too
    pub fn intersect_with(&mut self, other: &Self) {
        self.words.truncate(other.words.len());
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
        self.trim();
    }

    /// Takes away the actions of the other set
    pub fn subtract(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= !other;
        }
        self.trim();
    }

    /// Whether every action of this set is in the other
    pub fn is_subset(&self, other: &Self) -> bool {
        self.words.len() <= other.words.len()
            && self.words.iter().zip(&other.words).all(|(word, other)| word & !other == 0)
    }

    /// The actions in the order of their ids, which is the order of the catalog
    pub fn iter(&self) -> impl Iterator<Item = ActionId> {
        let words = self.words.iter().zip(0_u32..);
        words.flat_map(|(word, idx)| Bits(*word).map(move |bit| ActionId::new(64 * idx + bit)))
    }

    fn grow(&mut self, words: usize) {
        if self.words.len() < words {
            self.words.resize(words, 0);
        }
    }

    fn trim(&mut self) {
        let used = self.words.iter().rposition(|word| *word != 0).map_or(0, |last| last + 1);
        self.words.truncate(used);
    }
}

impl FromIterator<ActionId> for ActionSet {
    fn from_iter<I: IntoIterator<Item = ActionId>>(ids: I) -> Self {
        let mut set = Self::new();
        ids.into_iter().for_each(|id| set.insert(id));
        set
    }
}

impl fmt::Debug for ActionSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// The places of the ones in a word, from below
#[derive(Debug, Clone)]
pub(crate) struct Bits(pub(crate) u64);

impl Iterator for Bits {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let bit = (self.0 != 0).then(|| self.0.trailing_zeros())?;
        self.0 &= self.0 - 1;
        Some(bit)
    }
}

/// Moves the words out, for an iterator that owns them
impl ActionSet {
    pub(crate) fn into_words(self) -> Vec<u64> {
        self.words
    }
}

const fn place(id: u32) -> (usize, u64) {
    ((id / 64) as usize, 1 << (id % 64))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::ActionSet;
    use crate::id::ActionId;

    fn set(ids: &BTreeSet<u32>) -> ActionSet {
        ids.iter().map(|id| ActionId::new(*id)).collect()
    }

    fn ids(set: &ActionSet) -> BTreeSet<u32> {
        set.iter().map(ActionId::get).collect()
    }

    proptest! {
        #[test]
        fn operations_are_those_of_sets(
            a in prop::collection::btree_set(0_u32..200, 0..20),
            b in prop::collection::btree_set(0_u32..200, 0..20),
        ) {
            let (left, right) = (set(&a), set(&b));
            prop_assert_eq!(ids(&left), a.clone());
            prop_assert_eq!(left.len(), a.len());
            prop_assert_eq!(left.is_empty(), a.is_empty());
            prop_assert_eq!(left.is_subset(&right), a.is_subset(&b));
            let (mut union, mut both, mut less) = (left.clone(), left.clone(), left);
            union.union_with(&right);
            both.intersect_with(&right);
            less.subtract(&right);
            prop_assert_eq!(&union, &set(&(&a | &b)));
            prop_assert_eq!(&both, &set(&(&a & &b)));
            prop_assert_eq!(&less, &set(&(&a - &b)));
        }

        #[test]
        fn range_is_the_set_of_its_ids(start in 0_u32..200, len in 0_u32..200) {
            let mut range = ActionSet::new();
            range.insert_range(start..start + len);
            prop_assert_eq!(range, set(&(start..start + len).collect()));
        }
    }
}
