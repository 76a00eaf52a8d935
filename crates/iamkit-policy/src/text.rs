//! Texts of a document: stretches of what was read, taken out of it when somebody asks.
//!
//! A document has far more texts than anybody looks at one by one, so each is kept as its two offsets.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, OnceLock};

use crate::json;
use crate::position::{MemberSpan, Span};

/// A text of the document and where it stands; equal when the texts are
///
/// It shares the text that was read rather than copying from it; only a string with escapes has a text of its own.
#[derive(Clone)]
pub struct Text {
    source: Arc<str>,
    /// Where in `source` the value stands.
    value: Stretch,
    span: Stretch,
}

/// A [`Span`] in half the space
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Stretch {
    // INVARIANT: offsets fit, as no text of more than MAX_BYTES is read.
    start: u32,
    end: u32,
}

impl Stretch {
    #[inline]
    fn of(self, source: &str) -> &str {
        source.get(self.start as usize..self.end as usize).unwrap_or_default()
    }

    /// What stands between the quotes of a string; all of a number or truth value.
    #[inline]
    fn inside(self, source: &str) -> Self {
        if source.as_bytes().get(self.start as usize) == Some(&b'"') {
            Self { start: self.start + 1, end: self.end.saturating_sub(1) }
        } else {
            self
        }
    }
}

impl From<Span> for Stretch {
    #[inline]
    fn from(span: Span) -> Self {
        let offset = |at| u32::try_from(at).unwrap_or(u32::MAX);
        Self { start: offset(span.start), end: offset(span.end) }
    }
}

impl From<Stretch> for Span {
    fn from(stretch: Stretch) -> Self {
        Self { start: stretch.start as usize, end: stretch.end as usize }
    }
}

/// A [`MemberSpan`] in half the space
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Member {
    pub(crate) key: Stretch,
    pub(crate) value: Stretch,
}

impl From<Member> for MemberSpan {
    fn from(member: Member) -> Self {
        Self { key: member.key.into(), value: member.value.into() }
    }
}

/// A text with the key it stands under
#[derive(Debug, Clone)]
pub(crate) struct Keyed {
    pub(crate) key: Stretch,
    pub(crate) text: Text,
}

impl Keyed {
    pub(crate) fn as_str(&self) -> &str {
        self.text.as_str()
    }

    pub(crate) fn span(&self) -> MemberSpan {
        MemberSpan { key: self.key.into(), value: self.text.span() }
    }
}

impl Text {
    /// The text of a scalar that stands somewhere in `source`.
    pub(crate) fn new(source: &Arc<str>, span: Stretch) -> Self {
        let value = span.inside(source);
        if value.of(source).contains('\\') {
            let source: Arc<str> = json::unescape(span.of(source)).into();
            let value = Span { start: 0, end: source.len() }.into();
            return Self { source, value, span };
        }
        Self { source: Arc::clone(source), value, span }
    }

    /// The text, escapes resolved; booleans and numbers as they are spelt (S17).
    #[inline]
    pub fn as_str(&self) -> &str {
        self.value.of(&self.source)
    }

    /// Where it stands, quotes included.
    pub fn span(&self) -> Span {
        self.span.into()
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Text {}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({:?} at {}..{})", self.as_str(), self.span.start, self.span.end)
    }
}

/// Texts in their order; equal when the texts are
#[derive(Clone)]
pub(crate) struct TextList {
    source: Arc<str>,
    spans: Box<[Stretch]>,
    /// Whether some of them have escapes in them.
    has_escapes: bool,
    /// The same as a list of [`Text`], made when it is first asked for.
    texts: OnceLock<Box<[Text]>>,
}

impl TextList {
    pub(crate) fn new(source: &Arc<str>, spans: Vec<Stretch>, has_escapes: bool) -> Self {
        Self { source: Arc::clone(source), spans: spans.into(), has_escapes, texts: OnceLock::new() }
    }

    pub(crate) fn as_slice(&self) -> &[Text] {
        let make = || self.spans.iter().map(|span| Text::new(&self.source, *span)).collect();
        self.texts.get_or_init(make)
    }

    pub(crate) fn len(&self) -> usize {
        self.spans.len()
    }

    /// What the texts say, without making the list.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.spans.iter().map(|span| {
            let value = span.inside(&self.source).of(&self.source);
            if self.has_escapes && value.contains('\\') {
                return Cow::Owned(json::unescape(span.of(&self.source)));
            }
            Cow::Borrowed(value)
        })
    }
}

impl PartialEq for TextList {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for TextList {}

impl fmt::Debug for TextList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_slice().fmt(f)
    }
}
