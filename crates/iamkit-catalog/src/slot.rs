//! The slots in which actions are found by the hash of their name.

use crate::id::ActionId;

/// Where the search in a table of this many slots begins; the count is a power of two
#[expect(clippy::cast_possible_truncation, reason = "the mask keeps fewer bits than any usize has")]
#[inline]
pub(crate) fn slot_start(hash: u64, slots: usize) -> usize {
    hash as usize & slots.wrapping_sub(1)
}

/// The part of the hash that is kept in the slot
#[inline]
pub(crate) fn slot_mark(hash: u64) -> u32 {
    (hash >> 48) as u32
}

/// A slot in the stored form: mark above, id plus one below
pub(crate) fn write_slot(id: u16, hash: u64) -> u32 {
    (slot_mark(hash) << 16) | (u32::from(id) + 1)
}

/// Id and mark of a slot that is not free
#[inline]
pub(crate) fn read_slot(slot: u32) -> Option<(ActionId, u32)> {
    let id = (slot & 0xffff).checked_sub(1)?;
    Some((ActionId::new(id), slot >> 16))
}
