//! Whether a policy allows everything, so that it is summarized as that and not by the name of each service.

use iamkit_engine::PolicyKind;
use iamkit_policy::{PolicyDocument, StatementBuilder};
use iamkit_prover::{Access, Limits, Relation, Summary, Universe, compare};

/// Whether a policy allows whatever one with `*` allows; the prover isn't asked where the grants say that it doesn't.
pub(super) fn is_allowed(
    access: &Access,
    kind: PolicyKind,
    summary: &Summary,
    universe: &Universe<'_>,
    limits: &Limits,
) -> bool {
    let [grant] = &*summary.grants else { return false };
    if !grant.terms.is_everything() || !grant.is_exact {
        return false;
    }
    let full = full_access(kind).and_then(|document| Access::policy(&document, kind).ok());
    full.is_some_and(|full| compare(access, &full, universe, limits).relation == Relation::Equal)
}

/// A policy of a kind that allows everything.
fn full_access(kind: PolicyKind) -> Option<PolicyDocument> {
    let statement = StatementBuilder::allow().actions(["*"]);
    let statement = if kind == PolicyKind::Trust { statement } else { statement.resources(["*"]) };
    let statement = if kind.names_principals() { statement.principal("\"*\"") } else { statement };
    PolicyDocument::builder().statement(statement).build().ok()
}
