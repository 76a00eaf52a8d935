//! STS's operations.

pub(crate) mod assume_role;
mod credentials;
pub(crate) mod decode;
mod federated;
pub(crate) mod identity;
pub(crate) mod saml;
pub(crate) mod session_token;
pub(crate) mod web_identity;
