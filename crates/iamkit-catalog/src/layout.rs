//! The stored form of a catalog: a header, tables of fixed-width little-endian records, and one pool of text.
//!
//! Nothing is parsed when a catalog is opened: the header says where each table lies, and records are read in place
//! when they are asked for.
//! Reading is total: an offset that points nowhere gives nothing, whatever the bytes are.
//! The checksum tells a damaged file; it does not authenticate one.

use crate::access::AccessLevels;
use crate::key_type::KeyTypes;

/// The version of the stored form; other versions are refused
pub const FORMAT_VERSION: u32 = 1;

pub(crate) const MAGIC: [u8; 8] = *b"IAMKITCT";

/// Magic, version, number of parts and checksum
pub(crate) const PREAMBLE: usize = 24;

/// The tables in the order in which they lie in the file
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// [`ServiceRecord`]s, sorted by prefix
    Services,
    /// [`ActionRecord`]s, sorted by service and lower-case name
    Actions,
    /// [`ResourceRecord`]s, sorted by service and lower-case name
    Resources,
    /// [`KeyRecord`]s, sorted by lower-case name and types
    Keys,
    /// The ids of the keys with a placeholder in their name, ascending
    Templates,
    /// [`StrRef`]s of ARN templates
    Arns,
    /// [`DependentRecord`]s, sorted by lower-case name
    Dependents,
    /// Where each list starts in [`Part::ListItems`], and one entry more for the end
    ListStarts,
    /// The items of all lists, 16 bits each
    ListItems,
    /// The open-addressing table of the actions
    Slots,
    /// The ids of the actions, sorted by lower-case name
    ByName,
    /// [`StrRef`]s of what the catalog was made from
    Sources,
    /// All text, UTF-8
    Pool,
}

/// How many parts a catalog has
pub(crate) const PARTS: usize = 13;

/// All of them, in the order of the file
pub(crate) const ALL_PARTS: [Part; PARTS] = [
    Part::Services,
    Part::Actions,
    Part::Resources,
    Part::Keys,
    Part::Templates,
    Part::Arns,
    Part::Dependents,
    Part::ListStarts,
    Part::ListItems,
    Part::Slots,
    Part::ByName,
    Part::Sources,
    Part::Pool,
];

impl Part {
    /// Bytes of one record
    pub(crate) const fn width(self) -> usize {
        match self {
            Self::Services => ServiceRecord::WIDTH,
            Self::Actions => ActionRecord::WIDTH,
            Self::Resources => ResourceRecord::WIDTH,
            Self::Keys => KeyRecord::WIDTH,
            Self::Dependents => DependentRecord::WIDTH,
            Self::Arns | Self::Sources => StrRef::WIDTH,
            Self::ListStarts | Self::Slots => 4,
            Self::Templates | Self::ListItems | Self::ByName => 2,
            Self::Pool => 1,
        }
    }
}

/// A record of fixed width
pub(crate) trait Record: Sized {
    /// Bytes of one record
    const WIDTH: usize;
    /// Reads a record from the start of the bytes
    fn read(bytes: &mut &[u8]) -> Option<Self>;
    /// Appends the record
    fn write(&self, out: &mut Vec<u8>);
}

/// A text in the pool: 22 bits of offset and 10 bits of length
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StrRef(u32);

/// Longest text in the pool, in bytes
pub(crate) const MAX_TEXT: usize = (1 << 10) - 1;

/// Largest pool, in bytes
pub(crate) const MAX_POOL: usize = 1 << 22;

impl StrRef {
    /// The reference to a place in the pool, if the two fit into it
    pub(crate) fn new(start: usize, len: usize) -> Option<Self> {
        if start >= MAX_POOL || len > MAX_TEXT {
            return None;
        }
        Some(Self(u32::try_from((start << 10) | len).ok()?))
    }

    #[inline]
    pub(crate) fn range(self) -> std::ops::Range<usize> {
        let (start, len) = (self.0 >> 10, self.0 & 0x3ff);
        start as usize..(start + len) as usize
    }
}

impl Record for StrRef {
    const WIDTH: usize = 4;

    #[inline]
    fn read(bytes: &mut &[u8]) -> Option<Self> {
        take_u32(bytes).map(Self)
    }

