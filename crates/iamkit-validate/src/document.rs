//! A policy document as it stands in a text, whether or not it is well made: elements and items with their places.
//!
//! Where the strict reader of `iamkit-policy` stops, this goes on: what isn't of the kind that an element takes is
//! listed and left out, and all the rest is read.

mod condition;
mod named;
mod operator;
mod principal;
mod read;
mod statement;
mod variable;

use std::borrow::Cow;

use iamkit_policy::Span;

pub(crate) use condition::{ConditionElement, ConditionValue, KeyTest, OperatorBlock, ValueKind};
pub(crate) use named::Named;
pub(crate) use operator::Operator;
pub(crate) use principal::{Principal, PrincipalElement, PrincipalEntry, PrincipalForm, PrincipalKey};
pub(crate) use read::read;
pub(crate) use statement::{Action, Element, Resource, Statement};
pub(crate) use variable::{Variable, variables};

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

/// A string and where it stands, its quotes included
#[derive(Debug, Clone)]
pub(crate) struct Item<'t> {
    pub(crate) text: Cow<'t, str>,
    pub(crate) span: Span,
}
