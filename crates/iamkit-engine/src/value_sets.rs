//! Sets of texts that stand for all values of an unknown multi-valued key, as far as its tests can tell them apart.
//!
//! Set operators ask only whether some value of a set has an outcome (S30): which outcomes occur is all that counts. For
//! any set there is a largest one with the same outcomes, and those are the sets of all texts without some outcomes.

use std::collections::BTreeSet;

use crate::truth::Truth;

/// Up to so many texts all their sets are tried, above it the small ones and the largest without some outcomes.
const ALL_SETS_UP_TO: usize = 6;

/// How many sets without some outcomes are tried at most.
const MAX_LARGEST_SETS: usize = 256;

/// The sets to try, given what each test says of each text.
pub(crate) fn of(texts: &[String], outcomes: &[Vec<Truth>]) -> Vec<Vec<String>> {
    if texts.len() <= ALL_SETS_UP_TO {
        let is_in = |set: usize, at: usize| set >> at & 1 == 1;
        return (0..1 << texts.len()).map(|set| chosen(texts, |at| is_in(set, at))).collect();
    }
    let mut sets = vec![Vec::new()];
    for (at, text) in texts.iter().enumerate() {
        sets.push(vec![text.clone()]);
        sets.extend(texts.iter().skip(at + 1).map(|other| vec![text.clone(), other.clone()]));
    }
    let largest = largest(texts, outcomes);
    sets.extend(largest.into_iter().map(|set| chosen(texts, |at| set.get(at) == Some(&true))));
    sets
}

fn chosen(texts: &[String], is_in: impl Fn(usize) -> bool) -> Vec<String> {
    texts.iter().enumerate().filter(|(at, _)| is_in(*at)).map(|(_, text)| text.clone()).collect()
}

/// All texts, and all texts without some of the tests' outcomes.
///
/// The empty text is left to the small sets: by itself it is no value (S30), so its outcomes say nothing of a set.
fn largest(texts: &[String], outcomes: &[Vec<Truth>]) -> BTreeSet<Vec<bool>> {
    let mut sets = BTreeSet::from([texts.iter().map(|text| !text.is_empty()).collect::<Vec<_>>()]);
    for (test, without) in outcomes.iter().flat_map(|test| [(test, Truth::Holds), (test, Truth::Fails)]) {
        let smaller = |set: &Vec<bool>| {
            set.iter().zip(test).map(|(is_in, outcome)| *is_in && *outcome != without).collect::<Vec<_>>()
        };
        let smaller = sets.iter().map(smaller).collect::<Vec<_>>();
        for set in smaller {
            if sets.len() < MAX_LARGEST_SETS {
                sets.insert(set);
            }
        }
    }
    sets
}