    fn write(&self, out: &mut Vec<u8>) {
        put_u32(out, self.0);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ServiceRecord {
    pub(crate) prefix: StrRef,
    pub(crate) title: StrRef,
    pub(crate) first_action: u32,
    pub(crate) first_resource: u32,
    pub(crate) keys: u16,
    pub(crate) flags: u16,
}

impl Record for ServiceRecord {
    const WIDTH: usize = 20;

    #[inline]
    fn read(bytes: &mut &[u8]) -> Option<Self> {
        Some(Self {
            prefix: StrRef::read(bytes)?,
            title: StrRef::read(bytes)?,
            first_action: take_u32(bytes)?,
            first_resource: take_u32(bytes)?,
            keys: take_u16(bytes)?,
            flags: take_u16(bytes)?,
        })
    }

    fn write(&self, out: &mut Vec<u8>) {
        self.prefix.write(out);
        self.title.write(out);
        put_u32(out, self.first_action);
        put_u32(out, self.first_resource);
        put_u16(out, self.keys);
        put_u16(out, self.flags);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ActionRecord {
    pub(crate) name: StrRef,
    pub(crate) service: u16,
    pub(crate) access: AccessLevels,
    pub(crate) flags: u8,
    pub(crate) resources: u16,
    pub(crate) keys: u16,
    pub(crate) dependents: u16,
}

/// Bit of [`ActionRecord::flags`]: used in policies only, no API operation of this name
pub(crate) const PERMISSION_ONLY: u8 = 1;

/// Bit of [`ServiceRecord::flags`]: resource control policies apply
pub(crate) const RESOURCE_CONTROL: u16 = 1;

impl Record for ActionRecord {
    const WIDTH: usize = 14;

    #[inline]
    fn read(bytes: &mut &[u8]) -> Option<Self> {
        Some(Self {
            name: StrRef::read(bytes)?,
            service: take_u16(bytes)?,
            access: AccessLevels::from_bits(take_u8(bytes)?),
            flags: take_u8(bytes)?,
            resources: take_u16(bytes)?,
            keys: take_u16(bytes)?,
            dependents: take_u16(bytes)?,
        })
    }

    fn write(&self, out: &mut Vec<u8>) {
        self.name.write(out);
        put_u16(out, self.service);
        out.extend([self.access.bits(), self.flags]);
        put_u16(out, self.resources);
        put_u16(out, self.keys);
        put_u16(out, self.dependents);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ResourceRecord {
    pub(crate) name: StrRef,
    pub(crate) service: u16,
    pub(crate) arns: u16,
    pub(crate) keys: u16,
}

impl Record for ResourceRecord {
    const WIDTH: usize = 10;

    #[inline]
    fn read(bytes: &mut &[u8]) -> Option<Self> {
        Some(Self {
            name: StrRef::read(bytes)?,
            service: take_u16(bytes)?,
            arns: take_u16(bytes)?,
            keys: take_u16(bytes)?,
        })
    }

    fn write(&self, out: &mut Vec<u8>) {
        self.name.write(out);
        put_u16(out, self.service);
        put_u16(out, self.arns);
        put_u16(out, self.keys);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct KeyRecord {
    pub(crate) name: StrRef,
    pub(crate) types: KeyTypes,
}

impl Record for KeyRecord {
    const WIDTH: usize = 6;

    #[inline]
    fn read(bytes: &mut &[u8]) -> Option<Self> {
        Some(Self { name: StrRef::read(bytes)?, types: KeyTypes::from_bits(take_u16(bytes)?) })
    }

    fn write(&self, out: &mut Vec<u8>) {
        self.name.write(out);
        put_u16(out, self.types.bits());
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DependentRecord {
    pub(crate) name: StrRef,
    /// The id of the action of this name, or [`NO_ACTION`]
    pub(crate) action: u16,
}

/// Stands where a dependent action is not in the catalog
pub(crate) const NO_ACTION: u16 = u16::MAX;

impl Record for DependentRecord {
    const WIDTH: usize = 6;

    #[inline]
    fn read(bytes: &mut &[u8]) -> Option<Self> {
        Some(Self { name: StrRef::read(bytes)?, action: take_u16(bytes)? })
    }

    fn write(&self, out: &mut Vec<u8>) {
        self.name.write(out);
        put_u16(out, self.action);
    }
}

#[inline]
pub(crate) fn take_u8(bytes: &mut &[u8]) -> Option<u8> {
    let (head, rest) = bytes.split_first()?;
    *bytes = rest;
    Some(*head)
}

#[inline]
pub(crate) fn take_u16(bytes: &mut &[u8]) -> Option<u16> {
    let (head, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(u16::from_le_bytes(*head))
}

#[inline]
pub(crate) fn take_u32(bytes: &mut &[u8]) -> Option<u32> {
    let (head, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(u32::from_le_bytes(*head))
}

pub(crate) fn take_u64(bytes: &mut &[u8]) -> Option<u64> {
    let (head, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(u64::from_le_bytes(*head))
}

pub(crate) fn put_u16(out: &mut Vec<u8>, value: u16) {
    out.extend(value.to_le_bytes());
}

pub(crate) fn put_u32(out: &mut Vec<u8>, value: u32) {
    out.extend(value.to_le_bytes());
}

/// The checksum of everything after the preamble
///
/// Four lanes run side by side, because one alone would wait for each multiplication.
pub(crate) fn checksum(bytes: &[u8]) -> u64 {
    const MULTIPLIER: u64 = 0xff51_afd7_ed55_8ccd;
    let mix = |lane: u64, word: &[u8; 8]| {
        (lane ^ u64::from_le_bytes(*word)).wrapping_mul(MULTIPLIER).rotate_left(31)
    };
    let (blocks, tail) = bytes.as_chunks::<32>();
    let mut lanes = [1, 2, 3, 4];
    for block in blocks {
        let (words, _) = block.as_chunks::<8>();
        for (lane, word) in lanes.iter_mut().zip(words) {
            *lane = mix(*lane, word);
        }
    }
    let folded = lanes.iter().fold(bytes.len() as u64, |sum, lane| mix(sum, &lane.to_le_bytes()));
    tail.iter().fold(folded, |sum, byte| mix(sum, &u64::from(*byte).to_le_bytes()))
}
