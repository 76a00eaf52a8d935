//! The partition of all strings by globs: against enumeration, against the matcher, and on lists of
//! the size that real policies have
#![expect(clippy::unwrap_used, reason = "integration test")]

use std::collections::{BTreeMap, BTreeSet};

use iamkit_policy::glob::{Class, Glob, GlobLimits, LimitError, MemberSet, classes};
use proptest::prelude::*;

/// `x` stands for all characters that no generated glob reads.
const ALPHABET: [char; 4] = ['a', 'b', 'é', 'x'];

fn strings_up_to(max_len: usize) -> Vec<String> {
    let mut strings = vec![String::new()];
    let mut last = strings.clone();
    for _ in 0..max_len {
        last = last.iter().flat_map(|s| ALPHABET.map(|c| format!("{s}{c}"))).collect();
        strings.extend(last.iter().cloned());
    }
    strings
}

fn globs() -> impl Strategy<Value = Vec<Glob>> {
    let pattern = "([abé]|[?]|[*]|[*]){0,5}".prop_map(|pattern| Glob::parse(&pattern));
    prop::collection::vec(pattern, 0..5)
}

fn vector(globs: &[Glob], text: &str) -> MemberSet {
    let matching = globs.iter().enumerate().filter(|(_, glob)| glob.matches(text));
    matching.map(|(index, _)| index).collect()
}

fn classes_of(globs: &[Glob]) -> Vec<Class> {
    classes(globs, &GlobLimits::default()).unwrap()
}

/// The classes, found with so many moves: unlike time, these are the same on every machine.
fn classes_within(max_moves: usize, globs: &[Glob]) -> Vec<Class> {
    classes(globs, &GlobLimits { max_moves, ..GlobLimits::default() }).unwrap()
}

fn classes_of_patterns(patterns: &[&str]) -> Vec<(Vec<usize>, String)> {
    let globs: Vec<Glob> = patterns.iter().map(|pattern| Glob::parse(pattern)).collect();
    let listed = |class: Class| (class.members.iter().collect(), class.witness);
    classes_of(&globs).into_iter().map(listed).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn classes_are_those_that_enumeration_finds(globs in globs()) {
        let mut shortest: BTreeMap<MemberSet, usize> = BTreeMap::new();
        for string in strings_up_to(5) {
            shortest.entry(vector(&globs, &string)).or_insert(string.chars().count());
        }
        let classes = classes_of(&globs);
        let short = classes.iter().filter(|class| class.witness.chars().count() <= 5);
        let found: BTreeMap<MemberSet, usize> =
            short.map(|class| (class.members.clone(), class.witness.chars().count())).collect();
        prop_assert_eq!(found, shortest);
    }

    #[test]
    fn every_witness_has_the_members_of_its_class(globs in globs()) {
        for class in classes_of(&globs) {
            prop_assert_eq!(vector(&globs, &class.witness), class.members);
        }
    }

    #[test]
    fn no_class_comes_twice_and_shorter_witnesses_come_first(globs in globs()) {
        let classes = classes_of(&globs);
        let distinct: BTreeSet<&MemberSet> = classes.iter().map(|class| &class.members).collect();
        prop_assert_eq!(distinct.len(), classes.len());
        let key = |class: &Class| (class.witness.chars().count(), class.witness.clone());
        prop_assert!(classes.is_sorted_by_key(key));
    }

    #[test]
    fn repeated_glob_is_in_the_classes_of_the_first(globs in globs()) {
        let twice = [&globs[..], &globs[..]].concat();
        let classes = classes_of(&globs);
        let doubled = classes_of(&twice);
        prop_assert_eq!(classes.len(), doubled.len());
        for (class, doubled) in classes.iter().zip(&doubled) {
            let again = class.members.iter().map(|index| index + globs.len());
            let expected: MemberSet = class.members.iter().chain(again).collect();
            prop_assert_eq!(&doubled.members, &expected);
        }
    }
}

#[test]
fn no_globs_give_the_one_class_of_all_strings() {
    assert_eq!(classes_of_patterns(&[]), [(vec![], String::new())]);
}

#[test]
fn star_leaves_no_class_without_members() {
    assert_eq!(classes_of_patterns(&["*"]), [(vec![0], String::new())]);
}

#[test]
fn overlap_of_prefix_and_suffix_has_its_own_class() {
    let expected = [(vec![], ""), (vec![0], "ab"), (vec![1], "ba"), (vec![0, 1], "aba")];
    let expected = expected.map(|(members, witness)| (members, witness.to_owned()));
    assert_eq!(classes_of_patterns(&["ab*", "*ba"]), expected);
}

#[test]
fn witness_for_any_other_character_is_a_letter_that_no_glob_reads() {
    let expected = [(vec![], ""), (vec![0, 1], "x"), (vec![1], "y")];
    let expected = expected.map(|(members, witness)| (members, witness.to_owned()));
    assert_eq!(classes_of_patterns(&["x", "?"]), expected);
}

