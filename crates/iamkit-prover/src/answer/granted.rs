//! What of some actions a policy grants: each with a request that shows it, and whether without limits.

use iamkit_catalog::ActionSet;
use iamkit_policy::fact::Facts;

use crate::answer::dissection::Dissection;
use crate::answer::lint::shape_number;
use crate::answer::witness::Witness;
use crate::compile::shape::Shape;
use crate::reason::{Side, Unknown};
use crate::search::{Actions, Analysis, Excess, Group};

/// Actions that a policy grants alike
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct GrantedActions {
    /// The actions.
    pub actions: ActionSet,
    /// Whether all of their requests are allowed: on every resource, by everybody, under no condition.
    pub is_unlimited: bool,
    /// A request for the first of them that is allowed.
    pub witness: Witness,
    /// What is taken for granted.
    pub facts: Facts,
}

/// What of some actions a policy grants, and what could not be decided
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Grants {
    /// The actions of which something is granted; each stands in one of the lines.
    pub list: Vec<GrantedActions>,
    /// What could not be decided.
    pub unknown: Vec<Unknown>,
    /// What was taken for granted to find that nothing else is granted.
    pub facts: Facts,
}

/// What of it is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    Any,
    Unlimited,
}

impl Dissection<'_> {
    /// What of some actions of the catalog the policy grants.
    pub fn granted(&mut self, wanted: &ActionSet) -> Grants {
        self.granted_of(wanted, Extent::Any)
    }

    /// What of some actions of the catalog the policy grants without limits.
    pub fn granted_without_limits(&mut self, wanted: &ActionSet) -> Grants {
        self.granted_of(wanted, Extent::Unlimited)
    }

    fn granted_of(&mut self, wanted: &ActionSet, extent: Extent) -> Grants {
        let mut found = Grants::default();
        let mut used = Facts::NONE;
        found.unknown = self.for_each_group(|analysis, group| {
            let Some(group) = of_these(group, wanted) else { return Ok(()) };
            analysis.session.facts = Facts::NONE;
            let outcome = of_group(analysis, &group, extent, &mut found.list);
            used = used.union(analysis.session.facts);
            outcome
        });
        found.facts = used;
        found
    }
}

/// A group with those of its actions that are wanted, if there are any.
fn of_these(group: &Group, wanted: &ActionSet) -> Option<Group> {
    let Actions::Ids(ids) = &group.actions else { return None };
    let ids = ids.iter().copied().filter(|id| wanted.contains(*id)).collect::<Vec<_>>();
    (!ids.is_empty()).then(|| Group { actions: Actions::Ids(ids), ..group.clone() })
}

fn of_group(
    analysis: &mut Analysis<'_>,
    group: &Group,
    extent: Extent,
    list: &mut Vec<GrantedActions>,
) -> Result<(), Box<Unknown>> {
    let shape = shape_number(group);
    let everything = Shape { allows: vec![Vec::new()], denies: Vec::new() };
    let [everything, nothing] = [everything, Shape::default()].map(|shape| analysis.session.shape(shape));
    for (world, actions) in analysis.worlds_of(group.actions.clone(), [shape, everything]) {
        let beyond = analysis.excess_of(everything, shape, world);
        let is_unlimited = match beyond {
            Excess::None => true,
            Excess::Found(_) => false,
            Excess::Unknown(reason) => return Err(Box::new(analysis.unknown(group, Side::A, reason))),
        };
        if extent == Extent::Unlimited && !is_unlimited {
            continue;
        }
        let points = match analysis.excess_of(shape, nothing, world) {
            Excess::None => continue,
            Excess::Found(points) => points,
            Excess::Unknown(reason) => return Err(Box::new(analysis.unknown(group, Side::A, reason))),
        };
        let witness = analysis.confirmed_witness(&actions, &points, Side::A);
        let witness = witness.map_err(|reason| Box::new(analysis.unknown(group, Side::A, reason)))?;
        let Actions::Ids(ids) = actions else { continue };
        let facts = analysis.session.facts;
        list.push(GrantedActions { actions: ids.into_iter().collect(), is_unlimited, witness, facts });
    }
    Ok(())
}
