//! Conditions that are decided by a key's absence: a Deny that requests without the key slip through, and an Allow that
//! they are let in by.

use iamkit_policy::fact::Facts;
use iamkit_policy::normal::{OrderRelation, Rule, Test, TypedComparison};
use iamkit_policy::{Effect, Quantifier};

use crate::answer::dissection::Dissection;
use crate::answer::lint::literals;
use crate::answer::statement_part::StatementPart;
use crate::answer::unknown::whole;
use crate::answer::witness::Witness;
use crate::compile::Access;
use crate::compile::action::RuleId;
use crate::compile::shape::{LitCube, Shape, joined, lit, unlit};
use crate::domain::question::{Atom, KeyAtom};
use crate::language::text::Text;
use crate::limits::Work;
use crate::reason::{Reason, Side, StatementPlace, Unknown};
use crate::search::{Actions, Analysis, Excess, Group, Points};

/// A condition that requests without its key get by
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct AbsentKey {
    /// The statement.
    pub statement: StatementPlace,
    /// Whether it allows or denies.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub effect: Effect,
    /// The condition's place among those of the statement.
    pub part: StatementPart,
    /// A request without the key: one that the Allow lets in, or that the Deny doesn't stop where all else is allowed.
    pub witness: Witness,
    /// What is taken for granted.
    pub facts: Facts,
}

/// The conditions that requests without their keys get by, and what could not be decided
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct AbsentKeys {
    /// The conditions, in their order.
    pub list: Vec<AbsentKey>,
    /// What could not be decided.
    pub unknown: Vec<Unknown>,
}

impl Dissection<'_> {
    /// Finds the conditions that requests without their keys get by.
    ///
    /// Of an Allow these are the conditions that an absent key satisfies – negated ones, those of `IfExists` and of
    /// `ForAllValues` – where only that lets a request in. Of a Deny they are those that are written to demand something
    /// and that an absent key doesn't satisfy: `Bool` with `false`, an order of numbers or dates, and `ForAnyValue` with a
    /// negated operator. That a Deny of some values leaves alone who has none is how lists of what is denied are meant.
    ///
    /// `beside` is the same policy beside one that allows everything, by which it is seen that a request slips through
    /// the Denies.
    pub fn absent_keys(&mut self, beside: &Access) -> AbsentKeys {
        let normal = self.normal_rules();
        let mut found = AbsentKeys::default();
        found.unknown = self.for_each_rule(|analysis, groups, rule| {
            let (_, part, at) = rule;
            let Some(normal) = normal.get(part).and_then(|rules| rules.get(at)) else { return Ok(()) };
            for (place, test) in normal.conditions.iter().enumerate() {
                if !is_decided_by_absence(test, normal.effect) {
                    continue;
                }
                analysis.session.facts = Facts::NONE;
                let Some(witness) = getting_by(analysis, groups, rule, (normal, place), beside)? else {
                    continue;
                };
                let Some(statement) = analysis.places(&[rule]).into_iter().next() else { continue };
                found.list.push(AbsentKey {
                    statement,
                    effect: normal.effect,
                    part: StatementPart::Condition(place),
                    witness,
                    facts: analysis.session.facts,
                });
            }
            Ok(())
        });
        found
    }
}

/// Whether an absent key opens what the condition is there to close.
fn is_decided_by_absence(test: &Test, effect: Effect) -> bool {
    let atom = KeyAtom::new(test, effect == Effect::Deny);
    if matches!(test.comparison, TypedComparison::Null { .. }) {
        return false;
    }
    match effect {
        Effect::Allow => {
            test.if_exists
                || test.quantifier == Some(Quantifier::ForAllValues)
                || (test.quantifier.is_none() && atom.comparison.is_negated())
        }
        Effect::Deny if test.if_exists || test.quantifier == Some(Quantifier::ForAllValues) => false,
        Effect::Deny => match &test.comparison {
            TypedComparison::Bool { .. } => {
                let is_false =
                    |text: &Text| text.as_literal().is_some_and(|it| it.eq_ignore_ascii_case("false"));
                atom.comparison.texts().into_iter().all(is_false)
            }
            TypedComparison::Numeric { relation, .. } | TypedComparison::Date { relation, .. } => {
                !matches!(relation, OrderRelation::Equals | OrderRelation::NotEquals)
            }
            _ => test.quantifier == Some(Quantifier::ForAnyValue) && atom.comparison.is_negated(),
        },
    }
}