#[test]
fn other_character_is_never_upper_case_where_the_globs_are_lower_case() {
    let letters: Vec<Glob> = ('a'..='z').map(|c| Glob::literal(&c.to_string())).collect();
    let globs = [&letters[..], &[Glob::parse("?")]].concat();
    let witnesses: Vec<String> = classes_of(&globs).into_iter().map(|class| class.witness).collect();
    assert!(witnesses.contains(&"0".to_owned()));
    assert!(witnesses.iter().all(|witness| *witness == witness.to_ascii_lowercase()));
}

#[test]
fn literal_star_and_question_mark_are_characters() {
    let globs = [Glob::literal("*"), Glob::parse("?")];
    let witnesses: Vec<String> = classes_of(&globs).into_iter().map(|class| class.witness).collect();
    assert_eq!(witnesses, ["", "*", "x"]);
}

/// 3,000 patterns with a common tree of prefixes, every fifth without a wildcard.
fn service_patterns() -> Vec<Glob> {
    let verbs = ["Get", "Put", "List", "Describe", "Delete", "BatchGet"].into_iter().cycle();
    let pattern = |(index, verb): (usize, &str)| {
        let star = if index.is_multiple_of(5) { "" } else { "*" };
        Glob::parse(&format!("service{}:{verb}Name{index}{star}", index % 50))
    };
    (0..3_000).zip(verbs).map(pattern).collect()
}

#[test]
fn three_thousand_prefix_patterns_take_work_in_proportion_to_their_text() {
    let globs = service_patterns();
    let n_bytes = globs.iter().map(|glob| glob.to_string().len()).sum::<usize>();
    let classes = classes_within(2 * n_bytes, &globs);
    assert!(globs.len() < classes.len());
    for class in classes.iter().step_by(100) {
        assert_eq!(vector(&globs, &class.witness), class.members);
    }
}

fn infix_patterns(count: usize) -> Vec<Glob> {
    let words =
        ["User", "Role", "Policy", "Group", "Tag", "Key", "Bucket", "Object", "Queue", "Topic", "Table"];
    let more =
        ["Stream", "Domain", "Cluster", "Service", "Layer", "Alias", "Event", "Rule", "Alarm", "Metric"];
    words.iter().chain(&more).take(count).map(|word| Glob::parse(&format!("*{word}*"))).collect()
}

#[test]
fn ten_infix_patterns_give_all_combinations() {
    let classes = classes_within(2_000_000, &infix_patterns(10));
    assert_eq!(classes.len(), 1 << 10);
    let longest = classes.iter().map(|class| class.members.len()).max();
    assert_eq!(longest, Some(10));
}

#[test]
fn too_many_infix_patterns_end_with_the_limit() {
    let error = classes(&infix_patterns(21), &GlobLimits::default()).unwrap_err();
    let text = error.to_string();
    assert!(text.starts_with("comparing globs took ") && text.contains(", over the limit of "), "{text}");
}

#[test]
fn thousands_of_infix_patterns_end_with_the_limit() {
    let globs: Vec<Glob> = (0..3_000).map(|index| Glob::parse(&format!("*{index}word*"))).collect();
    assert!(matches!(classes(&globs, &GlobLimits::default()), Err(LimitError::Moves { .. })));
}

#[test]
fn state_limit_names_both_numbers() {
    let limits = GlobLimits { max_states: 3, ..GlobLimits::default() };
    let error = classes(&[Glob::parse("abcdef")], &limits).unwrap_err();
    assert_eq!(error, LimitError::States { reached: 4, limit: 3 });
    assert_eq!(error.to_string(), "comparing globs took 4 states, over the limit of 3");
}

#[test]
fn move_limit_names_both_numbers() {
    let limits = GlobLimits { max_moves: 5, ..GlobLimits::default() };
    let error = classes(&[Glob::parse("abcdef")], &limits).unwrap_err();
    assert_eq!(error, LimitError::Moves { reached: 7, limit: 5 });
    assert_eq!(error.to_string(), "comparing globs took 7 moves, over the limit of 5");
}

#[test]
fn answer_within_the_limit_does_not_depend_on_it() {
    let globs = [Glob::parse("ab")];
    // The start, after `a`, after `ab`, and dead.
    let tight = GlobLimits { max_states: 4, ..GlobLimits::default() };
    assert_eq!(classes(&globs, &tight).unwrap(), classes_of(&globs));
    let tighter = GlobLimits { max_states: 3, ..GlobLimits::default() };
    assert!(classes(&globs, &tighter).is_err());
}

#[test]
fn member_set_holds_what_was_put_in() {
    let members: MemberSet = [130, 0, 63, 64, 0].into_iter().collect();
    assert!(members.iter().eq([0, 63, 64, 130]));
    assert_eq!(members.len(), 4);
    assert!(members.contains(63) && !members.contains(62) && !members.contains(100_000));
    assert!(!members.is_empty() && MemberSet::from_iter([]).is_empty());
    assert_eq!(format!("{members:?}"), "{0, 63, 64, 130}");
}
