//! Lists of small numbers: every list once, referred to by its number.

use std::collections::BTreeMap;

use crate::error::EncodeError;
use crate::layout::{put_u16, put_u32};

/// Lists that are written once however often they are put in
#[derive(Debug)]
pub(super) struct Lists {
    numbers: BTreeMap<Vec<u16>, u16>,
    starts: Vec<u8>,
    items: Vec<u8>,
}

impl Lists {
    /// No list but the empty one, which is number 0
    pub(super) fn new() -> Self {
        let mut starts = Vec::new();
        put_u32(&mut starts, 0);
        put_u32(&mut starts, 0);
        Self { numbers: BTreeMap::from([(Vec::new(), 0)]), starts, items: Vec::new() }
    }

    /// The number of a list
    pub(super) fn put(&mut self, list: Vec<u16>) -> Result<u16, EncodeError> {
        if let Some(number) = self.numbers.get(&list) {
            return Ok(*number);
        }
        let number = id("different lists", self.numbers.len())?;
        for item in &list {
            put_u16(&mut self.items, *item);
        }
        let limit = u32::MAX as usize;
        let found = self.items.len() / 2;
        let end =
            u32::try_from(found).map_err(|_| EncodeError::TooMany { what: "list items", found, limit })?;
        put_u32(&mut self.starts, end);
        self.numbers.insert(list, number);
        Ok(number)
    }

    /// The table of starts and the items
    pub(super) fn into_parts(self) -> (Vec<u8>, Vec<u8>) {
        (self.starts, self.items)
    }
}

/// A number as a 16-bit id; the largest is kept free as a mark
pub(super) fn id(what: &'static str, number: usize) -> Result<u16, EncodeError> {
    let limit = usize::from(u16::MAX);
    match u16::try_from(number) {
        Ok(id) if id < u16::MAX => Ok(id),
        _ => Err(EncodeError::TooMany { what, found: number + 1, limit }),
    }
}
