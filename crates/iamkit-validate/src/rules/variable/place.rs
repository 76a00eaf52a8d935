//! Where variables may stand: resources and values of conditions.

use iamkit_policy::Span;

use crate::document::Statement;

/// A text that may have variables
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'s> {
    pub(super) text: &'s str,
    pub(super) span: Span,
}

/// The resources of a statement and the values of its conditions.
pub(super) fn places<'s>(statement: &'s Statement<'_>) -> impl Iterator<Item = Place<'s>> {
    let resources = statement.all_resources().map(|it| Place { text: &it.item.text, span: it.item.span });
    let keys = statement.keys();
    let values = keys.flat_map(|key| &key.values).map(|value| Place { text: &value.text, span: value.span });
    resources.chain(values)
}
