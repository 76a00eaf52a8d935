//! The layout of the data: fixed header, tables of little-endian numbers, names, dictionary, blocks.
//!
//! ```text
//! magic[8]  policies u32  versions u32  names u32  dictionary u32  blocks u32
//! policy × policies:  name length u16, path length u16, version count u16, latest u16, created u32, updated u32
//! version × versions: number u16, date u32, block offset u32, start in block u32, length u32
//! names (paths and names in policy order), dictionary, blocks
//! ```
//! Policies are sorted by name, the versions of one from newest to oldest.

use crate::error::ManagedError;

pub(crate) const MAGIC: &[u8; 8] = b"IAMKMP01";

/// The largest uncompressed block, which bounds what opening a document may unpack.
pub(crate) const MAX_BLOCK: usize = 2 << 20;

/// Reads numbers and slices off the front of bytes.
#[derive(Clone, Copy)]
pub(crate) struct Cursor<'b>(pub(crate) &'b [u8]);

const SHORT: ManagedError = ManagedError::Corrupt("it ends too early");

impl<'b> Cursor<'b> {
    pub(crate) fn take(&mut self, length: usize) -> Result<&'b [u8], ManagedError> {
        let (head, tail) = self.0.split_at_checked(length).ok_or(SHORT)?;
        self.0 = tail;
        Ok(head)
    }

    pub(crate) fn u16(&mut self) -> Result<u16, ManagedError> {
        let bytes = self.take(2)?.try_into().map_err(|_| SHORT)?;
        Ok(u16::from_le_bytes(bytes))
    }

    pub(crate) fn u32(&mut self) -> Result<u32, ManagedError> {
        let bytes = self.take(4)?.try_into().map_err(|_| SHORT)?;
        Ok(u32::from_le_bytes(bytes))
    }

    pub(crate) fn len(&mut self) -> Result<usize, ManagedError> {
        self.u32().map(|number| number as usize)
    }

    pub(crate) fn text(&mut self, length: usize) -> Result<&'b str, ManagedError> {
        std::str::from_utf8(self.take(length)?).map_err(|_| ManagedError::Corrupt("a name is no UTF-8"))
    }
}
