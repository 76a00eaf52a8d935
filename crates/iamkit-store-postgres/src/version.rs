//! The versions of the schema.

/// The version that this crate writes.
pub(crate) const VERSION: u32 = 2;
/// The first version whose head has the digest of the log's last row, and not its generation alone.
pub(crate) const HEAD_VERSION: u32 = 2;
