//! AWS's own requests and answers: the policy simulator, for documents and for stored accounts, and the policy checks of
//! IAM Access Analyzer.

pub mod access_check;
#[cfg(feature = "accounts")]
pub mod requests;
pub mod simulation;
