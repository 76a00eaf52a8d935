//! What is left of two policies for one action, and how the two stand to each other.
//!
//! Which action it is doesn't matter, only which rules name it; answers are kept by that.

use std::collections::BTreeMap;

use iamkit_policy::Effect;
use iamkit_policy::glob::LimitError;
use iamkit_policy::normal::{Policy, Rule};

use super::Relation;
use super::region::{ActionKind, Region, covered};

/// How much of an action a policy allows
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Grant {
    /// Nothing.
    None,
    /// Every resource, under no condition.
    Whole,
    /// Some resources, or under conditions: the statements that allow and those that deny.
    Limited { allows: Vec<usize>, denies: Vec<usize> },
}

impl Grant {
    pub(super) fn is_none(&self) -> bool {
        *self == Self::None
    }
}

/// The two policies' answers for one action
#[derive(Debug, Clone)]
pub(super) struct Outcome {
    pub(super) custom: Grant,
    pub(super) managed: Grant,
    pub(super) custom_is_within: bool,
    pub(super) managed_is_within: bool,
}

/// The rules that name an action, by their places, custom and managed, and what kind of action it is.
pub(super) type Named = (Vec<usize>, Vec<usize>, ActionKind);

/// Compares two policies action by action
#[derive(Debug)]
pub(super) struct Comparer<'p> {
    custom: &'p Policy,
    managed: &'p Policy,
    known: BTreeMap<Named, Outcome>,
}

impl<'p> Comparer<'p> {
    pub(super) fn new(custom: &'p Policy, managed: &'p Policy) -> Self {
        Self { custom, managed, known: BTreeMap::new() }
    }

    pub(super) fn compare(&mut self, named: Named) -> Result<&Outcome, LimitError> {
        let custom = Residual::new(self.custom, &named.0, named.2);
        let managed = Residual::new(self.managed, &named.1, named.2);
        Ok(match self.known.entry(named) {
            std::collections::btree_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::btree_map::Entry::Vacant(entry) => entry.insert(outcome(&custom, &managed)?),
        })
    }

    /// The relation over everything that was compared.
    pub(super) fn relation(&self) -> Relation {
        let outcomes = || self.known.values();
        Relation::of(
            outcomes().all(|outcome| outcome.custom_is_within),
            outcomes().all(|outcome| outcome.managed_is_within),
        )
    }
}

fn outcome(custom: &Residual<'_>, managed: &Residual<'_>) -> Result<Outcome, LimitError> {
    Ok(Outcome {
        custom: custom.grant()?,
        managed: managed.grant()?,
        custom_is_within: custom.is_within(managed)?,
        managed_is_within: managed.is_within(custom)?,
    })
}

/// What a policy says about one action
struct Residual<'p> {
    allows: Vec<Region<'p>>,
    denies: Vec<Region<'p>>,
}

impl<'p> Residual<'p> {
    fn new(policy: &'p Policy, named: &[usize], kind: ActionKind) -> Self {
        let rules = || named.iter().filter_map(|&index| policy.rules().get(index));
        let regions = |effect| {
            let of_effect = rules().filter(move |rule: &&Rule| rule.effect == effect);
            of_effect.filter_map(|rule| Region::new(rule, kind)).collect()
        };
        Self { allows: regions(Effect::Allow), denies: regions(Effect::Deny) }
    }

    fn is_none(&self) -> Result<bool, LimitError> {
        covered(&self.allows, &self.denies)
    }

    fn grant(&self) -> Result<Grant, LimitError> {
        if self.is_none()? {
            return Ok(Grant::None);
        }
        if self.denies.is_empty() && self.allows.iter().any(Region::is_everything) {
            return Ok(Grant::Whole);
        }
        let statements = |regions: &[Region<'_>]| regions.iter().map(|region| region.statement).collect();
        Ok(Grant::Limited { allows: statements(&self.allows), denies: statements(&self.denies) })
    }

    /// Whether all that this side allows is surely allowed by the other.
    fn is_within(&self, other: &Self) -> Result<bool, LimitError> {
        Ok(self.is_none()?
            || (covered(&self.allows, &other.allows)? && covered(&other.denies, &self.denies)?))
    }
}
