//! Places in a text: byte spans inside, lines and columns for people, UTF-16 for editors and browsers.

use std::fmt;
use std::ops::Range;

/// A stretch of a document's text, in bytes
///
/// ```
/// use iamkit_policy::Span;
///
/// let span = Span { start: 3, end: 7 };
/// assert_eq!(span.of("\"é🦀\""), Some("🦀"));
/// assert_eq!(span.in_utf16("\"é🦀\""), 2..4);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset behind the last byte.
    pub end: usize,
}

impl Span {
    /// What stands there in the text that was read; `None` where that is another text.
    pub fn of(self, text: &str) -> Option<&str> {
        text.get(self.start..self.end)
    }

    /// The same in UTF-16 code units, as the strings of JavaScript, Java and .NET count.
    ///
    /// # Complexity
    /// Linear in where the span ends.
    pub fn in_utf16(self, text: &str) -> Range<usize> {
        let before = text.get(..self.start).unwrap_or(text);
        let start = utf16_len(before);
        start..start + self.of(text).map_or(0, utf16_len)
    }

    /// The same in lines and UTF-16 columns, as editors want their ranges.
    ///
    /// # Complexity
    /// Linear in where the span ends.
    pub fn utf16_positions(self, text: &str) -> Range<Utf16Position> {
        Utf16Position::of(text, self.start)..Utf16Position::of(text, self.end)
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self { start: range.start, end: range.end }
    }
}

impl From<Span> for Range<usize> {
    fn from(span: Span) -> Self {
        span.start..span.end
    }
}

/// A member of an object of the document: where its key and its value stand
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MemberSpan {
    /// The key, quotes included.
    pub key: Span,
    /// The value, with its quotes, brackets or braces.
    pub value: Span,
}

impl MemberSpan {
    /// From the key's first byte to the value's last.
    ///
    /// ```
    /// use iamkit_policy::PolicyDocument;
    ///
    /// let text = r#"{"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}"#;
    /// let document: PolicyDocument = text.parse()?;
    /// let effect = document.statements()[0].effect_span();
    /// assert_eq!(effect.whole().of(text), Some(r#""Effect": "Deny""#));
    /// # Ok::<(), iamkit_policy::ParseErrors>(())
    /// ```
    pub fn whole(self) -> Span {
        Span { start: self.key.start, end: self.value.end }
    }
}

/// A place in a text as an editor shows it: line and column, both from 1, columns counted in characters
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

impl Position {
    /// The place of a byte offset in `text`; offsets past the end are the end.
    ///
    /// # Complexity
    /// Linear in `offset`.
    pub fn of(text: &str, offset: usize) -> Self {
        let (lines, line) = line_before(text, offset);
        let column = if line.is_ascii() { line.len() } else { line.chars().count() };
        Self { line: to_u32(lines + 1), column: to_u32(column + 1) }
    }
}

/// A place as the protocols of editors count it: line and column from 0, columns in UTF-16 code units
///
/// ```
/// use iamkit_policy::Utf16Position;
///
/// let text = "{\n\"🦀\": 1}";
/// let colon = text.find(':').unwrap();
/// let position = Utf16Position::of(text, colon);
/// assert_eq!((position.line, position.character), (1, 4));
/// assert_eq!(position.offset_in(text), Some(colon));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Utf16Position {
    /// The line, from 0.
    pub line: u32,
    /// The column in UTF-16 code units, from 0.
    pub character: u32,
}

impl Utf16Position {
    /// The place of a byte offset in `text`; offsets past the end are the end.
    ///
    /// # Complexity
    /// Linear in `offset`.
    pub fn of(text: &str, offset: usize) -> Self {
        let (lines, line) = line_before(text, offset);
        Self { line: to_u32(lines), character: to_u32(utf16_len(line)) }
    }

    /// The byte offset of the place in `text`; `None` where it has none, as within a character.
    ///
    /// # Complexity
    /// Linear in the offset.
    pub fn offset_in(self, text: &str) -> Option<usize> {
        let newlines = memchr::memchr_iter(b'\n', text.as_bytes());
        let start = match self.line.checked_sub(1) {
            None => 0,
            Some(before) => newlines.clone().nth(before as usize)? + 1,
        };
        let line = text.get(start..)?.split('\n').next()?;
        let mut character = 0;
        for (at, next) in line.char_indices() {
            if self.character <= character {
                return (self.character == character).then_some(start + at);
            }
            character += to_u32(next.len_utf16());
        }
        (self.character == character).then_some(start + line.len())
    }
}

/// How many lines end before the offset, and what of its own line stands before it.
fn line_before(text: &str, offset: usize) -> (usize, &str) {
    let before = text.get(..offset).unwrap_or(text);
    match memchr::memrchr(b'\n', before.as_bytes()) {
        Some(newline) => {
            let (lines, line) = before.split_at_checked(newline + 1).unwrap_or((before, ""));
            (memchr::memchr_iter(b'\n', lines.as_bytes()).count(), line)
        }
        None => (0, before),
    }
}

fn utf16_len(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().map(char::len_utf16).sum() }
}

/// Walks a text forward and tells the position of ever later offsets, each stretch read once.
pub(crate) struct LineCursor<'t> {
    text: &'t str,
    offset: usize,
    position: Position,
}

impl<'t> LineCursor<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, offset: 0, position: Position { line: 1, column: 1 } }
    }

    /// The position of `offset`; an offset before the last one is looked up from the start.
    pub(crate) fn advance_to(&mut self, offset: usize) -> Position {
        let Some(stretch) = self.text.get(self.offset..offset) else {
            return Position::of(self.text, offset);
        };
        let within = Position::of(stretch, stretch.len());
        let column = if within.line == 1 { self.position.column + within.column - 1 } else { within.column };
        self.position = Position { line: self.position.line + within.line - 1, column };
        self.offset = offset;
        self.position
    }
}

fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn utf16_places_are_those_of_the_encoded_text(text in "[a\n\u{e9}\u{1f980}]{0,12}", at in 0_usize..40) {
            let offset = (at..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
            let position = Utf16Position::of(&text, offset);
            let before = text.get(..offset).unwrap_or_default();
            let column = before.rsplit('\n').next().unwrap_or_default().encode_utf16().count();
            prop_assert_eq!(position.character as usize, column);
            prop_assert_eq!(position.line as usize, before.matches('\n').count());
            prop_assert_eq!(position.offset_in(&text), Some(offset));
            let units = text.encode_utf16().collect::<Vec<_>>();
            let rest = Span { start: offset, end: text.len() };
            prop_assert_eq!(rest.in_utf16(&text), before.encode_utf16().count()..units.len());
        }
    }

    #[test]
    fn a_place_within_a_character_or_behind_a_line_has_no_offset() {
        let at = |line, character| Utf16Position { line, character }.offset_in("🦀b\nc");
        assert_eq!((at(0, 1), at(0, 2), at(0, 4), at(1, 1), at(2, 0)), (None, Some(4), None, Some(7), None));
    }
}
