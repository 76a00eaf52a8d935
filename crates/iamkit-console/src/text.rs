//! What text a file holds: editors and shells write it as UTF-16, too, or with a mark before it.

/// The bytes of a text as UTF-8, without a byte-order mark
///
/// UTF-16 is told by its mark, or else by a zero byte beside the first character, which no JSON has. What is no text, or
/// broken, stays as it is: whoever reads it says so.
pub fn decoded(bytes: Vec<u8>) -> Vec<u8> {
    match *bytes {
        [0xef, 0xbb, 0xbf, ..] => bytes.into_iter().skip(3).collect(),
        [0xff, 0xfe, _, ..] => utf16(&bytes, 2, u16::from_le_bytes).unwrap_or(bytes),
        [0xfe, 0xff, _, ..] => utf16(&bytes, 2, u16::from_be_bytes).unwrap_or(bytes),
        [1..=0x7f, 0, ..] => utf16(&bytes, 0, u16::from_le_bytes).unwrap_or(bytes),
        [0, 1..=0x7f, ..] => utf16(&bytes, 0, u16::from_be_bytes).unwrap_or(bytes),
        _ => bytes,
    }
}

fn utf16(bytes: &[u8], skipped: usize, unit: fn([u8; 2]) -> u16) -> Option<Vec<u8>> {
    let (units, rest) = bytes.get(skipped..)?.as_chunks::<2>();
    let text = char::decode_utf16(units.iter().copied().map(unit)).collect::<Result<String, _>>().ok()?;
    rest.is_empty().then(|| text.into_bytes())
}

/// What a file is that holds no JSON, where its beginning tells, and what to do about it.
pub fn mistaken(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x1f, 0x8b, ..] => Some("it is packed by gzip: unpack it first, as `gunzip` does"),
        [b'P', b'K', 3, 4, ..] => Some("it is a zip file: unpack it first, as `unzip` does"),
        _ => is_yaml(bytes).then_some("it looks like YAML: turn it into JSON first, as `yq -o=json` does"),
    }
}

/// Whether the first line that says something begins as YAML does and no JSON.
fn is_yaml(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let Some(first) = lines.next() else { return false };
    let is_key =
        |key: &str| !key.is_empty() && key.chars().all(|it| it.is_alphanumeric() || "_-:/.".contains(it));
    let key = first.strip_prefix("- ").unwrap_or(first).split_once(':');
    first == "---"
        || first.starts_with("%YAML")
        || key.is_some_and(|(key, rest)| is_key(key) && (rest.is_empty() || rest.starts_with(' ')))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{\"Sid\": \"größer 🦀\"}";

    fn units(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn utf16_is_read_with_and_without_its_mark() {
        let marked = format!("\u{feff}{TEXT}");
        for bytes in [
            units(&marked, u16::to_le_bytes),
            units(&marked, u16::to_be_bytes),
            units(TEXT, u16::to_le_bytes),
            units(TEXT, u16::to_be_bytes),
            marked.clone().into_bytes(),
            TEXT.as_bytes().to_vec(),
        ] {
            assert_eq!(decoded(bytes), TEXT.as_bytes());
        }
    }

    #[test]
    fn what_is_broken_stays_as_it_is() {
        for bytes in [&b"\xff\xfe{"[..], b"\xff\xfe", b"\xff\xfe\x00\xd8", b"{\0\"", b"", b"\xff"] {
            assert_eq!(decoded(bytes.to_vec()), bytes);
        }
    }

    #[test]
    fn what_is_no_json_is_told() {
        let begins = |bytes: &[u8]| mistaken(bytes).map(|hint| hint.split(':').next().unwrap_or_default());
        assert_eq!(begins(b"\x1f\x8b\x08"), Some("it is packed by gzip"));
        assert_eq!(begins(b"PK\x03\x04"), Some("it is a zip file"));
        for yaml in ["---\nVersion: 1", "# a\n\nVersion: '2012-10-17'", "- Sid: a", "Statement:\n  - a"] {
            assert_eq!(begins(yaml.as_bytes()), Some("it looks like YAML"), "{yaml}");
        }
        for other in ["{}", "\"a\": {}", "", "arn:aws:iam::1:user/a", "hello"] {
            assert_eq!(begins(other.as_bytes()), None, "{other}");
        }
    }
}
