//! A table of names without letter case, each with a number: how literal actions and services are looked up.
//!
//! Open addressing over one flat list of slots, with the names side by side in one buffer: a look-up that hits touches
//! one slot and the bytes of one name.

use crate::fold;

/// Names, numbered from 0 in the order they were put in
#[derive(Debug, Default)]
pub(crate) struct NameTable {
    /// A power of two of them, at most half in use; none while the table is empty.
    slots: Vec<Slot>,
    names: Vec<u8>,
    count: u32,
}

#[derive(Debug, Clone, Copy)]
struct Slot {
    /// The upper half of the hash; slots are chosen by the lower.
    tag: u32,
    start: u32,
    length: u32,
    number: u32,
}

const EMPTY: Slot = Slot { tag: 0, start: 0, length: 0, number: u32::MAX };

impl Slot {
    fn is_empty(self) -> bool {
        self.number == u32::MAX
    }
}

/// The lower half of a hash, of which the table takes as many bits as it has slots for.
#[expect(clippy::cast_possible_truncation, reason = "the lower half is what is wanted")]
fn slot_of(hash: u64) -> usize {
    hash as u32 as usize
}

fn tag(hash: u64) -> u32 {
    (hash >> 32) as u32
}

impl NameTable {
    /// How many names there are.
    pub(crate) fn len(&self) -> usize {
        self.count as usize
    }

    /// The names with their numbers, in the order of the slots.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, u32)> {
        let used = self.slots.iter().filter(|slot| !slot.is_empty());
        used.map(|slot| (std::str::from_utf8(self.name(*slot)).unwrap_or_default(), slot.number))
    }

    /// The number of a name, given with its [`fold::hash`].
    #[inline]
    pub(crate) fn find(&self, name: &str, hash: u64) -> Option<u32> {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = slot_of(hash) & mask;
        loop {
            let slot = *self.slots.get(at)?;
            if slot.is_empty() {
                return None;
            }
            if slot.tag == tag(hash) && fold::equals(name.as_bytes(), self.name(slot)) {
                return Some(slot.number);
            }
            at = (at + 1) & mask;
        }
    }

    /// The number of a name in lower case, which is put in if it isn't there.
    pub(crate) fn number(&mut self, folded: &str) -> u32 {
        let hash = fold::hash(folded);
        if let Some(number) = self.find(folded, hash) {
            return number;
        }
        if self.slots.len() < 2 * (self.len() + 1) {
            self.grow();
        }
        let start = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let length = u32::try_from(folded.len()).unwrap_or(u32::MAX);
        self.names.extend_from_slice(folded.as_bytes());
        let number = self.count;
        self.place(hash, Slot { tag: tag(hash), start, length, number });
        self.count += 1;
        number
    }

    #[inline]
    fn name(&self, slot: Slot) -> &[u8] {
        let start = slot.start as usize;
        self.names.get(start..start + slot.length as usize).unwrap_or_default()
    }

    fn place(&mut self, hash: u64, new: Slot) {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = slot_of(hash) & mask;
        while let Some(slot) = self.slots.get_mut(at) {
            if slot.is_empty() {
                *slot = new;
                return;
            }
            at = (at + 1) & mask;
        }
    }

    fn grow(&mut self) {
        let capacity = (2 * self.slots.len()).max(4);
        let old = std::mem::replace(&mut self.slots, vec![EMPTY; capacity]);
        for slot in old.into_iter().filter(|slot| !slot.is_empty()) {
            let hash = std::str::from_utf8(self.name(slot)).map(fold::hash).unwrap_or_default();
            self.place(hash, slot);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_any_letter_case() {
        let mut table = NameTable::default();
        let names = (0..1_000).map(|number| format!("service:name{number}")).collect::<Vec<_>>();
        let numbers = names.iter().map(|name| table.number(name)).collect::<Vec<_>>();
        assert_eq!(numbers, (0..1_000).collect::<Vec<_>>());
        for (name, number) in names.iter().zip(numbers) {
            let upper = name.to_ascii_uppercase();
            assert_eq!(table.find(&upper, fold::hash(&upper)), Some(number));
            assert_eq!(table.number(name), number);
        }
        assert_eq!(table.find("service:name1000", fold::hash("service:name1000")), None);
        assert_eq!(table.iter().count(), 1_000);
    }

    #[test]
    fn an_empty_table_holds_nothing() {
        assert_eq!(NameTable::default().find("a", fold::hash("a")), None);
    }
}
