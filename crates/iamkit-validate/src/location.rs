//! Where in a document something is found: the way to it from the root, and the stretch of the text.

use std::cmp::Reverse;

use iamkit_policy::Span;
use iamkit_policy::json::Node;

/// A place in a document, as AWS's API gives it
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Location {
    /// The way from the root; empty for the whole document, and where the text isn't JSON.
    pub path: Vec<PathElement>,
    /// Its first character.
    pub start: Point,
    /// Behind its last character; the quotes of strings are part of them.
    pub end: Point,
}

/// A step of the way to a place
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PathElement {
    /// To the value of an object's member, by its name.
    Value(String),
    /// To an item of an array, from 0.
    Index(usize),
    /// To the name itself of an object's member.
    Key(String),
}

/// A point of a text
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Point {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 0.
    pub column: usize,
    /// The characters before it.
    pub offset: usize,
}

/// The places of stretches of a text, each where its stretch stands in the list
///
/// # Complexity
/// Linear in the text and, but for sorting them, in the stretches and what is inside them.
pub(crate) fn locate(text: &str, root: Option<Node<'_>>, spans: &[Span]) -> Vec<Location> {
    let mut order = (0..spans.len()).collect::<Vec<_>>();
    order.sort_by_key(|index| spans.get(*index).map(|span| (span.start, Reverse(span.end))));
    let mut sorted = order.iter().filter_map(|index| spans.get(*index)).copied().collect::<Vec<_>>();
    sorted.dedup();
    let mut paths = Paths { rest: &sorted, found: Vec::new(), way: Vec::new() };
    paths.whole(text);
    if let Some(root) = root {
        paths.walk(root);
    }
    let mut points = Points::new(text);
    let mut places = Vec::with_capacity(sorted.len());
    let mut found = paths.found.into_iter().peekable();
    for span in &sorted {
        let path = found.next_if(|(of, _)| of == span).map(|(_, path)| path).unwrap_or_default();
        places
            .push((*span, Location { path, start: points.advance(span.start), end: points.ahead(span.end) }));
    }
    let place = |span: &Span| places.binary_search_by_key(&key(*span), |(of, _)| key(*of)).ok();
    let located = spans.iter().filter_map(|span| places.get(place(span)?).map(|(_, it)| it.clone()));
    located.collect()
}

/// By which stretches are ordered: what holds others stands before them.
fn key(span: Span) -> (usize, Reverse<usize>) {
    (span.start, Reverse(span.end))
}

/// Finds the ways to stretches that are in their order, in one walk
struct Paths<'s> {
    rest: &'s [Span],
    found: Vec<(Span, Vec<PathElement>)>,
    way: Vec<PathElement>,
}

impl Paths<'_> {
    /// The whole text is at the end of no way.
    fn whole(&mut self, text: &str) {
        let whole = Span { start: 0, end: text.len() };
        self.take(whole);
    }

    /// Takes the next stretch if it is this one.
    fn take(&mut self, span: Span) {
        if let Some((_, rest)) = self.rest.split_first().filter(|(next, _)| **next == span) {
            self.rest = rest;
            self.found.push((span, self.way.clone()));
        }
    }

    fn is_within(&self, span: Span) -> bool {
        self.rest.first().is_some_and(|next| next.end <= span.end)
    }

    fn walk(&mut self, node: Node<'_>) {
        // A stretch that begins before the value is at none; it has an empty way.
        while self.rest.first().is_some_and(|next| next.start < node.span().start) {
            self.rest = self.rest.split_first().map_or(&[], |(_, rest)| rest);
        }
        self.take(node.span());
        for (index, item) in node.items().enumerate() {
            if self.is_within(item.span()) {
                self.step(PathElement::Index(index), item);
            }
        }
        for member in node.members() {
            if self.is_within(member.key_node.span()) {
                self.step(PathElement::Key(member.key.clone().into_owned()), member.key_node);
            }
            if self.is_within(member.node.span()) {
                self.step(PathElement::Value(member.key.into_owned()), member.node);
            }
        }
    }

    fn step(&mut self, element: PathElement, node: Node<'_>) {
        self.way.push(element);
        self.walk(node);
        self.way.pop();
    }
}

/// Counts the characters of a text, each once as far as starts ascend
struct Points<'t> {
    text: &'t str,
    at: usize,
    point: Point,
}

impl<'t> Points<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, at: 0, point: Point { line: 1, column: 0, offset: 0 } }
    }

    /// The point of an offset that isn't before the last one.
    fn advance(&mut self, to: usize) -> Point {
        self.point = self.ahead(to);
        self.at = to.max(self.at);
        self.point
    }

    fn ahead(&self, to: usize) -> Point {
        let stretch = self.text.get(self.at..to).unwrap_or_default();
        let newlines = stretch.bytes().filter(|byte| *byte == b'\n').count();
        let last_line = stretch.rsplit('\n').next().unwrap_or_default().chars().count();
        Point {
            line: self.point.line + newlines,
            column: if newlines == 0 { self.point.column + last_line } else { last_line },
            offset: self.point.offset + stretch.chars().count(),
        }
    }
}
