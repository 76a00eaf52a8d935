//! The shape of an ARN's resource part, and whether a glob and it have a text in common.

use iamkit_policy::glob::{Glob, Token};

/// A resource part: letters, and places where any text may stand
///
/// A bit of a mask is a place: before so many of the letters.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    /// Before which letters a byte stands, for each byte that does.
    letters: Vec<(u8, u128)>,
    /// Where any text may stand.
    open: u128,
    /// Behind the last letter.
    end: u32,
    /// The letters before the first place where any text may stand.
    start: Box<str>,
}

impl Shape {
    pub(crate) fn of(resource: &str) -> Self {
        let start = resource.split(['$', '*']).next().unwrap_or_default().into();
        let mut shape = Self { letters: Vec::new(), open: 0, end: 0, start };
        let mut rest = resource;
        while let Some(byte) = rest.bytes().next() {
            let is_placeholder = rest.starts_with("${") || byte == b'*';
            // The last place is kept for the end.
            if is_placeholder || shape.end == u128::BITS - 1 {
                shape.open |= 1 << shape.end;
                let behind =
                    if byte == b'*' { rest.get(1..) } else { rest.split_once('}').map(|(_, it)| it) };
                rest = behind.filter(|_| is_placeholder).unwrap_or_default();
            } else {
                shape.letter(byte);
                rest = rest.get(1..).unwrap_or_default();
            }
        }
        shape
    }

    fn letter(&mut self, byte: u8) {
        let bit = 1_u128 << self.end;
        match self.letters.iter_mut().find(|(letter, _)| *letter == byte) {
            Some((_, places)) => *places |= bit,
            None => self.letters.push((byte, bit)),
        }
        self.end += 1;
    }

    /// Follows the glob through the shape, at all places at once.
    pub(crate) fn meets(&self, glob: &Glob) -> bool {
        let all = u128::MAX >> (u128::BITS - 1 - self.end);
        // A resource part is never empty.
        if glob.tokens().is_empty() || !self.begins_as(glob.literal_prefix()) {
            return false;
        }
        let (mut places, end) = (1_u128, 1_u128 << self.end);
        for token in glob.tokens() {
            places = match token {
                Token::AnyString => all & (u128::MAX << places.trailing_zeros()),
                Token::AnyChar => all & (places << 1) | places & self.open,
                Token::Literal(text) => self.follow(places, text),
            };
            // Where any text may stand at the end, whatever follows may.
            if places == 0 || places & self.open & end != 0 {
                break;
            }
        }
        places & end != 0
    }

    /// Whether a text and the shape can begin alike: one of the two starts is a start of the other.
    fn begins_as(&self, start: &str) -> bool {
        let length = start.len().min(self.start.len());
        start.as_bytes().get(..length) == self.start.as_bytes().get(..length)
    }

    fn follow(&self, mut places: u128, text: &str) -> u128 {
        for byte in text.bytes() {
            let letters = self.letters.iter().find(|(letter, _)| *letter == byte).map_or(0, |(_, it)| *it);
            places = (places & letters) << 1 | places & self.open;
            if places == 0 {
                break;
            }
        }
        places
    }
}

#[cfg(test)]
mod tests {
    use iamkit_policy::glob::Glob;

    use super::Shape;

    fn meets(resource: &str, pattern: &str) -> bool {
        Shape::of(resource).meets(&Glob::parse(pattern))
    }

    #[test]
    fn shapes_meet_globs_that_have_a_text_in_common_with_them() {
        for pattern in ["*", "role/a", "ro*", "*/x", "r?le/*", "role/*b*", "????*", "*e/*"] {
            assert!(meets("role/${Name}", pattern), "{pattern}");
        }
        for pattern in ["", "rol", "user/*", "roles*", "???", "Role/a", "x*", "*é"] {
            assert_eq!(meets("role/${Name}", pattern), pattern == "*é", "{pattern}");
        }
        assert!(meets("${Bucket}/${Key}", "b/*") && meets("${Bucket}/${Key}", "a*"));
        assert!(!meets("${Bucket}/${Key}", "b"));
        assert!(meets("", "*") && !meets("", "a") && !meets("${Any}", ""));
    }

    #[test]
    fn shape_with_too_many_letters_is_compared_as_far_as_it_can() {
        let long = "a".repeat(200);
        assert!(meets(&long, &long) && meets(&long, &"a".repeat(127)));
        assert!(!meets(&long, &format!("b{long}")) && !meets(&long, "aaa"));
    }
}
