//! A string of the text.

use std::borrow::Cow;

use iamkit_policy::Span;

/// A string and where it stands, its quotes included
#[derive(Debug, Clone)]
pub(crate) struct Item<'t> {
    pub(crate) text: Cow<'t, str>,
    pub(crate) span: Span,
}
