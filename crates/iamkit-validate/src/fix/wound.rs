//! Something found, as those see it who mend it.

use std::borrow::Cow;

use iamkit_catalog::Catalog;
use iamkit_policy::Span;
use iamkit_policy::json::{self, Node};

use super::edit::Edit;
use super::spot::Spot;
use crate::rewrite::quoted;

/// Something found, with the text that it is in
#[derive(Debug, Clone, Copy)]
pub(super) struct Wound<'a> {
    pub(super) text: &'a str,
    pub(super) root: Node<'a>,
    /// Where it is: at least one.
    pub(super) spans: &'a [Span],
    pub(super) catalog: &'a Catalog,
}

impl<'a> Wound<'a> {
    /// Its first place.
    pub(super) fn span(&self) -> Option<Span> {
        self.spans.first().copied()
    }

    /// What is at its first place.
    pub(super) fn spot(&self) -> Option<Spot<'a>> {
        Spot::find(self.root, self.span()?)
    }

    /// What is at each of its places.
    pub(super) fn spots(&self) -> Option<Vec<Spot<'a>>> {
        self.spans.iter().map(|span| Spot::find(self.root, *span)).collect()
    }

    /// What the string at a place says.
    pub(super) fn string(&self, span: Span) -> Option<Cow<'a, str>> {
        string(self.text.get(span.start..span.end)?)
    }

    /// What the strings at its places say.
    pub(super) fn strings(&self) -> Option<Vec<Cow<'a, str>>> {
        self.spans.iter().map(|span| self.string(*span)).collect()
    }

    /// What the string at its first place says.
    pub(super) fn first_string(&self) -> Option<Cow<'a, str>> {
        self.string(self.span()?)
    }

    /// Has the string at its first place say something else.
    pub(super) fn say(&self, text: &str) -> Option<Vec<Edit>> {
        Some(vec![Edit::replace(self.span()?, quoted(text))])
    }

    /// Takes out what is at its first place.
    pub(super) fn remove(&self) -> Option<Vec<Edit>> {
        self.spot()?.removed()
    }

    /// Takes out the statement that it is in, where there are others.
    pub(super) fn remove_statement(&self) -> Option<Vec<Edit>> {
        let statement = self.spot()?.statement().filter(|it| it.depth() == 2)?;
        statement.removed()
    }
}

/// What a JSON string says.
fn string(source: &str) -> Option<Cow<'_, str>> {
    let tape = json::parse(source).ok()?;
    tape.root().as_str().map(|text| Cow::Owned(text.into_owned()))
}
