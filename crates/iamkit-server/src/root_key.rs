//! The access key of an account's root user: what a client begins with.

use std::fmt;
use std::str::FromStr;

use crate::error::StartError;

/// The access key of the root user
#[derive(Clone, PartialEq, Eq)]
pub struct RootKey {
    id: String,
    secret: String,
}

impl RootKey {
    /// A key of an id and a secret
    ///
    /// # Errors
    /// [`StartError::RootKey`] for an id or secret that no client could send.
    pub fn new(id: &str, secret: &str) -> Result<Self, StartError> {
        let is_sendable =
            |text: &str| (1..=128).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_graphic());
        if !is_sendable(id) || !is_sendable(secret) || id.contains('/') {
            return Err(StartError::RootKey);
        }
        Ok(Self { id: id.to_owned(), secret: secret.to_owned() })
    }

    /// The id
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The secret
    pub fn secret(&self) -> &str {
        &self.secret
    }
}

impl FromStr for RootKey {
    type Err = StartError;

    /// Reads an id and a secret with a colon or white space between them, as a file has them.
    fn from_str(text: &str) -> Result<Self, StartError> {
        let text = text.trim();
        let (id, secret) = text.split_once([':', ' ', '\t', '\n']).ok_or(StartError::RootKey)?;
        Self::new(id.trim(), secret.trim())
    }
}

impl fmt::Debug for RootKey {
    /// Without the secret
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RootKey").field("id", &self.id).finish_non_exhaustive()
    }
}
