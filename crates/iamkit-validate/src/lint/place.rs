//! Where in a document something is found: in which value, and from where on.

use iamkit_policy::{Span, Statement};

/// A value of the document, and where in it something begins
#[derive(Debug, Clone, Copy)]
pub(crate) struct LintPlace {
    pub(crate) value: Span,
    pub(crate) start: usize,
}

impl From<Span> for LintPlace {
    fn from(value: Span) -> Self {
        Self { value, start: value.start }
    }
}

impl From<&Statement> for LintPlace {
    fn from(statement: &Statement) -> Self {
        statement.span().into()
    }
}
