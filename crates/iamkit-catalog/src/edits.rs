//! How many edits lead from one word to another: letters inserted, left out, replaced or swapped with their neighbour.
//!
//! A column of the table of distances differs from cell to cell by one at most, so that it is two words of bits, one of the
//! steps up and one of the steps down, and a letter of the other word leads from column to column in a few operations
//! (Myers 1999; Hyyrö 2003, with swaps of neighbours).

/// The longest word that others are compared with, in characters: a bit for each.
pub(crate) const MAX_LETTERS: usize = u128::BITS as usize;

/// A word that others are compared with, letter case aside
pub(crate) struct Word {
    length: usize,
    /// For each character of ASCII in lower case, a bit for each of its places.
    ascii: [u128; 128],
    others: Vec<(char, u128)>,
}

impl Word {
    /// `None` for a text that is too long.
    pub(crate) fn new(text: &str) -> Option<Self> {
        let mut word = Self { length: 0, ascii: [0; 128], others: Vec::new() };
        for letter in text.chars() {
            if MAX_LETTERS <= word.length {
                return None;
            }
            word.add(letter.to_ascii_lowercase(), 1 << word.length);
            word.length += 1;
        }
        Some(word)
    }

    fn add(&mut self, letter: char, bit: u128) {
        if let Some(places) = self.ascii.get_mut(letter as usize) {
            *places |= bit;
        } else if let Some((_, places)) = self.others.iter_mut().find(|(other, _)| *other == letter) {
            *places |= bit;
        } else {
            self.others.push((letter, bit));
        }
    }

    fn places(&self, letter: char) -> u128 {
        if let Some(places) = self.ascii.get(letter.to_ascii_lowercase() as usize) {
            return *places;
        }
        self.others.iter().find(|(other, _)| *other == letter).map_or(0, |(_, places)| *places)
    }

    /// The edits that lead to a name, if they are at most so many.
    pub(crate) fn distance(&self, name: &str, most: usize) -> Option<usize> {
        let letters = if name.is_ascii() { name.len() } else { name.chars().count() };
        if most < letters.abs_diff(self.length) {
            return None;
        }
        let Some(last) = self.length.checked_sub(1) else { return Some(letters) };
        let (mut ups, mut downs, mut diagonal, mut before) = (u128::MAX, 0, 0, 0);
        let mut distance = self.length;
        for (letter, left) in name.chars().zip((0..letters).rev()) {
            let same = self.places(letter);
            let swapped = ((!diagonal & same) << 1) & before;
            diagonal = ((same & ups).wrapping_add(ups) ^ ups) | same | downs | swapped;
            let (mut right_ups, mut right_downs) = (downs | !(diagonal | ups), diagonal & ups);
            distance = distance + (right_ups >> last & 1) as usize - (right_downs >> last & 1) as usize;
            // Each letter that is left takes one edit away at most.
            if most.saturating_add(left) < distance {
                return None;
            }
            right_ups = right_ups << 1 | 1;
            right_downs <<= 1;
            ups = right_downs | !(diagonal | right_ups);
            downs = right_ups & diagonal;
            before = same;
        }
        Some(distance).filter(|distance| *distance <= most)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn distances_are_those_of_the_table(
            one in "[abAé]{0,12}|[a-dü]{0,130}",
            two in "[abAé]{0,12}|[a-dü]{0,130}",
            most in 0_usize..140,
        ) {
            let Some(word) = Word::new(&one) else {
                prop_assert!(MAX_LETTERS < one.chars().count());
                return Ok(());
            };
            let far = strsim::osa_distance(&one.to_ascii_lowercase(), &two.to_ascii_lowercase());
            prop_assert_eq!(word.distance(&two, most), Some(far).filter(|far| *far <= most));
        }
    }
}
