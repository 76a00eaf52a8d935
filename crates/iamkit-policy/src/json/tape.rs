//! What was read, as those see it who ask: values, the items and members in them, and their places.

use std::borrow::Cow;
use std::collections::HashSet;

use super::entry::{Entry, Kind};
use super::reader::unescape;
use crate::position::Span;

/// A JSON text that was read: all its values, in the order in which they begin
#[derive(Debug)]
pub struct Tape<'t> {
    pub(super) text: &'t str,
    pub(super) entries: Vec<Entry>,
}

impl Tape<'_> {
    /// The value that is the whole text.
    pub fn root(&self) -> Node<'_> {
        const NOTHING: &Entry = &Entry { start: 0, end: 0, inside: 0, kind: Kind::Null, may_repeat: false };
        let (entry, inside) = self.entries.split_first().unwrap_or((NOTHING, &[]));
        Node { text: self.text, entry: *entry, inside }
    }
}

/// A value and where it stands
#[derive(Debug, Clone, Copy)]
pub struct Node<'t> {
    text: &'t str,
    entry: Entry,
    inside: &'t [Entry],
}

impl<'t> Node<'t> {
    /// What it is.
    pub fn kind(self) -> Kind {
        self.entry.kind
    }

    /// Where it stands in the text, its quotes or brackets included.
    pub fn span(self) -> Span {
        Span { start: self.entry.start as usize, end: self.entry.end as usize }
    }

    /// The text the value was read from.
    pub fn source(self) -> &'t str {
        self.text.get(self.span().start..self.span().end).unwrap_or_default()
    }

    /// Whether it is a string, with escapes or without.
    pub fn is_string(self) -> bool {
        matches!(self.entry.kind, Kind::Plain | Kind::Escaped)
    }

    /// What a string says.
    #[inline]
    pub fn as_str(self) -> Option<Cow<'t, str>> {
        match self.entry.kind {
            Kind::Plain => {
                let Span { start, end } = self.span();
                Some(Cow::Borrowed(self.text.get(start + 1..end.saturating_sub(1)).unwrap_or_default()))
            }
            Kind::Escaped => Some(Cow::Owned(unescape(self.source()))),
            _ => None,
        }
    }

    /// The items of an array; none of what isn't one.
    pub fn items(self) -> Nodes<'t> {
        let is_array = self.entry.kind == Kind::Array;
        Nodes { text: self.text, rest: if is_array { self.inside } else { &[] } }
    }

    /// The members of an object; none of what isn't one.
    pub fn members(self) -> Members<'t> {
        let is_object = self.entry.kind == Kind::Object;
        Members { nodes: Nodes { text: self.text, rest: if is_object { self.inside } else { &[] } } }
    }

    /// Whether a key of the object stands there twice.
    pub fn has_duplicates(self) -> bool {
        let is_repeated = || {
            let mut seen = HashSet::new();
            !self.members().all(|member| seen.insert(member.key))
        };
        self.entry.may_repeat && is_repeated()
    }

    /// The first member under a key.
    pub fn member(self, key: &str) -> Option<Node<'t>> {
        self.members().find(|member| member.key == key).map(|member| member.node)
    }
}

/// Values that follow one another
#[derive(Debug, Clone)]
pub struct Nodes<'t> {
    text: &'t str,
    rest: &'t [Entry],
}

impl Nodes<'_> {
    /// No less than how many there are, and not much more where they are scalars.
    pub(crate) fn at_most(&self) -> usize {
        self.rest.len()
    }
}

impl<'t> Iterator for Nodes<'t> {
    type Item = Node<'t>;

    #[inline]
    fn next(&mut self) -> Option<Node<'t>> {
        let (entry, behind) = self.rest.split_first()?;
        let (inside, rest) = behind.split_at_checked(entry.inside as usize)?;
        self.rest = rest;
        Some(Node { text: self.text, entry: *entry, inside })
    }
}

/// A key and its value
#[derive(Debug, Clone)]
pub struct JsonMember<'t> {
    /// What the key says.
    pub key: Cow<'t, str>,
    /// The key as a value of its own, which tells its place.
    pub key_node: Node<'t>,
    /// The value.
    pub node: Node<'t>,
}

/// The members of an object, in their order
#[derive(Debug, Clone)]
pub struct Members<'t> {
    nodes: Nodes<'t>,
}

impl<'t> Iterator for Members<'t> {
    type Item = JsonMember<'t>;

    #[inline]
    fn next(&mut self) -> Option<JsonMember<'t>> {
        let (key_node, node) = (self.nodes.next()?, self.nodes.next()?);
        Some(JsonMember { key: key_node.as_str()?, key_node, node })
    }
}
