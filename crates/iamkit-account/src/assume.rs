//! Who can assume which role, and the chains that come of it; rings of roles are no matter.
//!
//! Principals that are alike in what they can assume are one class, and an edge goes from a class to a group of roles:
//! what is kept grows with classes and groups, not with pairs of principals and roles.

mod action;
mod classes;
mod edge;
mod patterns;
mod roles;
mod said;
mod search;

use std::sync::Arc;

use crate::chain::Assumption;
use crate::condition::AccessCondition;
use crate::view::{AccessView, AccountPrincipal, AskError};
use classes::Classes;
use edge::{ClassEdge, Edge};
use roles::{Building, Group, Role};

pub(super) use action::ASSUME_ROLE;

/// Who can assume which role, by the places of principals.
#[derive(Debug)]
pub(crate) struct Assumptions {
    classes: Classes,
    groups: Vec<Group>,
    /// For each principal what only goes for it as a role; nothing for users.
    roles: Vec<Role>,
    /// For each class the groups of roles that it can assume.
    groups_of: Vec<Vec<Edge>>,
    /// For each class the roles that are questions of their own for it.
    particular_of: Vec<Vec<Edge>>,
    /// For each principal the roles whose trust policies name it.
    singles_of: Vec<Vec<Edge>>,
}

impl Assumptions {
    /// Asks, for each group of roles, every class that an identity policy lets assume them or whom their trust names.
    pub(crate) fn of(view: &AccessView) -> Result<Self, AskError> {
        let mut building = Building::new(view);
        building.ask_all()?;
        let Building { classes, groups, roles, .. } = building;
        let n_classes = classes.all.len();
        let groups_edges = groups.iter().enumerate().map(|(at, group)| (at, &*group.classes));
        let role_edges = || roles.iter().enumerate();
        let particular = role_edges().map(|(at, role)| (at, &*role.classes));
        let mut singles_of = vec![Vec::new(); roles.len()];
        for (at, role) in role_edges() {
            role.singles.iter().for_each(|(from, condition)| push(&mut singles_of, *from, at, condition));
        }
        let (groups_of, particular_of) = (reversed(n_classes, groups_edges), reversed(n_classes, particular));
        Ok(Self { classes, groups, roles, groups_of, particular_of, singles_of })
    }

    /// The roles that a principal can assume by itself, in order.
    pub(crate) fn from(&self, principal: usize) -> Vec<Edge> {
        let mut edges = self.singles_of.get(principal).cloned().unwrap_or_default();
        let Some(class) = self.classes.of(principal) else { return edges };
        let means = |role: usize| self.roles.get(role).is_some_and(|entry| !entry.is_apart(role, principal));
        let in_common = |role: usize| self.roles.get(role).is_some_and(|entry| !entry.is_particular(class));
        for (group, condition) in of(&self.groups_of, class) {
            let roles = self.groups.get(*group).map_or(&[][..], |group| &group.roles);
            let roles = roles.iter().copied().filter(|role| means(*role) && in_common(*role));
            edges.extend(roles.map(|role| (role, Arc::clone(condition))));
        }
        let particular = of(&self.particular_of, class).iter();
        edges.extend(particular.filter(|(role, _)| means(*role)).cloned());
        edges.sort_unstable_by_key(|(role, _)| *role);
        edges
    }
}

fn of(lists: &[Vec<Edge>], class: u32) -> &[Edge] {
    lists.get(class as usize).map_or(&[], Vec::as_slice)
}

fn push(lists: &mut [Vec<Edge>], from: usize, to: usize, condition: &Arc<AccessCondition>) {
    if let Some(list) = lists.get_mut(from) {
        list.push((to, Arc::clone(condition)));
    }
}

fn reversed<'e>(n_classes: usize, edges: impl Iterator<Item = (usize, &'e [ClassEdge])>) -> Vec<Vec<Edge>> {
    let mut reversed = vec![Vec::new(); n_classes];
    for (to, from) in edges {
        for (class, condition) in from {
            push(&mut reversed, *class as usize, to, condition);
        }
    }
    reversed
}

impl AccessView {
    /// Who can assume which role, worked out when first asked.
    pub(crate) fn assumptions(&self) -> Result<&Assumptions, AskError> {
        self.kept(Assumptions::of)
    }

    /// The roles that a principal can assume by itself, and under which condition.
    ///
    /// # Errors
    /// See [`AskError`].
    pub fn can_assume(&self, principal: &AccountPrincipal) -> Result<Vec<Assumption>, AskError> {
        let Some(at) = self.place_of(principal.arn()) else { return Ok(Vec::new()) };
        let edges = self.assumptions()?.from(at);
        let assumption = |(role, condition): Edge| {
            Some(Assumption { role: Arc::clone(self.principal_at(role)?), condition })
        };
        Ok(edges.into_iter().filter_map(assumption).collect())
    }
}
