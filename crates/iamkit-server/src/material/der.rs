//! The Distinguished Encoding Rules of ASN.1 (X.690), as far as keys and certificates need them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const NULL: u8 = 0x05;
pub(super) const OBJECT: u8 = 0x06;
pub(super) const UTC_TIME: u8 = 0x17;
pub(super) const GENERALIZED_TIME: u8 = 0x18;
pub(super) const SEQUENCE: u8 = 0x30;

/// Elements one after the other
#[derive(Debug, Clone, Copy)]
pub(super) struct Elements<'b>(pub(super) &'b [u8]);

impl<'b> Elements<'b> {
    /// The next element: its tag and what is in it.
    pub(super) fn next(&mut self) -> Option<(u8, &'b [u8])> {
        let (&tag, rest) = self.0.split_first()?;
        let (&first, rest) = rest.split_first()?;
        let (length, rest) = match first {
            0..=0x7f => (usize::from(first), rest),
            // A length of more bytes than four is of nothing that fits into a request.
            0x81..=0x84 => {
                let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
                (bytes.iter().fold(0, |sum, byte| (sum << 8) | usize::from(*byte)), rest)
            }
            _ => return None,
        };
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some((tag, content))
    }

    /// What is in the next element, which has a tag.
    pub(super) fn of(&mut self, tag: u8) -> Option<&'b [u8]> {
        self.next().filter(|(found, _)| *found == tag).map(|(_, content)| content)
    }

    /// The elements in the next one, which is a sequence.
    pub(super) fn sequence(&mut self) -> Option<Self> {
        self.of(SEQUENCE).map(Elements)
    }
}

/// An element as bytes.
pub(super) fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let mut element = vec![tag];
    match u8::try_from(content.len()) {
        Ok(short) if short < 0x80 => element.push(short),
        _ => {
            let bytes = content.len().to_be_bytes();
            let n_zeros = bytes.iter().take_while(|byte| **byte == 0).count();
            let bytes = bytes.get(n_zeros..).unwrap_or_default();
            element.push(0x80 | u8::try_from(bytes.len()).unwrap_or(0x7f));
            element.extend(bytes);
        }
    }
    element.extend(content);
    element
}

/// The bytes in a text between two lines that say what it is: the first one of a label.
pub(super) fn of_pem(text: &str, label: &str) -> Option<Vec<u8>> {
    let (_, rest) = text.split_once(&format!("-----BEGIN {label}-----"))?;
    let (body, _) = rest.split_once(&format!("-----END {label}-----"))?;
    STANDARD.decode(body.split_ascii_whitespace().collect::<String>()).ok()
}

/// The bytes between two lines that say what they are.
pub(super) fn to_pem(label: &str, bytes: &[u8]) -> String {
    let body = STANDARD.encode(bytes);
    let lines = body.as_bytes().chunks(64).map(String::from_utf8_lossy).collect::<Vec<_>>();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----", lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_read_as_they_were_written() {
        for length in [0_usize, 1, 127, 128, 255, 256, 70_000] {
            let written = element(SEQUENCE, &[&vec![7; length]]);
            let mut elements = Elements(&written);
            assert_eq!(elements.of(SEQUENCE), Some(&*vec![7; length]));
            assert!(elements.next().is_none());
            // One byte less is no element.
            assert!(Elements(&written[..written.len() - 1]).next().is_none());
        }
        assert!(Elements(&[SEQUENCE, 0x85, 1, 1, 1, 1, 1]).next().is_none());
    }
}
