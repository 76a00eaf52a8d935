//! Who can assume which role, and the chains that come of it; rings of roles are no matter.

use std::collections::VecDeque;
use std::sync::Arc;

use iamkit_policy::Effect;
use iamkit_policy::normal::{Pattern, PrincipalPattern, Rule, Scope};
use rustc_hash::FxHashMap;

use super::condition::Condition;
use super::view::{AccessView, AskError, DocumentFacts, Hits, PrincipalEntry, Wanted};
use super::who_can::{Asking, Assumption, CanBecome};

const ASSUME_ROLE: &str = "sts:AssumeRole";

/// An edge: the place of the other principal, and the condition.
type Edge = (usize, Arc<Condition>);

/// Who can assume which role, by the places of principals.
#[derive(Debug)]
pub(crate) struct Assumptions {
    /// For each role who can assume it; nothing for users.
    into: Vec<Vec<Edge>>,
    /// For each principal the roles that it can assume.
    from: Vec<Vec<Edge>>,
}

impl Assumptions {
    /// Asks, for each role, everyone of whom an identity policy names it or whom its trust policy names.
    pub(crate) fn of(view: &AccessView) -> Result<Self, AskError> {
        let count = view.principals().len();
        let mut assumptions = Self { into: vec![Vec::new(); count], from: vec![Vec::new(); count] };
        let hits = Arc::new(view.hits(ASSUME_ROLE));
        let grants = Grants::new(view, &hits);
        for (at, role) in view.principals().enumerate() {
            if role.trust_set().is_none() {
                continue;
            }
            let wanted = Wanted::new(ASSUME_ROLE, role.arn());
            let mut asking = Asking::with_hits(view, &wanted, Arc::clone(&hits));
            for candidate in candidates(view, &grants, role) {
                let Some(principal) = view.principal_at(candidate).filter(|_| candidate != at) else {
                    continue;
                };
                if let Some(condition) = asking.ask(principal)? {
                    assumptions.add(candidate, at, condition);
                }
            }
        }
        Ok(assumptions)
    }

    fn add(&mut self, principal: usize, role: usize, condition: Arc<Condition>) {
        if let Some(edges) = self.into.get_mut(role) {
            edges.push((principal, Arc::clone(&condition)));
        }
        if let Some(edges) = self.from.get_mut(principal) {
            edges.push((role, condition));
        }
    }

    /// The roles that a principal can assume by itself.
    pub(crate) fn from(&self, principal: usize) -> &[Edge] {
        self.from.get(principal).map_or(&[], Vec::as_slice)
    }

    fn into(&self, role: usize) -> &[Edge] {
        self.into.get(role).map_or(&[], Vec::as_slice)
    }
}

/// The statements that let principals assume roles.
struct Grants<'v> {
    documents: Vec<(&'v DocumentFacts, Vec<usize>)>,
}

impl<'v> Grants<'v> {
    fn new(view: &'v AccessView, hits: &Hits) -> Self {
        let mut places = FxHashMap::default();
        let mut documents: Vec<(&DocumentFacts, Vec<usize>)> = Vec::new();
        for (at, principal) in view.principals().enumerate() {
            for facts in principal.identity_documents() {
                if hits.of(facts).is_none_or(|hit| !hit.allows) {
                    continue;
                }
                let place = *places.entry(Arc::as_ptr(facts).addr()).or_insert_with(|| {
                    documents.push((facts, Vec::new()));
                    documents.len() - 1
                });
                if let Some((_, holders)) = documents.get_mut(place) {
                    holders.push(at);
                }
            }
        }
        Self { documents }
    }

    /// The holders of documents of which a statement could name the role.
    fn holders(&self, role: &str) -> impl Iterator<Item = usize> {
        let naming =
            self.documents.iter().filter(|(facts, _)| facts.rules().iter().any(|rule| may_name(rule, role)));
        naming.flat_map(|(_, holders)| holders).copied()
    }
}

/// Whether an Allow could name the resource; a pattern with variables could.
fn may_name(rule: &Rule, resource: &str) -> bool {
    let names = |pattern: &Pattern| match pattern {
        Pattern::Glob(glob) => glob.matches(resource),
        Pattern::Template(_) => true,
    };
    rule.effect == Effect::Allow
        && match &rule.resources {
            Some(Scope::Only(patterns)) => patterns.iter().any(names),
            _ => true,
        }
}

