//! STS's operations.

pub(crate) mod assume_role;
mod credentials;
pub(crate) mod identity;
pub(crate) mod session_token;
