//! The versions of the schema.

/// The version that this crate writes.
pub(crate) const VERSION: u32 = 3;
/// The first version that keeps where the log ends.
pub(crate) const HEAD_VERSION: u32 = 3;
