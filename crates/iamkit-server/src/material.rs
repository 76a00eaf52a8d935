//! What users and providers prove themselves with: passwords, codes of MFA devices, keys, certificates, tokens.

pub(crate) mod certificate;
mod der;
pub(crate) mod one_time;
pub(crate) mod password;
pub(crate) mod png;
pub(crate) mod ssh_key;
