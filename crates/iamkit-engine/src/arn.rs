//! The text of an ARN, taken apart (S37).

/// The six components of an ARN; `None` for what is none (S37).
#[inline]
pub(crate) fn components(text: &str) -> Option<[&str; 6]> {
    if !text.starts_with("arn:") {
        return None;
    }
    let mut components = [""; 6];
    let [before @ .., last] = &mut components;
    let mut rest = text;
    for component in before {
        (*component, rest) = split_at(rest, b':')?;
    }
    *last = rest;
    Some(components)
}

/// The text before the first such character, which is an ASCII one, and that behind it.
///
/// Components and names are short, so that byte by byte is faster than a search.
pub(crate) fn split_at(text: &str, byte: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|other| other == byte)?;
    text.get(..at).zip(text.get(at + 1..))
}
