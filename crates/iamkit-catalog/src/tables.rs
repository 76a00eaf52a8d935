//! The bytes of a catalog, opened: where each table lies, and reading records in place.
//!
//! This file knows nothing of what the records mean.

use std::borrow::Cow;
use std::ops::Range;

use crate::error::CatalogError;
use crate::layout::{
    ALL_PARTS, FORMAT_VERSION, MAGIC, PARTS, PREAMBLE, Part, Record, StrRef, checksum, take_u16, take_u32,
    take_u64,
};

/// The tables of an opened catalog
#[derive(Clone)]
pub(crate) struct Tables {
    data: Cow<'static, [u8]>,
    // INVARIANT: kept apart from `data`, as text proved to be UTF-8 once and for all.
    pool: Cow<'static, str>,
    ranges: [Range<usize>; PARTS],
}

impl Tables {
    /// Opens the bytes of a catalog: header, bounds of the parts, checksum and UTF-8
    pub(crate) fn open(bytes: Cow<'static, [u8]>) -> Result<Self, CatalogError> {
        let ranges = read_ranges(&bytes)?;
        let [.., pool] = &ranges;
        let start = pool.start;
        let (data, pool) = match bytes {
            Cow::Borrowed(bytes) => {
                let (data, pool) = bytes.split_at_checked(start).ok_or(CatalogError::Truncated)?;
                let pool = std::str::from_utf8(pool).map_err(|_| CatalogError::Damaged)?;
                (Cow::Borrowed(data), Cow::Borrowed(pool))
            }
            Cow::Owned(mut bytes) => {
                let pool = String::from_utf8(bytes.split_off(start)).map_err(|_| CatalogError::Damaged)?;
                (Cow::Owned(bytes), Cow::Owned(pool))
            }
        };
        Ok(Self { data, pool, ranges })
    }

    /// A catalog that holds nothing
    pub(crate) fn empty() -> Self {
        Self { data: Cow::Borrowed(&[]), pool: Cow::Borrowed(""), ranges: [const { 0..0 }; PARTS] }
    }

    /// The bytes of a part, [`Part::Pool`] excepted
    #[inline]
    pub(crate) fn part(&self, part: Part) -> &[u8] {
        self.ranges.get(part as usize).and_then(|range| self.data.get(range.clone())).unwrap_or_default()
    }

    /// How many records a part has
    pub(crate) fn count(&self, part: Part) -> u32 {
        u32::try_from(self.part(part).len() / part.width()).unwrap_or(u32::MAX)
    }

    /// One record of a part
    #[inline]
    pub(crate) fn record<R: Record>(&self, part: Part, idx: u32) -> Option<R> {
        let start = (idx as usize).checked_mul(R::WIDTH)?;
        // The end is given too, so that the compiler sees the length and drops the checks of the single fields.
        let mut bytes = self.part(part).get(start..start.checked_add(R::WIDTH)?)?;
        R::read(&mut bytes)
    }

    /// One 16-bit entry of a part
    #[inline]
    pub(crate) fn u16_at(&self, part: Part, idx: u32) -> Option<u16> {
        take_u16(&mut self.part(part).get((idx as usize).saturating_mul(2)..)?)
    }

    /// One 32-bit entry of a part
    #[inline]
    pub(crate) fn u32_at(&self, part: Part, idx: u32) -> Option<u32> {
        take_u32(&mut self.part(part).get((idx as usize).saturating_mul(4)..)?)
    }

    /// A text of the pool; empty when the reference points nowhere
    #[inline]
    pub(crate) fn text(&self, reference: StrRef) -> &str {
        self.pool.get(reference.range()).unwrap_or_default()
    }

    /// The bytes of a text of the pool
    #[inline]
    pub(crate) fn text_bytes(&self, reference: StrRef) -> &[u8] {
        self.pool.as_bytes().get(reference.range()).unwrap_or_default()
    }

    /// The items of a list
    #[inline]
    pub(crate) fn list(&self, list: u16) -> List<'_> {
        let list = u32::from(list);
        let place = |list| (self.u32_at(Part::ListStarts, list).unwrap_or(0) as usize).saturating_mul(2);
        let items = self.part(Part::ListItems).get(place(list)..place(list + 1));
        List { bytes: items.unwrap_or_default() }
    }
}

/// The remaining items of a list
#[derive(Debug, Clone)]
pub(crate) struct List<'a> {
    bytes: &'a [u8],
}

impl List<'_> {
    pub(crate) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }
}

impl Iterator for List<'_> {
    type Item = u16;

    fn next(&mut self) -> Option<u16> {
        take_u16(&mut self.bytes)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.bytes.len() / 2, Some(self.bytes.len() / 2))
    }
}

impl ExactSizeIterator for List<'_> {}

/// Reads the header and proves that the parts lie one after another up to the end of the file
fn read_ranges(bytes: &[u8]) -> Result<[Range<usize>; PARTS], CatalogError> {
    let mut head = bytes.strip_prefix(&MAGIC).ok_or(CatalogError::NotACatalog)?;
    let version = take_u32(&mut head).ok_or(CatalogError::Truncated)?;
    if version != FORMAT_VERSION {
        return Err(CatalogError::Version { found: version, expected: FORMAT_VERSION });
    }
    let parts = take_u32(&mut head).ok_or(CatalogError::Truncated)?;
    let sum = take_u64(&mut head).ok_or(CatalogError::Truncated)?;
    let body = bytes.get(PREAMBLE..).ok_or(CatalogError::Truncated)?;
    if usize::try_from(parts) != Ok(PARTS) || sum != checksum(body) {
        return Err(CatalogError::Damaged);
    }
    read_lengths(&mut head, bytes.len())
}

fn read_lengths(head: &mut &[u8], total: usize) -> Result<[Range<usize>; PARTS], CatalogError> {
    let mut ranges = [const { 0..0 }; PARTS];
    let mut start = PREAMBLE + 4 * PARTS;
    for (range, part) in ranges.iter_mut().zip(ALL_PARTS) {
        let len = take_u32(head).ok_or(CatalogError::Truncated)? as usize;
        let end = start.checked_add(len).ok_or(CatalogError::Damaged)?;
        if !len.is_multiple_of(part.width()) || total < end {
            return Err(CatalogError::Damaged);
        }
        *range = start..end;
        start = end;
    }
    if start == total { Ok(ranges) } else { Err(CatalogError::Damaged) }
}
