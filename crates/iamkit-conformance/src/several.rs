//! The answer to a request that touches several resources: each is decided, and the worst counts (S74).

use std::collections::BTreeMap;

use crate::answer::Answer;
use crate::case::ExpectedDecision;

/// Puts the answers for the single resources together.
///
/// An explicit deny of one denies all, then an implicit deny, then an answer that depends; reasons are those of the
/// resources with that decision, each named once.
pub fn combined(answers: &[Answer]) -> Answer {
    use ExpectedDecision::{Allowed, Depends, ExplicitDeny, ImplicitDeny};
    let is_there = |decision: &ExpectedDecision| answers.iter().any(|answer| answer.decision == *decision);
    let decision = [ExplicitDeny, ImplicitDeny, Depends].into_iter().find(is_there).unwrap_or(Allowed);
    let worst = || answers.iter().filter(|answer| answer.decision == decision);
    let blocked_by = worst().map(|answer| answer.blocked_by.clone()).collect::<Option<Vec<_>>>();
    Answer {
        decision,
        decided_by: once(worst().flat_map(|answer| &answer.decided_by)),
        missing_keys: keys_once(answers.iter().flat_map(|answer| &answer.missing_keys)),
        depends_on: once(worst().flat_map(|answer| &answer.depends_on)),
        undecided_keys: once(worst().flat_map(|answer| &answer.undecided_keys)),
        blocked_by: blocked_by.map(|lists| once(lists.iter().flatten())),
    }
}

/// Each key once in the spelling met first, sorted without regard to letter case.
pub(crate) fn keys_once<'k>(keys: impl Iterator<Item = &'k String>) -> Vec<String> {
    let mut spelt = BTreeMap::new();
    for key in keys {
        spelt.entry(key.to_ascii_lowercase()).or_insert_with(|| key.clone());
    }
    spelt.into_values().collect()
}

fn once<'a, T: Clone + PartialEq + 'a>(items: impl Iterator<Item = &'a T>) -> Vec<T> {
    let mut seen = Vec::new();
    for item in items {
        if !seen.contains(item) {
            seen.push(item.clone());
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(decision: ExpectedDecision, key: &str) -> Answer {
        let keys = vec![key.to_owned()];
        Answer {
            decision,
            decided_by: Vec::new(),
            missing_keys: keys.clone(),
            depends_on: Vec::new(),
            undecided_keys: Vec::new(),
            blocked_by: Some(keys),
        }
    }

    #[test]
    fn the_worst_decision_counts_with_its_reasons() {
        use ExpectedDecision::{Allowed, Depends, ExplicitDeny, ImplicitDeny};
        let all = [
            answer(Allowed, "a"),
            answer(Depends, "b"),
            answer(ImplicitDeny, "c"),
            answer(ExplicitDeny, "B"),
        ];
        for (n_answers, decision, blocked_by) in
            [(2, Depends, "b"), (3, ImplicitDeny, "c"), (4, ExplicitDeny, "B")]
        {
            let whole = combined(&all[..n_answers]);
            assert_eq!((whole.decision, whole.blocked_by), (decision, Some(vec![blocked_by.into()])));
        }
        assert_eq!(combined(&all).missing_keys, ["a", "b", "c"]);
    }
}
