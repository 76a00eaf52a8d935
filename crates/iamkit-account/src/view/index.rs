//! Which documents say something about an action: patterns by service, each looked at once however many documents have
//! it.

use std::sync::Arc;

use iamkit_policy::Effect;
use iamkit_policy::glob::Glob;
use iamkit_policy::normal::{ActionPattern, Pattern, Rule, Scope};
use rustc_hash::FxHashMap;

use super::policy_set::{DocumentFacts, PolicySet};
use super::rule_keys::keys_of;

/// A statement: the document's place in the index, and the statement's in the document.
type RuleAt = (u32, u32);

/// The documents by the actions that they name.
#[derive(Debug)]
pub(crate) struct ActionIndex {
    documents: Vec<Arc<DocumentFacts>>,
    patterns: Vec<(ActionPattern, Vec<RuleAt>)>,
    /// The patterns that name one service, by its prefix in lower case.
    by_service: FxHashMap<Box<str>, Vec<u32>>,
    /// The patterns that don't.
    any_service: Vec<u32>,
    /// Statements with `NotAction`.
    complements: Vec<RuleAt>,
}

/// What a document says about an action.
#[derive(Debug, Default, Clone)]
pub(crate) struct Hit {
    pub(crate) allows: bool,
    /// The condition keys of the statements that name the action, in lower case.
    pub(crate) keys: Vec<Box<str>>,
}

impl Hit {
    /// What the statements of some rules say together.
    fn add(&mut self, rule: &Rule) {
        self.allows |= rule.effect == Effect::Allow;
        for key in keys_of(rule) {
            if !self.keys.iter().any(|known| **known == *key) {
                self.keys.push(key.into());
            }
        }
    }

    /// Whether it hangs on something that may be unknown.
    pub(crate) fn is_conditional(&self) -> bool {
        !self.keys.is_empty()
    }

    /// What a whole set says about an action; `None` where it says nothing.
    pub(crate) fn of_set(set: &PolicySet, lower_case_action: &str) -> Option<Self> {
        Self::of_rules(set.documents().iter().flat_map(|facts| facts.rules()), lower_case_action)
    }

    /// What a document says about an action; `None` where it says nothing.
    pub(crate) fn of_document(facts: &DocumentFacts, lower_case_action: &str) -> Option<Self> {
        Self::of_rules(facts.rules().iter(), lower_case_action)
    }

    fn of_rules<'r>(rules: impl Iterator<Item = &'r Rule>, lower_case_action: &str) -> Option<Self> {
        let mut rules =
            rules.filter(|rule| rule.actions.contains(|pattern| pattern.matches(lower_case_action)));
        rules.by_ref().fold(None, |hit: Option<Self>, rule| {
            let mut hit = hit.unwrap_or_default();
            hit.add(rule);
            Some(hit)
        })
    }
}

/// What documents say about one action, by where they are kept.
#[derive(Debug, Default)]
pub(crate) struct Hits(FxHashMap<usize, Hit>);

impl Hits {
    pub(crate) fn of(&self, document: &Arc<DocumentFacts>) -> Option<&Hit> {
        self.0.get(&Arc::as_ptr(document).addr())
    }
}

/// Whether a statement could be about a resource, whatever its variables stand for.
pub(crate) fn may_name(rule: &Rule, resource: &str) -> bool {
    let Some(Scope::Only(patterns)) = &rule.resources else { return true };
    patterns.iter().any(|pattern| match pattern {
        Pattern::Glob(glob) => glob.matches(resource),
        Pattern::Template(_) => true,
    })
}

impl ActionIndex {
    pub(crate) fn new(documents: Vec<Arc<DocumentFacts>>) -> Self {
        let mut index = Self {
            documents: Vec::new(),
            patterns: Vec::new(),
            by_service: FxHashMap::default(),
            any_service: Vec::new(),
            complements: Vec::new(),
        };
        let mut known = FxHashMap::default();
        for (document, facts) in (0_u32..).zip(&documents) {
            for (at, rule) in (0_u32..).zip(facts.rules()) {
                index.add_rule(&mut known, (document, at), rule);
            }
        }
        index.documents = documents;
        index
    }

    fn add_rule<'r>(&mut self, known: &mut FxHashMap<&'r Glob, u32>, at: RuleAt, rule: &'r Rule) {
        let Scope::Only(patterns) = &rule.actions else { return self.complements.push(at) };
        for pattern in patterns {
            // A pattern that is no name matches nothing (S4).
            let Some(glob) = pattern.glob() else { continue };
            let number = *known.entry(glob).or_insert_with(|| self.add_pattern(glob, pattern));
            if let Some((_, rules)) = self.patterns.get_mut(number as usize) {
                rules.push(at);
            }
        }
    }

    fn add_pattern(&mut self, glob: &Glob, pattern: &ActionPattern) -> u32 {
        let number = u32::try_from(self.patterns.len()).unwrap_or(u32::MAX);
        let text = glob.to_string().to_ascii_lowercase();
        self.patterns.push((pattern.clone(), Vec::new()));
        match text.split_once(':').filter(|(service, _)| !service.contains(['*', '?'])) {
            Some((service, _)) => self.by_service.entry(service.into()).or_default().push(number),
            None => self.any_service.push(number),
        }
        number
    }

    /// What the documents say about an action, of their statements those that are in question.
    ///
    /// # Complexity
    /// Linear in the patterns of the action's service and in the statements that name it.
    pub(crate) fn hits(&self, action: &str, is_in_question: impl Fn(&Rule) -> bool) -> Hits {
        let lower = action.to_ascii_lowercase();
        let service = lower.split_once(':').map_or("", |(service, _)| service);
        let of_service = self.by_service.get(service).into_iter().flatten();
        let patterns =
            of_service.chain(&self.any_service).filter_map(|number| self.patterns.get(*number as usize));
        let named = patterns.filter(|(pattern, _)| pattern.matches(&lower)).flat_map(|(_, rules)| rules);
        let mut hits = Hits::default();
        for at in named {
            self.add_hit(&mut hits, *at, &is_in_question);
        }
        for at in &self.complements {
            self.add_hit(&mut hits, *at, |rule| {
                is_in_question(rule) && rule.actions.contains(|pattern| pattern.matches(&lower))
            });
        }
        hits
    }

    fn add_hit(&self, hits: &mut Hits, (document, at): RuleAt, is_hit: impl Fn(&Rule) -> bool) {
        let Some(facts) = self.documents.get(document as usize) else { return };
        if let Some(rule) = facts.rules().get(at as usize).filter(|rule| is_hit(rule)) {
            hits.0.entry(Arc::as_ptr(facts).addr()).or_default().add(rule);
        }
    }
}
