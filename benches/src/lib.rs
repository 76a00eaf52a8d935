//! What the benchmarks share: workloads as data, engines to compare, and the comparison itself.
//!
//! A bench compiles the policies once and makes each request from its texts. Every answer is compared with the right
//! one before it is timed; an engine that decides wrongly is recorded as wrong instead of being timed.

pub mod account;
pub mod engine;
pub mod floor;
pub mod layers;
mod least;
pub mod ours;
#[cfg(feature = "peers")]
pub mod peer;
mod plain;
pub mod verdict;
pub mod workload;

pub use least::least;

/// What stops a benchmark
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The snippets of the workspace's README, compiled and run with the other examples; here, for this package needs all of
/// the crates and is never published.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
