//! What is wrong with a document: every problem with its JSON pointer, line and column.

use std::fmt;

use crate::position::{Position, Span};
use crate::shown::Shown;

/// One problem in a policy document
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct ParseError {
    pointer: String,
    span: Span,
    position: Position,
    message: String,
}

impl ParseError {
    /// A problem at a span of the text that is read.
    pub(crate) fn new(
        pointer: impl Into<String>,
        text: &str,
        span: Span,
        message: impl Into<String>,
    ) -> Self {
        let position = Position::of(text, span.start);
        Self { pointer: pointer.into(), span, position, message: message.into() }
    }

    /// Where the problem is, as a JSON pointer (RFC 6901) such as `/Statement/0/Action/2`; empty for the root.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The bytes of the text that was read at which the problem is: a key, a value, or for what is no JSON a character.
    ///
    /// ```
    /// let text = "{\"Statement\": {\"Effect\": \"🦀\", \"Action\": 7}}";
    /// let errors = text.parse::<iamkit_policy::PolicyDocument>().unwrap_err();
    /// let spans: Vec<_> = errors.iter().map(|error| error.span().of(text)).collect();
    /// assert_eq!(spans, [Some("\"🦀\""), Some("7")]);
    /// let place = errors.iter().nth(1).unwrap().span().utf16_positions(text).start;
    /// assert_eq!((place.line, place.character), (0, 41));
    /// ```
    pub fn span(&self) -> Span {
        self.span
    }

    /// Where the problem is, as line and column of the text that was read.
    pub fn position(&self) -> Position {
        self.position
    }

    /// What is wrong and what was expected, without the place; what it quotes is [shown](Shown).
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() { "the document" } else { &self.pointer };
        write!(f, "{} at {} ({})", self.message, Shown::value(place), self.position)
    }
}

impl std::error::Error for ParseError {}

/// Every problem of a document that could not be read, found in one pass; never empty
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct ParseErrors(Vec<ParseError>);

impl ParseErrors {
    /// Takes the problems in the order of their places.
    pub(crate) fn new(mut errors: Vec<ParseError>) -> Self {
        errors.sort_by_key(ParseError::position);
        Self(errors)
    }

    /// The problems, first place first.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &ParseError> {
        self.0.iter()
    }
}

impl<'e> IntoIterator for &'e ParseErrors {
    type Item = &'e ParseError;
    type IntoIter = std::slice::Iter<'e, ParseError>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl IntoIterator for ParseErrors {
    type Item = ParseError;
    type IntoIter = std::vec::IntoIter<ParseError>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl fmt::Display for ParseErrors {
    /// Writes the first problem and how many more there are, on one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(first) = self.0.first() {
            write!(f, "{first}")?;
        }
        match self.0.len().saturating_sub(1) {
            0 => Ok(()),
            1 => write!(f, " and 1 more problem"),
            more => write!(f, " and {more} more problems"),
        }
    }
}

impl std::error::Error for ParseErrors {}
