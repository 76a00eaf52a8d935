//! Patterns of actions as the actions that they name today.

use iamkit_catalog::Catalog;
use iamkit_policy::PolicyDocument;

use super::canonical::canonical;
use super::draft::PolicyDraft;

/// A policy in canonical form, each pattern of actions in place of which the actions of the catalog stand that it names
///
/// It says the same over the actions of the catalog, and less as soon as AWS adds an action that a pattern would name. A
/// pattern that names none stays.
///
/// # Complexity
/// That of [`Catalog::actions_matching`] for each pattern.
pub fn expand(document: &PolicyDocument, catalog: &Catalog) -> PolicyDraft {
    let mut draft = canonical(document, catalog);
    for statement in &mut draft.statements {
        let texts = statement.action.texts.iter().flat_map(|text| named(text, catalog));
        let mut texts = texts.collect::<Vec<_>>();
        texts.sort();
        texts.dedup();
        statement.action.texts = texts;
    }
    draft
}

fn named(pattern: &str, catalog: &Catalog) -> Vec<String> {
    if !pattern.contains(['*', '?']) {
        return vec![pattern.to_owned()];
    }
    let actions = catalog.actions_matching(pattern).map(|action| action.to_string()).collect::<Vec<_>>();
    if actions.is_empty() { vec![pattern.to_owned()] } else { actions }
}
