//! What documents say about assuming roles: those that differ in nothing else are alike.

use iamkit_policy::normal::{PrincipalPattern, Rule, Scope};
use rustc_hash::FxHashMap;

use super::patterns::is_about_assuming;
use crate::view::{DocumentFacts, PolicySet};

/// Numbers for what is said, which documents that are alike share.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// By where a document is kept, or a set of them.
    known: FxHashMap<usize, u32>,
    by_text: FxHashMap<String, u32>,
}

impl Said {
    /// What an identity policy says.
    pub(super) fn by_document(&mut self, facts: &DocumentFacts) -> u32 {
        self.number(std::ptr::from_ref(facts).addr(), || {
            facts.rules().iter().filter_map(|rule| text(rule, None)).collect()
        })
    }

    /// What a trust policy says of those whom it doesn't name, none of whose statements is about all but some.
    pub(super) fn by_trust(&mut self, set: &PolicySet) -> u32 {
        self.number(std::ptr::from_ref(set).addr(), || {
            let rules = set.documents().iter().flat_map(|facts| facts.rules());
            let unnamed = rules.filter_map(|rule| {
                let entries = rule.principals.as_ref().into_iter().flat_map(Scope::entries);
                let unnamed = entries.filter(|entry| !is_name(entry)).collect::<Vec<_>>();
                if unnamed.is_empty() { None } else { text(rule, Some(&unnamed)) }
            });
            unnamed.collect()
        })
    }

    fn number(&mut self, address: usize, text: impl FnOnce() -> String) -> u32 {
        if let Some(number) = self.known.get(&address) {
            return *number;
        }
        let next = u32::try_from(self.by_text.len()).unwrap_or(u32::MAX);
        let number = *self.by_text.entry(text()).or_insert(next);
        self.known.insert(address, number);
        number
    }
}

/// Whether an entry means one user or role of an account.
fn is_name(entry: &PrincipalPattern) -> bool {
    matches!(entry, PrincipalPattern::User(_) | PrincipalPattern::Role(_) | PrincipalPattern::UniqueId(_))
}

/// All that a statement about assuming roles says of them, its place included, by which conditions are told.
fn text(rule: &Rule, principals: Option<&[&PrincipalPattern]>) -> Option<String> {
    let Rule { statement, effect, resources, conditions, .. } = rule;
    is_about_assuming(rule)
        .then(|| format!("{statement:?} {effect:?} {principals:?} {resources:?} {conditions:?}\n"))
}
