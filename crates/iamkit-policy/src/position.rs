//! Places in a text: byte spans inside, lines and columns for people.

use std::fmt;

/// A stretch of a document's text, in bytes
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset behind the last byte.
    pub end: usize,
}

/// A place in a text as an editor shows it: line and column, both from 1, columns counted in characters
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
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
        let before = text.get(..offset).unwrap_or(text);
        let (lines, line) = match memchr::memrchr(b'\n', before.as_bytes()) {
            Some(newline) => {
                let (lines, line) = before.split_at_checked(newline + 1).unwrap_or((before, ""));
                (memchr::memchr_iter(b'\n', lines.as_bytes()).count(), line)
            }
            None => (0, before),
        };
        let column = if line.is_ascii() { line.len() } else { line.chars().count() };
        Self { line: to_u32(lines + 1), column: to_u32(column + 1) }
    }
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
