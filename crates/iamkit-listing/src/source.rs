//! The text of a file and the places in it.

use std::borrow::Cow;
use std::ops::Deref;

use iamkit_policy::Position;
use serde::Deserialize;
use serde_json::value::RawValue;

/// A file's name and its text
#[derive(Debug, Clone, Copy)]
pub struct Source<'t> {
    /// The name by which problems call it
    pub name: &'t str,
    /// The text
    pub text: &'t str,
}

/// A text that is borrowed from the source wherever it has no escapes, so that its place is known.
#[derive(Deserialize)]
#[serde(transparent)]
pub(crate) struct Text<'t>(#[serde(borrow)] Cow<'t, str>);

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// A value in a source: where it begins and by which pointer it is reached.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) source: usize,
    pub(crate) pointer: String,
    pub(crate) offset: usize,
}

impl Place {
    /// The place of a whole source.
    pub(crate) fn whole(source: usize) -> Self {
        Self { source, pointer: String::new(), offset: 0 }
    }

    /// What places are sorted by.
    pub(crate) fn order(&self) -> (usize, usize, &str) {
        (self.source, self.offset, &self.pointer)
    }

    /// The place of a member below, at the same offset until a better one is known.
    pub(crate) fn below(&self, step: &str) -> Self {
        let step = step.replace('~', "~0").replace('/', "~1");
        Self { pointer: format!("{}/{step}", self.pointer), ..self.clone() }
    }

    /// The place of a raw value in the same source.
    pub(crate) fn of(&self, source: &Source<'_>, value: &RawValue) -> Self {
        Self { offset: offset_in(source.text, value.get()), ..self.clone() }
    }

    /// The place of a text in the same source, as far as it stands there as it is.
    pub(crate) fn at(&self, source: &Source<'_>, text: &str) -> Self {
        let start = text.as_ptr().addr().wrapping_sub(source.text.as_ptr().addr());
        let is_within = start < source.text.len();
        // The quotation mark stands before the text.
        Self { offset: if is_within { start.saturating_sub(1) } else { self.offset }, ..self.clone() }
    }
}

/// Where a part of a text begins in it.
pub(crate) fn offset_in(text: &str, part: &str) -> usize {
    part.as_ptr().addr().wrapping_sub(text.as_ptr().addr()).min(text.len())
}

/// The offset of a line and column that are counted from 1, the column in bytes, as `serde_json` counts them.
pub(crate) fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let starts = memchr::memchr_iter(b'\n', text.as_bytes()).map(|newline| newline + 1);
    let start = std::iter::once(0).chain(starts).nth(line.saturating_sub(1)).unwrap_or(text.len());
    (start + column.saturating_sub(1)).min(text.len())
}

/// The offset of a position, whose column counts characters.
pub(crate) fn offset_at(text: &str, at: Position) -> usize {
    let line = offset_of(text, at.line as usize, 1);
    let rest = text.get(line..).unwrap_or_default();
    let column = rest.char_indices().nth(at.column.saturating_sub(1) as usize);
    column.map_or(text.len(), |(bytes, _)| line + bytes)
}

/// The line starts of a text, so that any number of places are told without reading it again.
///
/// Columns are counted from the place that was told last, where that is before on the same line: a listing may be one
/// line of many megabytes.
pub(crate) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
    told: (usize, usize),
}

impl<'t> Lines<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        let starts = memchr::memchr_iter(b'\n', text.as_bytes()).map(|newline| newline + 1);
        Self { text, starts: std::iter::once(0).chain(starts).collect(), told: (0, 1) }
    }

    pub(crate) fn position(&mut self, offset: usize) -> Position {
        let offset = offset.min(self.text.len());
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or_default();
        let (from, column) = if (start..=offset).contains(&self.told.0) { self.told } else { (start, 1) };
        let between = self.text.get(from..offset);
        let column = column + between.map_or(0, |between| between.chars().count());
        if between.is_some() {
            self.told = (offset, column);
        }
        let to_u32 = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Position { line: to_u32(line), column: to_u32(column) }
    }
}
