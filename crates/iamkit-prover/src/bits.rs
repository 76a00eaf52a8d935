//! A fixed number of bits: a set of the classes of one dimension.

use smallvec::SmallVec;

/// A set of small numbers; two sets are combined only if they were made for the same length.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Bits {
    words: SmallVec<[u64; 2]>,
}

impl Bits {
    pub(crate) fn empty(len: usize) -> Self {
        Self { words: SmallVec::from_elem(0, len.div_ceil(64)) }
    }

    pub(crate) fn full(len: usize) -> Self {
        Self::from_fn(len, |_| true)
    }

    pub(crate) fn from_fn(len: usize, mut holds: impl FnMut(usize) -> bool) -> Self {
        let mut bits = Self::empty(len);
        (0..len).filter(|&at| holds(at)).for_each(|at| bits.insert(at));
        bits
    }

    /// How many words it takes.
    pub(crate) fn width(&self) -> usize {
        self.words.len()
    }

    pub(crate) fn insert(&mut self, at: usize) {
        if let Some(word) = self.words.get_mut(at / 64) {
            *word |= 1 << (at % 64);
        }
    }

    pub(crate) fn contains(&self, at: usize) -> bool {
        self.words.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    pub(crate) fn count(&self) -> u32 {
        self.words.iter().map(|word| word.count_ones()).sum()
    }

    pub(crate) fn is_subset(&self, other: &Self) -> bool {
        self.words.iter().zip(&other.words).all(|(one, two)| one & !two == 0)
    }

    pub(crate) fn intersects(&self, other: &Self) -> bool {
        self.words.iter().zip(&other.words).any(|(one, two)| one & two != 0)
    }

    pub(crate) fn and(&self, other: &Self) -> Self {
        self.zip(other, |one, two| one & two)
    }

    /// Leaves only those that the other holds as well.
    pub(crate) fn keep(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(one, two)| *one &= two);
    }

    /// Adds those that the other holds.
    pub(crate) fn extend(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(one, two)| *one |= two);
    }

    pub(crate) fn minus(&self, other: &Self) -> Self {
        self.zip(other, |one, two| one & !two)
    }

    pub(crate) fn first(&self) -> Option<usize> {
        self.iter().next()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = usize> {
        self.words.iter().enumerate().flat_map(|(at, &word)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros() as usize)?;
                rest &= rest - 1;
                Some(at * 64 + bit)
            })
        })
    }

    fn zip(&self, other: &Self, join: impl Fn(u64, u64) -> u64) -> Self {
        Self { words: self.words.iter().zip(&other.words).map(|(&one, &two)| join(one, two)).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_combined_bit_by_bit() {
        let even = Bits::from_fn(130, |at| at % 2 == 0);
        let low = Bits::from_fn(130, |at| at < 100);
        assert_eq!(even.and(&low).count(), 50);
        assert_eq!(even.minus(&low).iter().collect::<Vec<_>>(), (100..130).step_by(2).collect::<Vec<_>>());
        assert!(low.is_subset(&Bits::full(130)) && !Bits::full(130).is_subset(&low));
        assert_eq!(even.minus(&even).first(), None);
    }
}
