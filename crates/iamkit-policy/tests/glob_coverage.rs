//! Inclusion of unions of globs: against enumeration, against the classes, and its laws
#![expect(clippy::unwrap_used, reason = "integration test")]

use iamkit_policy::glob::{Coverage, Glob, GlobLimits, LimitError, classes, coverage};
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

fn glob() -> impl Strategy<Value = Glob> {
    "([ab]|[abé]|[?]|[*]|[*]){0,5}".prop_map(|pattern| Glob::parse(&pattern))
}

fn globs() -> impl Strategy<Value = Vec<Glob>> {
    prop::collection::vec(glob(), 0..4)
}

/// A glob that matches at least what the given one matches: some of its characters become wildcards.
fn wider(glob: &Glob) -> impl Strategy<Value = Glob> + use<> {
    let widen = |c: char| match c {
        '*' => Just("*".to_owned()).boxed(),
        '?' => prop::sample::select(vec!["?", "*"]).prop_map(str::to_owned).boxed(),
        c => prop_oneof![4 => Just(c.to_string()), 1 => Just("?".to_owned()), 1 => Just("*".to_owned())]
            .boxed(),
    };
    let parts: Vec<_> = glob.to_string().chars().map(widen).collect();
    parts.prop_map(|parts| Glob::parse(&parts.concat()))
}

fn any_matches(globs: &[Glob], text: &str) -> bool {
    globs.iter().any(|glob| glob.matches(text))
}

fn covered(inner: &[Glob], outer: &[Glob]) -> Coverage {
    coverage(inner, outer, &GlobLimits::default()).unwrap()
}