/// A request without the key of a condition that gets by it, if there is one.
fn getting_by(
    analysis: &mut Analysis<'_>,
    groups: &[&Group],
    rule: RuleId,
    (normal, place): (&Rule, usize),
    beside: &Access,
) -> Result<Option<Witness>, Box<Unknown>> {
    let Some(region) = region_without_key(analysis, rule, (normal, place)) else { return Ok(None) };
    for group in groups {
        let spent = analysis.session.budget.spend(Work::Boxes, 64);
        spent.map_err(|exceeded| Box::new(whole(exceeded)))?;
        let is_deny = normal.effect == Effect::Deny;
        let mut denies = analysis.denies_besides(group, rule);
        if is_deny {
            let [access, _] = analysis.sides;
            denies.extend(literals(analysis, access, rule).map(|(_, cube)| cube));
        }
        let one = Shape { allows: vec![region.clone()], denies };
        let two = if is_deny { Shape::default() } else { analysis.shape_without(group, rule)? };
        let shapes = [one, two].map(|shape| analysis.within_region(shape, &region));
        let found = first_excess(analysis, group, shapes)?;
        let Some((actions, points)) = found else { continue };
        let allowing = if is_deny { Some(beside) } else { None };
        return confirmed(analysis, &actions, &points, allowing)
            .map(Some)
            .map_err(|reason| Box::new(analysis.unknown(group, Side::A, reason)));
    }
    Ok(None)
}

/// The requests without the key that all else of the statement is about.
fn region_without_key(
    analysis: &mut Analysis<'_>,
    rule: RuleId,
    (normal, place): (&Rule, usize),
) -> Option<LitCube> {
    let test = normal.conditions.get(place)?;
    let is_deny = normal.effect == Effect::Deny;
    let [access, _] = analysis.sides;
    let (_, cube) = literals(analysis, access, rule)?;
    let asked = analysis.session.unwritten_atom(&Atom::Key(KeyAtom::new(test, is_deny)));
    let rest = cube.into_iter().filter(|lit| unlit(*lit).0 != asked).collect::<LitCube>();
    let absent = analysis.session.unwritten_atom(&Atom::Key(KeyAtom::absent(test.key.folded())));
    joined(&rest, &[lit(absent, true)?])
}

/// What the first shape allows beyond the second, for some actions of a group.
fn first_excess(
    analysis: &mut Analysis<'_>,
    group: &Group,
    [one, two]: [Shape; 2],
) -> Result<Option<(Actions, Points)>, Box<Unknown>> {
    let [one, two] = [one, two].map(|shape| analysis.session.shape(shape));
    for (world, actions) in analysis.worlds_of(group.actions.clone(), [one, two]) {
        match analysis.excess_of(one, two, world) {
            Excess::None => {}
            Excess::Found(points) => return Ok(Some((actions, points))),
            Excess::Unknown(reason) => return Err(Box::new(analysis.unknown(group, Side::A, reason))),
        }
    }
    Ok(None)
}

/// The request that points and an action make, if the engine says that an access allows it: another one, or the one that
/// is asked about.
fn confirmed(
    analysis: &Analysis<'_>,
    actions: &Actions,
    points: &Points,
    other: Option<&Access>,
) -> Result<Witness, Reason> {
    let Some(other) = other else { return analysis.confirmed_witness(actions, points, Side::A) };
    let witness = analysis.witness(actions, points);
    if witness.is_possible() && witness.is_allowed_by(other) == Ok(true) {
        return Ok(witness);
    }
    Err(Reason::WitnessNotConfirmed { request: witness.to_string() })
}
