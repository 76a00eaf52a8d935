//! Sets of texts that stand for all values of an unknown multi-valued key, as far as its tests can tell them apart.
//!
//! Set operators ask only whether some value of a set has an outcome (S30): which outcomes occur is all that counts. So
//! sets are grown from single texts, and one is kept for each way in which outcomes occur together.

use std::collections::BTreeSet;

use crate::truth::Truth;

/// How many sets are tried at most.
const MAX_SETS: usize = 512;

/// Sets of texts, and whether they stand for all sets of them.
pub(crate) struct Sets {
    pub(crate) sets: Vec<Vec<String>>,
    pub(crate) is_complete: bool,
}

/// Which outcomes occur, for each test.
type Occurring = Vec<u8>;

/// The sets to try, the smaller first, given what each test says of each text.
pub(crate) fn of(texts: &[String], outcomes: &[Vec<Truth>]) -> Sets {
    let occurring = |at: usize| {
        outcomes.iter().map(|test| test.get(at).map_or(0, |truth| bit(*truth))).collect::<Occurring>()
    };
    let singles = texts.iter().enumerate().map(|(at, text)| (occurring(at), text)).collect::<Vec<_>>();
    let mut known = BTreeSet::new();
    let mut found: Vec<(Occurring, Vec<String>)> = Vec::new();
    // An empty text by itself is no value (S30), so no set begins with it.
    for (occurring, text) in singles.iter().filter(|(_, text)| !text.is_empty()) {
        if known.insert(occurring.clone()) {
            found.push((occurring.clone(), vec![(*text).clone()]));
        }
    }
    let mut at = 0;
    while let Some((set, members)) = found.get(at).cloned() {
        for (occurring, text) in &singles {
            let joined = set.iter().zip(occurring).map(|(one, other)| one | other).collect::<Occurring>();
            if MAX_SETS <= found.len() {
                return finished(found, false);
            }
            if known.insert(joined.clone()) {
                found.push((joined, [members.as_slice(), std::slice::from_ref(*text)].concat()));
            }
        }
        at += 1;
    }
    finished(found, true)
}

fn finished(found: Vec<(Occurring, Vec<String>)>, is_complete: bool) -> Sets {
    let sets = found.into_iter().map(|(_, members)| members);
    Sets { sets: std::iter::once(Vec::new()).chain(sets).collect(), is_complete }
}

fn bit(truth: Truth) -> u8 {
    match truth {
        Truth::Fails => 1,
        Truth::Unknown => 2,
        Truth::Unevaluable => 4,
        Truth::Holds => 8,
    }
}

#[cfg(test)]
mod tests {
    use super::Truth::{Fails, Holds, Unevaluable};
    use super::*;

    fn sets(texts: &[&str], outcomes: &[Vec<Truth>]) -> Vec<Vec<String>> {
        let texts = texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
        let found = of(&texts, outcomes);
        assert!(found.is_complete);
        found.sets
    }

    #[test]
    fn one_set_stands_for_each_way_in_which_outcomes_occur() {
        let found = sets(&["a", "b", "c", "d"], &[vec![Holds, Holds, Fails, Unevaluable]]);
        let expected: [&[&str]; 8] =
            [&[], &["a"], &["c"], &["d"], &["a", "c"], &["a", "d"], &["c", "d"], &["a", "c", "d"]];
        assert_eq!(found, expected);
    }

    #[test]
    fn an_empty_text_counts_beside_others_alone() {
        assert_eq!(
            sets(&["", "a"], &[vec![Holds, Fails]]),
            [vec![], vec!["a".to_owned()], vec!["a".into(), String::new()]]
        );
    }
}
