//! Small languages, split and searched.

use super::step::symbol;
use super::{Loop, Step, Word, partition, search};
use crate::limits::{Budget, Limits, Work};

fn glob(text: &str) -> Word {
    let mut word = Word::default();
    for character in text.chars() {
        match character {
            '*' => word.push_loop(Loop::Any),
            '?' => word.push(Step::Any),
            character => word.push(Step::Char(character)),
        }
    }
    word.finish()
}

fn classes(universe: &[Word], lists: &[Vec<Word>]) -> Vec<(Vec<usize>, String)> {
    let classes = partition(universe, lists, &Budget::new(&Limits::default())).unwrap();
    classes.into_iter().map(|class| (class.lists.iter().collect(), class.witness)).collect()
}

#[test]
fn texts_are_split_by_the_lists_that_hold_them() {
    let found = classes(&[], &[vec![glob("a*")], vec![glob("*b"), glob("ac")]]);
    let expected = [(vec![], ""), (vec![0], "a"), (vec![1], "b"), (vec![0, 1], "ab")];
    assert_eq!(found, expected.map(|(lists, text)| (lists, text.to_owned())));
}

#[test]
fn a_universe_leaves_only_its_own_texts() {
    let found = classes(&[glob("a?")], &[vec![glob("a*")], vec![glob("ab")]]);
    assert_eq!(found, [(vec![0, 1], "ab".to_owned()), (vec![0], "ax".to_owned())]);
}

#[test]
fn letters_of_any_case_are_one() {
    let mut any_case = Word::default();
    "ok".chars().for_each(|character| any_case.push(Step::Folded(character)));
    let found = classes(&[], &[vec![any_case.finish()], vec![glob("ok")], vec![glob("OK")]]);
    let lists = found.iter().map(|(lists, _)| lists.clone()).collect::<Vec<_>>();
    assert!(lists.contains(&vec![0]) && lists.contains(&vec![0, 1]) && lists.contains(&vec![0, 2]));
    assert!(!lists.contains(&vec![1]));
}

#[test]
fn components_hold_no_colon() {
    let mut components = Word::default();
    components.push_text("a:");
    components.push_loop(Loop::NotColon);
    components.push_text(":b");
    let found = classes(&[], &[vec![components.finish()], vec![glob("a:*:b")]]);
    assert!(found.contains(&(vec![1], "a:::b".to_owned())));
    assert!(!found.iter().any(|(lists, _)| *lists == [0]));
}

#[test]
fn what_stands_for_a_variable_is_no_single_character() {
    let mut variable = Word::default();
    variable.push(Step::Char(symbol(0)));
    let found = classes(&[], &[vec![variable.finish()], vec![glob("*")], vec![glob("?")]]);
    assert!(found.iter().any(|(lists, _)| *lists == [0, 1]));
    assert!(!found.iter().any(|(lists, _)| lists.contains(&0) && lists.contains(&2)));
}

#[test]
fn a_text_is_found_in_some_lists_and_not_in_others() {
    let budget = Budget::new(&Limits::default());
    let find = |within: &[&str], except: &[&str]| {
        let lists = |texts: &[&str]| texts.iter().map(|text| vec![glob(text)]).collect::<Vec<_>>();
        search(&[glob("a*")], &lists(within), &lists(except), &budget).unwrap()
    };
    assert_eq!(find(&["*b"], &["ab"]).map(|text| text.starts_with('a') && text.ends_with('b')), Some(true));
    assert_eq!(find(&["*b"], &["*b*"]), None);
    assert_eq!(find(&["b*"], &[]), None);
    assert_eq!(find(&[], &["a?*"]), Some("a".into()));
}

#[test]
fn too_much_work_is_an_error() {
    let limits = Limits { max_work: 90, ..Limits::default() };
    let error = partition(&[], &[vec![glob("abc")]], &Budget::new(&limits)).unwrap_err();
    assert_eq!((error.bound(), error.spent()), ("units of work", vec![(Work::Automata, 100)]));
    let limits = Limits { max_places: 31, ..Limits::default() };
    let error = partition(&[], &[vec![glob("abc")]], &Budget::new(&limits)).unwrap_err();
    assert_eq!(error.to_string(), "it takes more than 31 places");
}