/// Everyone who might be able to assume a role, in the order of the principals.
fn candidates(view: &AccessView, grants: &Grants<'_>, role: &PrincipalEntry) -> Vec<usize> {
    let trust = role.trust_set().into_iter().flat_map(|set| set.documents());
    let principals = trust.flat_map(|facts| facts.rules()).filter_map(|rule| rule.principals.as_ref());
    let mut named = grants.holders(role.arn()).collect::<Vec<_>>();
    for scope in principals {
        match scope {
            Scope::Only(entries) => entries.iter().for_each(|entry| add_named(view, entry, &mut named)),
            // Whoever isn't named is meant.
            Scope::Except(_) => named.extend(0..view.principals().len()),
        }
    }
    named.sort_unstable();
    named.dedup();
    named
}

fn add_named(view: &AccessView, entry: &PrincipalPattern, named: &mut Vec<usize>) {
    match entry {
        PrincipalPattern::User(arn) | PrincipalPattern::Role(arn) => {
            named.extend(view.place_of(arn.as_str()));
        }
        PrincipalPattern::UniqueId(id) => {
            let with_id =
                view.principals().enumerate().filter(|(_, principal)| principal.id().as_str() == &**id);
            named.extend(with_id.map(|(at, _)| at));
        }
        PrincipalPattern::Everyone => named.extend(0..view.principals().len()),
        _ => {}
    }
}

impl AccessView {
    /// Everyone who reaches one of the able by assuming roles, each by a shortest chain.
    pub(crate) fn through_roles(&self, able: &[(usize, Arc<Condition>)]) -> Result<Vec<CanBecome>, AskError> {
        let assumptions = self.assumptions()?;
        let mut next: Vec<Option<Edge>> = vec![None; self.principals().len()];
        let mut is_settled = vec![false; next.len()];
        for (at, _) in able.iter().filter(|(_, condition)| condition.is_always()) {
            set(&mut is_settled, *at);
        }
        let mut queue = able.iter().map(|(at, _)| *at).collect::<VecDeque<_>>();
        while let Some(role) = queue.pop_front() {
            for (principal, condition) in assumptions.into(role) {
                if is_settled.get(*principal).copied().unwrap_or(true) {
                    continue;
                }
                set(&mut is_settled, *principal);
                if let Some(next) = next.get_mut(*principal) {
                    *next = Some((role, Arc::clone(condition)));
                }
                queue.push_back(*principal);
            }
        }
        let begins = next.iter().enumerate().filter(|(_, edge)| edge.is_some());
        Ok(begins.filter_map(|(at, _)| self.chain_from(at, &next, able)).collect())
    }

    fn chain_from(
        &self,
        start: usize,
        next: &[Option<Edge>],
        able: &[(usize, Arc<Condition>)],
    ) -> Option<CanBecome> {
        let mut chain = Vec::new();
        let mut at = start;
        while let Some(Some((role, condition))) = next.get(at) {
            let role_entry = Arc::clone(self.principal_at(*role)?);
            chain.push(Assumption { role: role_entry, condition: Arc::clone(condition) });
            at = *role;
            if able.binary_search_by_key(&at, |(able, _)| *able).is_ok() {
                break;
            }
        }
        Some(CanBecome { principal: Arc::clone(self.principal_at(start)?), chain })
    }

    /// The roles that a principal can assume by itself, and under which condition.
    ///
    /// # Errors
    /// See [`AskError`].
    pub fn can_assume(&self, principal: &PrincipalEntry) -> Result<Vec<Assumption>, AskError> {
        let Some(at) = self.place_of(principal.arn()) else { return Ok(Vec::new()) };
        let edges = self.assumptions()?.from(at).iter();
        let assumption = |(role, condition): &Edge| {
            Some(Assumption { role: Arc::clone(self.principal_at(*role)?), condition: Arc::clone(condition) })
        };
        Ok(edges.filter_map(assumption).collect())
    }
}

fn set(flags: &mut [bool], at: usize) {
    if let Some(flag) = flags.get_mut(at) {
        *flag = true;
    }
}
