//! A value's place in a JSON text, and what it is.

/// A value's place among the others: what is inside it follows it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    // INVARIANT: offsets fit, as the text has at most MAX_BYTES.
    pub(super) start: u32,
    pub(super) end: u32,
    /// How many of the entries behind it are inside it.
    pub(super) inside: u32,
    pub(super) kind: Kind,
    /// Whether two keys of an object may be the same; if not, they are not.
    pub(super) may_repeat: bool,
}

/// What a value of JSON is
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true`.
    True,
    /// `false`.
    False,
    /// A number, as it is spelt.
    Number,
    /// A string that is its own text between the quotes.
    Plain,
    /// A string with escapes in it.
    Escaped,
    /// A list of values.
    Array,
    /// Keys and values in turn.
    Object,
}

impl Kind {
    /// The kind in words, for messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::True | Self::False => "a boolean",
            Self::Number => "a number",
            Self::Plain | Self::Escaped => "a string",
            Self::Array => "an array",
            Self::Object => "an object",
        }
    }
}
