//! A table of names without letter case, each with a number: how literal actions are looked up.
//!
//! Open addressing over one flat list of slots, with the names side by side in one buffer: a look-up that hits touches
//! one slot and the bytes of one name. What matters most about a name stands in its slot.

use std::ops::Range;

use super::fold;

/// Names, numbered from 0 in the order they were put in
#[derive(Debug, Default)]
pub(crate) struct NameTable {
    /// A power of two of them, at most half in use; none while the table is empty.
    slots: Vec<Slot>,
    names: String,
    count: u32,
}

#[derive(Debug, Clone, Copy)]
struct Slot {
    /// The upper half of the hash; slots are chosen by the lower.
    tag: u32,
    start: u32,
    number: u32,
    // INVARIANT: a name is part of a document, whose bytes can be counted in three bytes.
    /// The length in the upper three bytes, the note in the lowest.
    length_and_note: u32,
}

const EMPTY: Slot = Slot { tag: 0, start: 0, number: u32::MAX, length_and_note: 0 };

impl Slot {
    fn is_empty(self) -> bool {
        self.number == u32::MAX
    }

    fn note(self) -> u8 {
        self.length_and_note.to_le_bytes()[0]
    }

    /// Where its name stands among the others.
    fn place(self) -> Range<usize> {
        let start = self.start as usize;
        start..start + (self.length_and_note >> 8) as usize
    }
}

const _: () = assert!(iamkit_policy::MAX_BYTES < 1 << 24, "a length has three bytes");

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
        used.map(|slot| (self.names.get(slot.place()).unwrap_or_default(), slot.number))
    }

    /// Writes a note beside each name, given by its number.
    pub(crate) fn annotate(&mut self, note: impl Fn(u32) -> u8) {
        for slot in self.slots.iter_mut().filter(|slot| !slot.is_empty()) {
            slot.length_and_note = slot.length_and_note & !0xff | u32::from(note(slot.number));
        }
    }

    /// The number of a name and the note beside it, given with its [`fold::hash`].
    #[inline]
    pub(crate) fn find(&self, name: &[u8], hash: u64) -> Option<(u32, u8)> {
        let slot = self.find_slot(hash, |own| fold::equals(name, own))?;
        Some((slot.number, slot.note()))
    }

    /// The number of a name in lower case.
    #[inline]
    pub(crate) fn find_folded(&self, folded: &[u8]) -> Option<u32> {
        self.find_slot(fold::hash(folded), |own| folded == own).map(|slot| slot.number)
    }

    #[inline]
    fn find_slot(&self, hash: u64, is_it: impl Fn(&[u8]) -> bool) -> Option<Slot> {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = slot_of(hash) & mask;
        loop {
            let slot = *self.slots.get(at)?;
            if slot.tag == tag(hash) && !slot.is_empty() && is_it(self.name(slot)) {
                return Some(slot);
            }
            if slot.is_empty() {
                return None;
            }
            at = (at + 1) & mask;
        }
    }

    /// The number of a name in lower case, which is put in if it isn't there.
    pub(crate) fn number(&mut self, folded: &str) -> u32 {
        let hash = fold::hash(folded.as_bytes());
        if let Some(slot) = self.find_slot(hash, |own| folded.as_bytes() == own) {
            return slot.number;
        }
        if self.slots.len() < 2 * (self.len() + 1) {
            self.grow();
        }
        let start = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let length = u32::try_from(folded.len()).unwrap_or(u32::MAX);
        self.names.push_str(folded);
        let number = self.count;
        self.place(hash, Slot { tag: tag(hash), start, number, length_and_note: length << 8 });
        self.count += 1;
        number
    }

    #[inline]
    fn name(&self, slot: Slot) -> &[u8] {
        self.names.as_bytes().get(slot.place()).unwrap_or_default()
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
        let capacity = (2 * self.slots.len()).max(8);
        let old = std::mem::replace(&mut self.slots, vec![EMPTY; capacity]);
        for slot in old.into_iter().filter(|slot| !slot.is_empty()) {
            self.place(fold::hash(self.name(slot)), slot);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(table: &NameTable, name: &str) -> Option<(u32, u8)> {
        table.find(name.as_bytes(), fold::hash(name.as_bytes()))
    }

    #[test]
    fn names_are_found_in_any_letter_case() {
        let mut table = NameTable::default();
        let names = (0..1_000).map(|number| format!("service:name{number}")).collect::<Vec<_>>();
        let numbers = names.iter().map(|name| table.number(name)).collect::<Vec<_>>();
        assert_eq!(numbers, (0..1_000).collect::<Vec<_>>());
        table.annotate(|number| u8::from(number == 7));
        for (name, number) in names.iter().zip(numbers) {
            assert_eq!(find(&table, &name.to_ascii_uppercase()), Some((number, u8::from(number == 7))));
            assert_eq!(table.number(name), number);
        }
        assert_eq!(find(&table, "service:name1000"), None);
        assert_eq!(table.iter().count(), 1_000);
    }

    /// How many slots are looked at to find every name, at most, from the one where its hash leads.
    fn longest_run(table: &NameTable) -> usize {
        let mask = table.slots.len() - 1;
        let from_home = |(at, slot): (usize, &Slot)| {
            at.wrapping_sub(slot_of(fold::hash(table.name(*slot))) & mask) & mask
        };
        let used = table.slots.iter().enumerate().filter(|(_, slot)| !slot.is_empty());
        used.map(from_home).max().unwrap_or_default()
    }

    /// How many slots are looked at to find every name once; putting them in looks at no more.
    fn n_probes(table: &NameTable) -> usize {
        let mask = table.slots.len() - 1;
        let used = table.slots.iter().enumerate().filter(|(_, slot)| !slot.is_empty());
        let probes =
            used.map(|(at, slot)| 1 + (at.wrapping_sub(slot_of(fold::hash(table.name(*slot)))) & mask));
        probes.sum()
    }

    /// Names that have nothing in common but their service.
    fn unlike(count: u64) -> NameTable {
        let mut table = NameTable::default();
        let mut state = 1_u64;
        for _ in 0..count {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            table.number(&format!("s3:{:016x}", state ^ (state >> 29)));
        }
        table
    }

    #[test]
    fn names_alike_in_all_but_their_ends_share_no_slot() {
        let of_others = n_probes(&unlike(28_000));
        for alike in [0, 112, 113, 120, 128, 200, 1_000] {
            let mut table = NameTable::default();
            let start = "a".repeat(alike);
            for number in 0..28_000 {
                table.number(&format!("s3:{start}{number:06}"));
            }
            let longest = longest_run(&table);
            assert!(longest < 200, "{alike} bytes alike: {longest}");
            let probes = n_probes(&table);
            assert!(probes <= 2 * of_others, "{alike} bytes alike: {probes} probes, others take {of_others}");
        }
    }

    #[test]
    fn names_alike_but_for_their_middles_share_no_slot() {
        let mut table = NameTable::default();
        for number in 0..28_000 {
            table.number(&format!("s3:{}{number:06}{}", "a".repeat(150), "b".repeat(40)));
        }
        assert!(longest_run(&table) < 200, "{}", longest_run(&table));
    }

    #[test]
    fn an_empty_table_holds_nothing() {
        assert_eq!(find(&NameTable::default(), "a"), None);
    }
}
