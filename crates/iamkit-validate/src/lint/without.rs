//! A policy without one item of a list, and whether it says the same.

use iamkit_policy::fact::Facts;
use iamkit_policy::{PolicyDocument, Span};
use iamkit_prover::Relation;

use super::subject::Subject;
use crate::rewrite::comparisons;

impl Subject<'_> {
    /// The facts by which the policy is proven to be the same without an item of a list, of which all items are given in
    /// their order; none where it isn't proven. What can't be decided is noted.
    pub(crate) fn same_without(&self, items: &[Span], at: usize) -> Option<Facts> {
        let without = [without(self.document, items, at)?];
        let own = std::slice::from_ref(self.document);
        let comparisons = comparisons(&without, own, self.kind, &self.universe, &self.share()).ok()?;
        for comparison in &comparisons {
            self.note(&comparison.unknown);
        }
        let is_same = comparisons.iter().all(|it| it.relation == Relation::Equal && it.unknown.is_empty());
        is_same.then(|| comparisons.iter().fold(Facts::NONE, |facts, it| facts.union(it.facts)))
    }
}

/// The policy without the item; none where the list would be empty.
fn without(document: &PolicyDocument, items: &[Span], at: usize) -> Option<PolicyDocument> {
    let own = items.get(at)?;
    let before = at.checked_sub(1).and_then(|before| items.get(before));
    let (start, end) = match (items.get(at + 1), before) {
        (Some(next), _) => (own.start, next.start),
        (None, Some(before)) => (before.end, own.end),
        (None, None) => return None,
    };
    let (begins, text) = (document.span().start, document.text());
    let head = text.get(..start.checked_sub(begins)?)?;
    let tail = text.get(end.checked_sub(begins)?..)?;
    format!("{head}{tail}").parse().ok()
}
