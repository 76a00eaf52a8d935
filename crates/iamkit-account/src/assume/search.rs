//! The chains of roles that lead to those who can, from their ends.

use std::collections::VecDeque;
use std::sync::Arc;

use super::Assumptions;
use super::edge::{ClassEdge, Edge};
use super::roles::Role;
use crate::chain::{Assumption, CanBecome};
use crate::condition::AccessCondition;
use crate::view::{AccessView, AskError};

/// A search in breadth: every principal is come to once.
struct Search<'a> {
    assumptions: &'a Assumptions,
    is_settled: Vec<bool>,
    /// The next step of each principal that was come to.
    next: Vec<Option<Edge>>,
    /// Of each class those who may not be settled yet.
    remaining: Vec<Vec<usize>>,
    /// Of each group the edges of whose classes some may not be settled yet; all, where none was looked at.
    open: Vec<Option<Vec<&'a ClassEdge>>>,
}

impl<'a> Search<'a> {
    fn new(assumptions: &'a Assumptions) -> Self {
        let count = assumptions.roles.len();
        Self {
            assumptions,
            is_settled: vec![false; count],
            next: vec![None; count],
            remaining: assumptions.classes.all.iter().map(|class| class.members.clone()).collect(),
            open: vec![None; assumptions.groups.len()],
        }
    }

    /// Tells whether it is the first time.
    fn settle(&mut self, at: usize) -> bool {
        self.is_settled.get_mut(at).is_some_and(|flag| !std::mem::replace(flag, true))
    }

    /// Those who come to a role for the first time, in the order of the principals.
    fn come_to(&mut self, at: usize) -> Vec<usize> {
        let assumptions = self.assumptions;
        let Some(role) = assumptions.roles.get(at) else { return Vec::new() };
        let mut found = Vec::new();
        self.come_in_common(at, role, &mut found);
        for edge in &role.classes {
            self.take_class(at, role, edge, &mut found);
        }
        for (principal, condition) in &role.singles {
            if self.settle(*principal) {
                self.step(*principal, at, condition);
                found.push(*principal);
            }
        }
        found.sort_unstable();
        found
    }

    fn come_in_common(&mut self, at: usize, role: &Role, found: &mut Vec<usize>) {
        let Some(number) = role.group.map(|group| group as usize) else { return };
        let Some(group) = self.assumptions.groups.get(number) else { return };
        let open = self.open.get_mut(number).and_then(Option::take);
        let mut open = open.unwrap_or_else(|| group.classes.iter().collect());
        open.retain(|edge| role.is_particular(edge.0) || self.take_class(at, role, edge, found));
        if let Some(place) = self.open.get_mut(number) {
            *place = Some(open);
        }
    }

    /// Settles those of a class whom its edge means; tells whether others are left.
    fn take_class(&mut self, at: usize, role: &Role, edge: &ClassEdge, found: &mut Vec<usize>) -> bool {
        let (class, condition) = edge;
        let Some(place) = self.remaining.get_mut(*class as usize) else { return false };
        let mut remaining = std::mem::take(place);
        remaining.retain(|principal| {
            if role.is_apart(at, *principal) {
                return true;
            }
            if self.settle(*principal) {
                self.step(*principal, at, condition);
                found.push(*principal);
            }
            false
        });
        let are_left = !remaining.is_empty();
        if let Some(place) = self.remaining.get_mut(*class as usize) {
            *place = remaining;
        }
        are_left
    }

    fn step(&mut self, principal: usize, role: usize, condition: &Arc<AccessCondition>) {
        if let Some(next) = self.next.get_mut(principal) {
            *next = Some((role, Arc::clone(condition)));
        }
    }
}

impl AccessView {
    /// Everyone who reaches one of the able by assuming roles, each by a shortest chain.
    pub(crate) fn through_roles(
        &self,
        able: &[(usize, Arc<AccessCondition>)],
    ) -> Result<Vec<CanBecome>, AskError> {
        let mut search = Search::new(self.assumptions()?);
        for (at, _) in able.iter().filter(|(_, condition)| condition.is_always()) {
            search.settle(*at);
        }
        let mut queue = able.iter().map(|(at, _)| *at).collect::<VecDeque<_>>();
        while let Some(role) = queue.pop_front() {
            queue.extend(search.come_to(role));
        }
        let next = search.next;
        let begins = next.iter().enumerate().filter(|(_, edge)| edge.is_some());
        Ok(begins.filter_map(|(at, _)| self.chain_from(at, &next, able)).collect())
    }

    fn chain_from(
        &self,
        start: usize,
        next: &[Option<Edge>],
        able: &[(usize, Arc<AccessCondition>)],
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
}
