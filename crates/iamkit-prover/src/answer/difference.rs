//! All differences between two accesses, in the words of their policies, each with a confirmed witness.

use std::fmt;

use iamkit_policy::shown;

use crate::answer::compare::{Comparison, Relation, assumptions, of_question, within};
use crate::answer::regions::{Beyond, Gathered, beyond, beyond_with_words, described};
use crate::answer::terms::Terms;
use crate::answer::unknown::whole;
use crate::answer::witness::Witness;
use crate::compile::Access;
use crate::limits::Limits;
use crate::reason::{Side, Unknown};
use crate::search::{Actions, Analysis};
use crate::universe::Universe;

/// Something that exactly one side allows
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct Difference {
    /// The side that allows it.
    pub allowed_by: Side,
    /// The actions: names, or patterns that name just them.
    pub actions: Vec<String>,
    /// What the patterns name and is not meant; only among strings.
    pub actions_except: Vec<String>,
    /// For whom, on which resources, under which conditions.
    pub terms: Terms,
    /// Whether all that the terms say is a difference; otherwise they hold more, because naming just the difference
    /// takes more than the limits allow.
    pub is_exact: bool,
    /// A request that shows it, confirmed by the engine.
    pub witness: Witness,
}

impl fmt::Display for Difference {
    /// Writes the side's [sign](Side::sign), `-` for what is lost and `+` for what is gained, the actions and the terms.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.allowed_by.sign(), shown::joined(&self.actions, ", "))?;
        if !self.actions_except.is_empty() {
            write!(f, " except {}", shown::joined(&self.actions_except, ", "))?;
        }
        write!(f, " {}", self.terms)
    }
}

/// All that exactly one side allows
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct Differences {
    /// The verdict, with what could not be decided.
    pub comparison: Comparison,
    /// The differences: what the first side allows beyond the second, then the other way round, each in the order of
    /// their terms.
    pub list: Vec<Difference>,
}

/// Finds everything that exactly one of two accesses allows
///
/// Actions with the same difference stand together. A witness that the engine doesn't confirm is reported among what is
/// unknown, never as a difference.
///
/// # Complexity
/// As [`compare`](crate::compare()), plus the number of differences.
pub fn differences(a: &Access, b: &Access, universe: &Universe<'_>, limits: &Limits) -> Differences {
    let comparison = Comparison {
        universe: universe.as_str(),
        relation: Relation::Unknown,
        unknown: Vec::new(),
        assumptions: assumptions(a, b),
        facts: of_question(a, b, *universe),
    };
    let mut found = Differences { comparison, list: Vec::new() };
    let mut analysis = match Analysis::new([a, b], *universe, limits) {
        Ok(analysis) => analysis,
        Err(exceeded) => {
            found.comparison.unknown.push(whole(exceeded));
            return found;
        }
    };
    // Both verdicts come first, then all groups of both sides, then what is said of them: none takes what the next needs.
    for side in [Side::A, Side::B] {
        within(&mut analysis, side);
    }
    let for_words = analysis.session.budget.hold_back();
    let mut for_second = analysis.session.budget.hold_back();
    let beyond = [Side::A, Side::B].map(|side| {
        let beyond = beyond(&mut analysis, side);
        analysis.session.budget.give_back(std::mem::take(&mut for_second));
        (side, beyond)
    });
    analysis.session.budget.give_back(for_words);
    let is_within = beyond.map(|(side, beyond)| {
        let (differences, unknown) = described_differences(&mut analysis, side, beyond);
        let is_within = match (differences.is_empty(), unknown.is_empty()) {
            (false, _) => Some(false),
            (true, true) => Some(true),
            (true, false) => None,
        };
        found.list.extend(differences);
        found.comparison.unknown.extend(unknown);
        is_within
    });
    let [a_is_within, b_is_within] = is_within;
    found.comparison.relation = Relation::of(a_is_within, b_is_within);
    found.comparison.facts = found.comparison.facts.union(analysis.session.facts);
    found
}

/// The differences in the order of their terms, each confirmed, and what could not be decided.
pub(crate) fn side_differences(analysis: &mut Analysis<'_>, side: Side) -> (Vec<Difference>, Vec<Unknown>) {
    let beyond = beyond_with_words(analysis, side);
    described_differences(analysis, side, beyond)
}

fn described_differences(
    analysis: &mut Analysis<'_>,
    side: Side,
    beyond: Beyond,
) -> (Vec<Difference>, Vec<Unknown>) {
    let (gathered, mut unknown) = described(analysis, side, beyond, false);
    let mut found = Vec::new();
    for ((terms, is_exact), gathered) in gathered {
        match difference(analysis, side, (terms, is_exact), &gathered) {
            Ok(difference) => found.push(difference),
            Err(not_confirmed) => unknown.push(not_confirmed),
        }
    }
    (found, unknown)
}

fn difference(
    analysis: &Analysis<'_>,
    side: Side,
    (terms, is_exact): (Terms, bool),
    gathered: &Gathered,
) -> Result<Difference, Unknown> {
    let actions = analysis.action_patterns(gathered.actions.iter());
    let none = Actions::Ids(Vec::new());
    let first = gathered.actions.first().unwrap_or(&none);
    match analysis.confirmed_witness(first, &gathered.points, side) {
        Ok(witness) => Ok(Difference {
            allowed_by: side,
            actions: actions.patterns,
            actions_except: actions.except,
            terms,
            is_exact,
            witness,
        }),
        Err(reason) => {
            Err(Unknown { side: Some(side), reason, actions: actions.patterns, statements: Vec::new() })
        }
    }
}
