//! Secrets of access keys, and the tokens of sessions.
//!
//! Neither is kept: the secret of a key is made from its id and the server's key, and a session's token is the session
//! itself, sealed with that key. Several servers of one key, and one server before and after a restart, know the same.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chacha20poly1305::aead::Aead as _;
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

use crate::error::StartError;
use crate::letters;

/// How many bytes of a token say how it was sealed.
const NONCE: usize = 24;
/// How many letters a secret has.
const SECRET: usize = 40;
/// How many letters stand behind the prefix of an access key id.
const KEY_LETTERS: usize = 16;

/// The key of a server, and what is made with it
#[derive(Clone)]
pub(crate) struct Secrets {
    key: [u8; 32],
}

impl Secrets {
    /// A key that nobody knows and that ends with the server.
    pub(crate) fn random() -> Result<Self, StartError> {
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(|_| StartError::Random)?;
        Ok(Self { key })
    }

    /// The key that a text stands for.
    pub(crate) fn of_text(text: &str) -> Self {
        Self { key: Sha256::digest(text).into() }
    }

    /// The secret of an access key.
    pub(crate) fn secret_of(&self, access_key_id: &str) -> String {
        let mut secret = STANDARD.encode(self.keyed(&["secret", access_key_id]));
        secret.truncate(SECRET);
        secret
    }

    /// The access key id of a session, which its token alone has.
    pub(crate) fn session_key_id(&self, token: &str) -> String {
        letters::id("ASIA", &self.keyed(&["session", token]), KEY_LETTERS)
    }

    /// An access key id for the root user, which only this key makes.
    pub(crate) fn root_key_id(&self) -> String {
        letters::id("AKIA", &self.keyed(&["root"]), KEY_LETTERS)
    }

    /// What a session's token says, sealed.
    pub(crate) fn seal(&self, session: &impl Serialize) -> Option<String> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).ok()?;
        let text = serde_json::to_vec(session).ok()?;
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), &*text).ok()?;
        Some(URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat()))
    }

    /// What a session's token says, unless somebody else made it.
    pub(crate) fn unseal<T: DeserializeOwned>(&self, token: &str) -> Option<T> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE>()?;
        let text = self.cipher().decrypt(&XNonce::from(*nonce), sealed).ok()?;
        serde_json::from_slice(&text).ok()
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.key.into())
    }

    /// Bytes that only this key makes of some texts.
    pub(crate) fn keyed(&self, parts: &[&str]) -> [u8; 32] {
        // INVARIANT: HMAC takes a key of any length.
        let Ok(mut mac) = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&self.key) else { return [0; 32] };
        for part in parts {
            mac.update(part.as_bytes());
            mac.update(b"\0");
        }
        mac.finalize().into_bytes().into()
    }
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets")
    }
}
