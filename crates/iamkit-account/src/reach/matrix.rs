//! Principals by actions: a whole account at once.

use std::collections::BTreeSet;
use std::sync::Arc;

use iamkit_catalog::{ActionId, ActionSet};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::group::Speakers;
use super::on_resource::{self, OnResource};
use super::verdict::{Extent, Verdicts};
use crate::view::{AccessView, AccountPrincipal, AskError, PolicySet, value_of};

/// What every principal can do
#[derive(Debug)]
pub struct Matrix {
    principals: Vec<(Arc<AccountPrincipal>, usize)>,
    rows: Vec<MatrixRow>,
}

/// What principals with the same policies can do
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MatrixRow {
    always: ActionSet,
    sometimes: ActionSet,
    unproven: ActionSet,
}

impl MatrixRow {
    /// The actions that can be done to every resource, under all conditions.
    pub fn always(&self) -> &ActionSet {
        &self.always
    }

    /// The actions that can be done to some resource or under some condition, but not always.
    pub fn sometimes(&self) -> &ActionSet {
        &self.sometimes
    }

    /// The actions of which it isn't known how far they can be done.
    pub fn unproven(&self) -> &ActionSet {
        &self.unproven
    }

    /// The row without some actions.
    fn without(mut self, actions: &ActionSet) -> Self {
        for set in [&mut self.always, &mut self.sometimes, &mut self.unproven] {
            set.subtract(actions);
        }
        self
    }

    fn add_group(&mut self, extent: Extent, actions: Vec<ActionId>) {
        let set = match extent {
            Extent::Never => return,
            Extent::Sometimes => &mut self.sometimes,
            Extent::Always => &mut self.always,
            Extent::Unproven => &mut self.unproven,
        };
        for action in actions {
            set.insert(action);
        }
    }

    /// Counts what can be done to a resource with a policy of its own in; one of another account takes nothing away from
    /// what can be done in the principal's own.
    fn add(&mut self, on: &OnResource<'_>, account: usize) {
        for action in &on.actions {
            let is_own = on.resource.owner == account;
            match (self.extent(*action), on.extent) {
                (Extent::Never, Extent::Unproven) => self.unproven.insert(*action),
                (Extent::Never, Extent::Sometimes | Extent::Always) => self.sometimes.insert(*action),
                (Extent::Always, Extent::Never | Extent::Sometimes | Extent::Unproven) if is_own => {
                    self.always.subtract(&std::iter::once(*action).collect());
                    self.sometimes.insert(*action);
                }
                _ => {}
            }
        }
    }

    /// How far an action can be done.
    pub fn extent(&self, action: ActionId) -> Extent {
        match () {
            () if self.always.contains(action) => Extent::Always,
            () if self.sometimes.contains(action) => Extent::Sometimes,
            () if self.unproven.contains(action) => Extent::Unproven,
            () => Extent::Never,
        }
    }
}

impl Matrix {
    /// The principals with their rows, in the order of the view.
    pub fn iter(&self) -> impl Iterator<Item = (&Arc<AccountPrincipal>, &MatrixRow)> {
        self.principals.iter().filter_map(|(principal, row)| Some((principal, self.rows.get(*row)?)))
    }

    /// How many different rows there are.
    pub fn n_rows(&self) -> usize {
        self.rows.len()
    }
}

/// What tells principals apart: policies, boundary, account; and who they are, where policies ask.
pub(crate) type ClassKey = (Vec<usize>, usize, usize, Vec<Option<String>>);

pub(crate) fn of(view: &AccessView) -> Result<Matrix, AskError> {
    let mut classes: FxHashMap<ClassKey, usize> = FxHashMap::default();
    let mut representatives: Vec<&AccountPrincipal> = Vec::new();
    let mut principals = Vec::with_capacity(view.principals().len());
    for principal in view.principals() {
        let row = *classes.entry(class(view, principal)).or_insert_with(|| {
            representatives.push(principal);
            representatives.len() - 1
        });
        principals.push((Arc::clone(principal), row));
    }
    // Each thread remembers what it has weighed; neighbours have much in common.
    let chunk = representatives.len().div_ceil(rayon::current_num_threads()).max(1);
    let rows = representatives.par_chunks(chunk).map(|chunk| {
        let mut verdicts = Verdicts::new(view);
        chunk.iter().map(|principal| row(view, principal, &mut verdicts)).collect::<Result<Vec<_>, _>>()
    });
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    Ok(Matrix { principals, rows: rows.into_iter().flatten().collect() })
}

pub(crate) fn class(view: &AccessView, principal: &AccountPrincipal) -> ClassKey {
    let boundary = principal.boundary_set();
    let sets = principal.identity_sets().iter().map(|set| Arc::as_ptr(set).addr()).collect();
    let own = principal.identity_sets().iter().chain(boundary).map(|set| &**set);
    let around = own.chain(view.control_sets(principal).map(|(_, _, set)| set));
    let around = around.chain(view.resources().iter().map(|resource| &*resource.set));
    let keys = around.flat_map(PolicySet::principal_keys).collect::<BTreeSet<_>>();
    let mut values = keys.into_iter().map(|key| value_of(view, principal, key)).collect::<Vec<_>>();
    // Whom a resource's policy names is like nobody else.
    values.extend(view.resources().single_out(principal).then(|| Some(principal.arn().to_owned())));
    (sets, boundary.map_or(0, |set| Arc::as_ptr(set).addr()), principal.account_place(), values)
}

pub(crate) fn row<'v>(
    view: &'v AccessView,
    principal: &'v AccountPrincipal,
    verdicts: &mut Verdicts<'v>,
) -> Result<MatrixRow, AskError> {
    let speakers = Speakers::new(view, principal);
    let mut row = MatrixRow::default();
    for group in speakers.groups(view.spoken()) {
        row.add_group(verdicts.of(principal, &speakers, &group)?, group.actions);
    }
    for on in on_resource::of(view, principal, &speakers)? {
        row.add(&on, principal.account_place());
    }
    Ok(row)
}

/// The row of a principal that is another one's but for some actions.
pub(crate) fn row_beside(
    view: &AccessView,
    principal: &AccountPrincipal,
    other: &MatrixRow,
    actions: &ActionSet,
) -> Result<MatrixRow, AskError> {
    let speakers = Speakers::new(view, principal);
    let mut verdicts = Verdicts::new(view);
    let mut row = other.clone().without(actions);
    for group in speakers.groups_among(view.spoken(), actions) {
        row.add_group(verdicts.of(principal, &speakers, &group)?, group.actions);
    }
    for on in on_resource::of_actions(view, principal, &speakers, |action| actions.contains(action))? {
        row.add(&on, principal.account_place());
    }
    Ok(row)
}
