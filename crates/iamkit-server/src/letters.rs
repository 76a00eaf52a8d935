//! Ids in AWS's alphabet, and names of requests, made of bytes.

/// The letters of ids and keys.
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// An id: a prefix, then as many letters as are asked for, each from a byte.
pub(crate) fn id(prefix: &str, bytes: &[u8], n_letters: usize) -> String {
    let letters = bytes.iter().take(n_letters);
    let letters =
        letters.map(|byte| char::from(ALPHABET.get(usize::from(byte & 31)).copied().unwrap_or(b'A')));
    prefix.chars().chain(letters).collect()
}
