//! What is granted without limits, and by which statements.

use iamkit_catalog::{ActionSet, Catalog};
use iamkit_policy::Statement;
use iamkit_prover::GrantedActions;

use crate::lint::rules::prelude::*;

/// So many names are told of a longer list.
const TOLD: usize = 5;

/// Whether every action of the catalog is granted without limits.
pub(super) fn is_of_everything(subject: &Subject<'_>) -> bool {
    let Some(catalog) = subject.catalog() else { return false };
    let mut rest = catalog.all_actions();
    subject.unlimited().list.iter().for_each(|it| rest.subtract(&it.actions));
    // What is always allowed needs no grant.
    rest.iter().filter_map(|id| catalog.action_by_id(id)).all(|action| is_always_allowed(&action.to_string()))
}

/// S71.
fn is_always_allowed(action: &str) -> bool {
    ["sts:GetCallerIdentity", "sts:GetSessionToken"].iter().any(|it| it.eq_ignore_ascii_case(action))
}

/// Some lines of what is granted, those together that the same statements grant.
pub(super) fn by_statements<'s>(
    subject: &Subject<'s>,
    lines: impl IntoIterator<Item = GrantedActions>,
) -> Vec<(Vec<&'s Statement>, Vec<GrantedActions>)> {
    let mut found: Vec<(Vec<&Statement>, Vec<GrantedActions>)> = Vec::new();
    for line in lines {
        let statements = subject.deciding(&line.witness);
        let is_same = |(others, _): &&mut (Vec<&Statement>, _)| {
            others.iter().map(|it| it.index()).eq(statements.iter().map(|it| it.index()))
        };
        match found.iter_mut().find(is_same) {
            Some((_, lines)) => lines.push(line),
            None => found.push((statements, vec![line])),
        }
    }
    found
}

/// The places of statements; the whole document where there are none.
pub(super) fn places(subject: &Subject<'_>, statements: &[&Statement]) -> Vec<LintPlace> {
    if statements.is_empty() {
        return vec![subject.document.span().into()];
    }
    statements.iter().map(|it| LintPlace::from(*it)).collect()
}

/// All actions of some lines.
pub(super) fn all_of(lines: &[GrantedActions]) -> ActionSet {
    let mut all = ActionSet::new();
    for line in lines {
        all.union_with(&line.actions);
    }
    all
}

/// What some lines take for granted.
pub(super) fn facts_of(lines: &[GrantedActions]) -> Facts {
    lines.iter().fold(Facts::NONE.with(Fact::CatalogActions), |facts, line| facts.union(line.facts))
}

/// The names of actions, in the order of the catalog.
pub(super) fn names(actions: &ActionSet, catalog: &Catalog) -> Vec<String> {
    actions.iter().filter_map(|id| catalog.action_by_id(id)).map(|action| action.to_string()).collect()
}

/// The first of some names, and how many more there are.
pub(super) fn first_of(names: &[String]) -> String {
    let first = shown::quoted(names.iter().take(TOLD));
    match names.len().saturating_sub(TOLD) {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}
