//! The document itself.

use iamkit_policy::Span;

use super::item::Item;
use super::statement::Statement;

/// A document and its parts
#[derive(Debug)]
pub(crate) struct Document<'t> {
    pub(crate) text: &'t str,
    /// `Version`, where it is a string.
    pub(crate) version: Option<Item<'t>>,
    pub(crate) has_version: bool,
    /// Whether there is a `Statement` that isn't an empty list.
    pub(crate) has_statement: bool,
    pub(crate) statements: Vec<Statement<'t>>,
    /// The names of members that neither a document nor a statement has.
    pub(crate) unknown_members: Vec<Item<'t>>,
    /// Values of another kind than their element takes.
    pub(crate) mismatched: Vec<Span>,
    /// The whole text.
    pub(crate) span: Span,
}