fn of(patterns: &[&str]) -> Vec<Glob> {
    patterns.iter().map(|pattern| Glob::parse(pattern)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn coverage_is_that_of_enumerated_strings(inner in globs(), outer in globs()) {
        let is_open = |text: &String| any_matches(&inner, text) && !any_matches(&outer, text);
        let first_open = strings_up_to(5).into_iter().find(is_open);
        match covered(&inner, &outer) {
            Coverage::Covered => prop_assert_eq!(first_open, None),
            Coverage::Uncovered { witness } => {
                prop_assert!(is_open(&witness));
                let len = witness.chars().count();
                match first_open {
                    Some(open) => prop_assert_eq!(open.chars().count(), len),
                    None => prop_assert!(5 < len),
                }
            }
        }
    }

    #[test]
    fn coverage_is_that_of_the_classes(inner in globs(), outer in globs()) {
        let all = [&inner[..], &outer[..]].concat();
        let has_inner = |index: usize| index < inner.len();
        let open = classes(&all, &GlobLimits::default()).unwrap().into_iter().find(|class| {
            class.members.iter().any(has_inner) && class.members.iter().all(has_inner)
        });
        let answer = covered(&inner, &outer);
        prop_assert_eq!(answer.is_covered(), open.is_none());
        let lengths = (answer.witness().map(|w| w.chars().count()), open.map(|c| c.witness.chars().count()));
        prop_assert_eq!(lengths.0, lengths.1);
    }

    #[test]
    fn globs_cover_themselves(globs in globs()) {
        prop_assert_eq!(covered(&globs, &globs), Coverage::Covered);
    }

    #[test]
    fn wider_glob_covers(
        (narrow, wide) in glob().prop_flat_map(|glob| (Just(glob.clone()), wider(&glob)))
    ) {
        prop_assert_eq!(covered(&[narrow], &[wide]), Coverage::Covered);
    }

    #[test]
    fn coverage_is_transitive(
        (first, second, third) in glob().prop_flat_map(|first| (Just(first.clone()), wider(&first)))
            .prop_flat_map(|(first, second)| (Just(first), Just(second.clone()), prop_oneof![wider(&second), glob()]))
    ) {
        let (first, second, third) = ([first], [second], [third]);
        if covered(&first, &second).is_covered() && covered(&second, &third).is_covered() {
            prop_assert_eq!(covered(&first, &third), Coverage::Covered);
        }
    }

    #[test]
    fn union_is_covered_when_each_part_is(left in globs(), right in globs(), outer in globs()) {
        let union = [&left[..], &right[..]].concat();
        let parts = covered(&left, &outer).is_covered() && covered(&right, &outer).is_covered();
        prop_assert_eq!(covered(&union, &outer).is_covered(), parts);
        prop_assert_eq!(covered(&left, &union), Coverage::Covered);
    }

    #[test]
    fn globs_that_cover_each_other_are_equal(left in glob(), right in prop_oneof![glob(), "[a*?]{0,5}".prop_map(|p| Glob::parse(&p))]) {
        let (left, right) = ([left], [right]);
        let mutual = covered(&left, &right).is_covered() && covered(&right, &left).is_covered();
        prop_assert_eq!(mutual, left == right);
    }
}

#[test]
fn nothing_is_covered_by_nothing() {
    assert_eq!(covered(&[], &[]), Coverage::Covered);
    assert_eq!(covered(&of(&["a"]), &[]), Coverage::Uncovered { witness: "a".into() });
    assert_eq!(covered(&[], &of(&["a"])), Coverage::Covered);
}

#[test]
fn union_covers_what_no_part_of_it_covers() {
    let outer = of(&["", "?", "??*"]);
    assert_eq!(covered(&[Glob::any()], &outer), Coverage::Covered);
    assert_eq!(covered(&[Glob::any()], &outer[..2]), Coverage::Uncovered { witness: "xx".into() });
}

#[test]
fn witness_shows_a_character_that_the_outer_globs_do_not_read() {
    let answer = covered(&of(&["s3:Get*"]), &of(&["s3:Get", "s3:GetObject*", "s3:Getx*"]));
    assert_eq!(answer.witness(), Some("s3:GetO"));
    let answer = covered(&of(&["s3:Get?"]), &of(&["s3:Getx", "s3:Gety"]));
    assert_eq!(answer.witness(), Some("s3:Getz"));
}

#[test]
fn outer_star_ends_the_search_at_once() {
    let inner = of(&["*a*b*c*", "?d*e"]);
    let limits = GlobLimits { max_states: 0, max_moves: 0 };
    assert_eq!(coverage(&inner, &[Glob::any()], &limits), Ok(Coverage::Covered));
    assert_eq!(coverage(&inner, &inner, &limits), Ok(Coverage::Covered));
    let error = coverage(&inner, &inner[..1], &limits).unwrap_err();
    assert_eq!(error, LimitError::Moves { reached: 3, limit: 0 });
}

#[test]
fn a_few_inner_globs_cost_little_among_thousands_of_outer_ones() {
    let outer: Vec<Glob> = (0..3_000).map(|index| Glob::parse(&format!("service{index}:Get*"))).collect();
    let limits = GlobLimits { max_states: 100, ..GlobLimits::default() };
    assert_eq!(coverage(&of(&["service77:GetName*"]), &outer, &limits), Ok(Coverage::Covered));
    let answer = coverage(&of(&["service77:*"]), &outer, &limits).unwrap();
    assert_eq!(answer.witness(), Some("service77:"));
}

#[test]
fn thousands_of_globs_on_both_sides_are_compared_at_once() {
    let globs = |suffix: &str| -> Vec<Glob> {
        (0..3_000).map(|index| Glob::parse(&format!("service{}:Get{index}{suffix}", index % 50))).collect()
    };
    let (narrow, wide) = (globs("Name*"), globs("*"));
    // In proportion to the text of both sides, some 120,000 bytes.
    let limits = GlobLimits { max_moves: 120_000, ..GlobLimits::default() };
    assert_eq!(coverage(&narrow, &wide, &limits), Ok(Coverage::Covered));
    assert!(!coverage(&wide, &narrow, &limits).unwrap().is_covered());
}

#[test]
fn infix_globs_are_compared_with_more_of_them() {
    let outer = of(&["*User*", "*Role*", "*Policy*", "*Group*", "*Tag*", "*Key*", "*Bucket*", "*Queue*"]);
    let inner: Vec<Glob> = outer.iter().map(|glob| Glob::parse(&format!("iam:Get{glob}Access?*"))).collect();
    assert_eq!(covered(&inner, &outer), Coverage::Covered);
    assert!(!covered(&outer, &inner).is_covered());
}
