//! One form for all policies that say the same in other words.

use std::collections::BTreeSet;

use iamkit_catalog::Catalog;
use iamkit_policy::{ConditionOperator, PolicyDocument};

use super::draft::{DraftOperator, DraftStatement, List, PolicyDraft};

/// A policy in the form that reviewers compare best
///
/// Elements are in AWS's order, lists sorted and without repetitions, names of actions and operators spelt as AWS spells
/// them, statements where they were.
///
/// # Complexity
/// That of sorting.
pub fn canonical(document: &PolicyDocument, catalog: &Catalog) -> PolicyDraft {
    let mut draft = PolicyDraft::from(document);
    draft.statements.iter_mut().for_each(|statement| tidy(statement, catalog));
    draft
}

/// Puts a statement into the form.
pub(super) fn tidy(statement: &mut DraftStatement, catalog: &Catalog) {
    let List { texts, .. } = &mut statement.action;
    for action in texts.iter_mut() {
        spell(action, catalog);
    }
    sort(texts);
    if let Some(List { texts, .. }) = &mut statement.resource {
        sort(texts);
    }
    let principals = statement.principal.iter_mut().flat_map(|principal| &mut principal.entries);
    for entries in principals {
        for (_, values) in entries.iter_mut() {
            sort(values);
        }
        entries.sort();
    }
    spell_operators(&mut statement.conditions);
    for operator in &mut statement.conditions {
        for (_, values) in &mut operator.keys {
            values.sort();
            values.dedup_by(|a, b| a.text == b.text);
        }
        operator.keys.sort();
    }
    statement.conditions.retain(|operator| !operator.keys.is_empty());
    statement.conditions.sort_by(|a, b| a.name.cmp(&b.name));
}

fn sort(texts: &mut Vec<String>) {
    texts.sort();
    texts.dedup();
}

/// An action as AWS writes it, where it is one; a pattern as it is.
fn spell(action: &mut String, catalog: &Catalog) {
    if let Some(known) = catalog.action(action) {
        *action = known.to_string();
    }
}

/// Operators as AWS writes them, unless two of them would become one.
fn spell_operators(operators: &mut [DraftOperator]) {
    let spelt = |operator: &DraftOperator| {
        operator.name.parse::<ConditionOperator>().map_or_else(|_| operator.name.clone(), |it| it.to_string())
    };
    let names = operators.iter().map(spelt).collect::<Vec<_>>();
    if names.iter().collect::<BTreeSet<_>>().len() == names.len() {
        operators.iter_mut().zip(names).for_each(|(operator, name)| operator.name = name);
    }
}
