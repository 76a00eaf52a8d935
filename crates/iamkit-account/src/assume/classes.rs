//! Principals that are alike in what they can assume, and which roles their statements name.

use std::sync::Arc;

use iamkit_policy::Effect;
use iamkit_policy::normal::{Pattern, Scope};
use rustc_hash::{FxHashMap, FxHashSet};

use super::action::ASSUME_ROLE_IN_LOWER_CASE;
use super::patterns::{Patterns, is_about_assuming};
use super::said::Said;
use crate::view::{
    AccessView, AccountPrincipal, DocumentFacts, Hit, Hits, Origin, PolicySet, is_of_principal, value_of,
};

/// Principals whose policies say the same about assuming roles, and of whom the same is known as far as these ask.
#[derive(Debug, Default)]
pub(super) struct Class {
    /// In the order of the principals.
    pub(super) members: Vec<usize>,
}

/// What the statements of a class name.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// Whether an Allow could name any role.
    pub(super) is_any_allowed: bool,
    /// The patterns with wildcards by which an Allow names roles.
    pub(super) allowed: FxHashSet<u32>,
    /// Whether a variable decides which roles are named: then each role is a question of its own.
    pub(super) is_varying: bool,
}

/// What tells classes apart: what documents say, boundary, account, what these ask of who the principal is, and where the
/// policies come from, which conditions tell.
type ClassKey<'v> = (Vec<u32>, usize, usize, Vec<Option<String>>, Vec<Origin<'v>>);

/// All principals by class.
#[derive(Debug, Default)]
pub(super) struct Classes {
    pub(super) all: Vec<Class>,
    /// The class of each principal.
    of: Vec<u32>,
}

impl Classes {
    pub(super) fn of(&self, principal: usize) -> Option<u32> {
        self.of.get(principal).copied()
    }

    pub(super) fn members(&self, class: u32) -> &[usize] {
        self.all.get(class as usize).map_or(&[], |class| &class.members)
    }

    pub(super) fn new(view: &AccessView, hits: &Hits, said: &mut Said) -> Self {
        let mut classes = Self::default();
        let mut known = FxHashMap::default();
        let mut of_sets = SetKeys::default();
        for (at, principal) in view.principals().enumerate() {
            let key = class_key(view, hits, (&mut *said, &mut of_sets), principal);
            let class = *known.entry(key).or_insert_with(|| {
                classes.all.push(Class::default());
                u32::try_from(classes.all.len() - 1).unwrap_or(u32::MAX)
            });
            classes.of.push(class);
            if let Some(class) = classes.all.get_mut(class as usize) {
                class.members.push(at);
            }
        }
        classes
    }

    /// What the statements of each class name; the patterns are collected.
    pub(super) fn named(&self, view: &AccessView, hits: &Hits, patterns: &mut Patterns) -> Vec<Named> {
        let first = |class: &Class| class.members.first().and_then(|at| view.principal_at(*at));
        let named = (0_u32..).zip(&self.all).map(|(number, class)| {
            let mut named = Named::default();
            let Some(principal) = first(class) else { return named };
            for facts in principal.identity_documents().filter(|facts| hits.of(facts).is_some()) {
                named.add(number, facts, true, patterns);
            }
            for facts in principal.boundary_set().into_iter().flat_map(|set| set.documents()) {
                named.add(number, facts, false, patterns);
            }
            named
        });
        named.collect()
    }
}

impl Named {
    fn add(&mut self, class: u32, facts: &DocumentFacts, is_identity: bool, patterns: &mut Patterns) {
        let rules = facts.rules().iter().filter(|rule| is_about_assuming(rule));
        for rule in rules {
            let grants = is_identity && rule.effect == Effect::Allow;
            match &rule.resources {
                Some(Scope::Only(entries)) => {
                    for entry in entries {
                        self.add_pattern(class, entry, grants, patterns);
                    }
                }
                Some(Scope::Except(entries)) => {
                    self.is_any_allowed |= grants;
                    for entry in entries {
                        self.add_pattern(class, entry, false, patterns);
                    }
                }
                None => self.is_any_allowed |= grants,
            }
        }
    }

    fn add_pattern(&mut self, class: u32, pattern: &Pattern, grants: bool, patterns: &mut Patterns) {
        match pattern {
            Pattern::Template(_) => self.is_varying = true,
            Pattern::Glob(glob) if glob.is_any() => self.is_any_allowed |= grants,
            Pattern::Glob(glob) => {
                if let Some(text) = glob.as_literal() {
                    patterns.add_literal(text, class);
                    return;
                }
                let number = patterns.add(glob);
                if grants {
                    self.allowed.insert(number);
                }
            }
        }
    }
}

/// The keys about principals that sets ask for, by where the sets are kept.
type SetKeys = FxHashMap<usize, Vec<Box<str>>>;

fn class_key<'v>(
    view: &'v AccessView,
    hits: &Hits,
    (said, of_sets): (&mut Said, &mut SetKeys),
    principal: &'v Arc<AccountPrincipal>,
) -> ClassKey<'v> {
    let (mut documents, mut keys, mut origins) = (Vec::new(), Vec::new(), Vec::new());
    for (facts, origin) in principal.origins() {
        if let Some(hit) = hits.of(facts) {
            documents.push(said.by_document(facts));
            origins.extend(Some(origin).filter(|_| hit.is_conditional()));
            add_keys(&mut keys, &hit.keys);
        }
    }
    let boundary = principal.boundary_set();
    let limits = boundary.map(|set| &**set).into_iter().chain(view.service_control_sets(principal));
    for set in limits {
        let of_set = of_sets.entry(std::ptr::from_ref(set).addr()).or_insert_with(|| principal_keys(set));
        add_keys(&mut keys, of_set);
    }
    let boundary = boundary.map_or(0, |set| Arc::as_ptr(set).addr());
    let values = keys.iter().map(|key| value_of(view, principal, key)).collect();
    origins.extend(principal.boundary_origin());
    (documents, boundary, principal.account_place(), values, origins)
}

fn add_keys(keys: &mut Vec<Box<str>>, more: &[Box<str>]) {
    for key in more.iter().filter(|key| is_of_principal(key)) {
        if !keys.contains(key) {
            keys.push(key.clone());
        }
    }
}

/// The keys about principals that a set asks for where it is about assuming roles.
pub(super) fn principal_keys(set: &PolicySet) -> Vec<Box<str>> {
    let keys = Hit::of_set(set, ASSUME_ROLE_IN_LOWER_CASE).map(|hit| hit.keys).unwrap_or_default();
    keys.into_iter().filter(|key| is_of_principal(key)).collect()
}
