//! Policy variables: one value wherever the variable stands, whatever that value is.
//!
//! A question with a variable couples two parts of a request, so it is first taken as a question of its own, bounded
//! from both sides by questions without variables: what holds whatever the value is, and what can hold for some value.
//! What follows from that is proven. Otherwise values are put in, those that the policies name in the variable's place
//! and one that nobody names, and a difference that shows itself is real.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::domain::question::atom::{Atom, KeyValue};
use crate::domain::question::comparison::Comparison;
use crate::language::text::{Piece, Text};
use crate::language::{self, Word, word};
use crate::limits::Budget;

/// A value that no policy is likely to name.
const UNNAMED: &str = "nobody-named-this";

/// The comparison that holds in fewer cases, and the one that holds in more; both without variables.
///
/// It has no negation.
pub(crate) fn bounds(comparison: &Comparison) -> (Comparison, Comparison) {
    let narrow = comparison.map_texts(&|text| (!text.has_variables()).then(|| text.clone()));
    (narrow, comparison.map_texts(&|text| Some(text.relaxed())))
}

/// Which truth values a text with variables may be, whatever these are.
pub(crate) fn may_be_bools(text: &Text) -> [bool; 2] {
    let text = text.relaxed().folded();
    ["true", "false"].map(|truth| text.matches(truth))
}

/// The question about resources that holds in fewer cases, and the one that holds in more; both without variables.
pub(crate) fn resource_bounds(texts: &[Text]) -> (Atom, Atom) {
    let atom = Atom::Resource(texts.into());
    let narrow = atom.map_texts(&|text| (!text.has_variables()).then(|| text.clone()));
    (narrow, atom.map_texts(&|text| Some(text.relaxed())))
}

/// Whether the first comparison, read as one with its variables' values as they are, can't hold without the second.
pub(crate) fn implies(one: &Comparison, two: &Comparison, budget: &Budget) -> bool {
    is_within(one.texts(), two.texts(), budget, |number_of| {
        Some([words(one, is_any_case(two), number_of)?, words(two, is_any_case(two), number_of)?])
    })
}

/// Whether no two comparisons can hold of one text, whatever their variables' values are.
pub(crate) fn are_disjoint(one: &Comparison, two: &Comparison, budget: &Budget) -> bool {
    match (one, two) {
        (
            Comparison::Text { values: one, is_any_case: false, .. },
            Comparison::Text { values: two, is_any_case: false, .. },
        ) => resources_are_disjoint(one, two, budget),
        _ => false,
    }
}

/// Whether no two patterns match one text, whatever their variables' values are.
pub(crate) fn resources_are_disjoint(one: &[Text], two: &[Text], budget: &Budget) -> bool {
    one.iter().all(|one| two.iter().all(|two| text_is_disjoint(one, two, budget)))
}

/// What both patterns begin and end with is the same text, so it can be left away; the rest is seen in the widest sense.
fn text_is_disjoint(one: &Text, two: &Text, budget: &Budget) -> bool {
    let (one, two) = one.without_common_ends(two);
    let lists = [one, two].map(|text| vec![word::of_plain(&text.relaxed())]);
    matches!(language::search(&[], &lists, &[], budget), Ok(None))
}

fn is_any_case(comparison: &Comparison) -> bool {
    matches!(comparison, Comparison::Text { is_any_case: true, .. })
}

/// Whether the first question about resources can't hold without the second.
pub(crate) fn resource_implies(one: &[Text], two: &[Text], budget: &Budget) -> bool {
    let words = |texts: &[Text], number_of: NumberOf<'_>| {
        texts.iter().map(|text| word::of_text(text, &number_of)).collect()
    };
    is_within(one.iter().collect(), two.iter().collect(), budget, |number_of| {
        Some([words(one, number_of), words(two, number_of)])
    })
}

type NumberOf<'n> = &'n dyn Fn(&str) -> usize;

/// Whether words with characters in place of variables are within others.
///
/// Each variable is a character that nothing but itself and `*` reads. What holds for such texts holds for all values:
/// put the value in place of the character on both sides.
fn is_within(
    one: Vec<&Text>,
    two: Vec<&Text>,
    budget: &Budget,
    words: impl FnOnce(NumberOf<'_>) -> Option<[Vec<Word>; 2]>,
) -> bool {
    let all = one.into_iter().chain(two).collect::<Vec<_>>();
    // A default would be the value where the variable has none, which is a text of its own.
    if all.iter().any(|text| text.has_default()) {
        return false;
    }
    let keys = all.iter().flat_map(|text| text.variables()).collect::<BTreeSet<_>>();
    let number_of = |key: &str| keys.iter().position(|other| *other == key).unwrap_or(keys.len());
    let Some(lists) = words(&number_of) else { return false };
    let classes = language::partition(&[], &lists, budget);
    classes
        .is_ok_and(|classes| classes.iter().all(|class| !class.lists.contains(0) || class.lists.contains(1)))
}

/// The words of a comparison, in any letter case if they are to be compared with such words.
fn words(comparison: &Comparison, is_folded: bool, number_of: NumberOf<'_>) -> Option<Vec<Word>> {
    match comparison {
        Comparison::Text { values, is_any_case, .. } if *is_any_case == is_folded => {
            let word = |text| {
                if is_folded { word::of_folded(text, &number_of) } else { word::of_text(text, &number_of) }
            };
            Some(values.iter().map(word).collect())
        }
        // What is the same in the same letter case is so in any.
        Comparison::Text { values, is_any_case: false, .. } => {
            Some(values.iter().map(|text| word::of_text(text, &number_of)).collect())
        }
        Comparison::Arn { values, .. } => {
            Some(values.iter().flatten().filter_map(|arn| word::of_arn(arn, &number_of)).collect())
        }
        _ => None,
    }
}

/// The question with values in place of those variables that have one.
pub(crate) fn resolved(atom: &Atom, values: &[(String, KeyValue)]) -> Atom {
    let places =
        (0..).zip(values).map(|(place, (key, _))| (key.as_str(), place)).collect::<FxHashMap<_, usize>>();
    let value_of = |key: &str| {
        let place = places.get(key).and_then(|place| values.get(*place));
        place.map(|(_, value)| match value {
            KeyValue::Single(text) => Some(text.as_str()),
            // S14: a multi-valued key has no value as a variable.
            KeyValue::Absent | KeyValue::Multi(_) => None,
        })
    };
    atom.map_texts(&|text| text.resolve(&value_of))
}

/// Values worth trying for a variable, one that nobody names first.
pub(crate) fn candidates(key: &str, atoms: &[&Atom]) -> Vec<KeyValue> {
    let mut texts = vec![UNNAMED.to_owned()];
    let literals = atoms.iter().flat_map(|atom| literals(atom)).collect::<BTreeSet<_>>();
    for template in
        atoms.iter().flat_map(|atom| all_texts(atom)).filter(|text| text.variables().any(|of| of == key))
    {
        texts.extend(literals.iter().filter_map(|literal| in_place(template, key, literal)));
    }
    for atom in atoms {
        if let Atom::Key(own) = atom
            && *own.key == *key
        {
            texts.extend(own.comparison.texts().into_iter().map(Text::literal_text));
        }
    }
    texts.push(String::new());
    let mut values = Vec::new();
    for text in texts {
        let value = KeyValue::Single(text);
        if !values.contains(&value) {
            values.push(value);
        }
    }
    values.insert(1, KeyValue::Absent);
    values
}

/// Up to so many characters of a text are looked through for what stands in a variable's place.
const LONGEST: usize = 256;

/// What can stand in the variable's place where the template matches the text: the longest and the shortest.
pub(crate) fn in_place_of(template: &Text, key: &str, text: &str) -> Vec<String> {
    let pieces = template.pieces();
    let is_own = |piece: &Piece| matches!(piece, Piece::Variable { key: of, .. } if **of == *key);
    let Some(place) = pieces.iter().position(is_own).filter(|_| text.len() <= LONGEST) else {
        return Vec::new();
    };
    let (before, after) = pieces.split_at(place);
    let before = Text::from_pieces(before).relaxed();
    let after = Text::from_pieces(after.get(1..).unwrap_or_default());
    let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect::<Vec<_>>();
    for start in
        ends.iter().copied().filter(|start| text.get(..*start).is_some_and(|head| before.matches(head)))
    {
        let fits = |end: &usize| {
            let value = text.get(start..*end)?;
            let after = after.resolve(&|of| (*of == *key).then_some(Some(value)))?.relaxed();
            after.matches(text.get(*end..)?).then(|| value.to_owned())
        };
        let longest = ends.iter().rev().find_map(fits);
        let shortest = ends.iter().find_map(fits);
        if longest.is_some() {
            return longest.into_iter().chain(shortest).collect();
        }
    }
    Vec::new()
}

pub(crate) fn all_texts(atom: &Atom) -> Vec<&Text> {
    match atom {
        Atom::Resource(texts) => texts.iter().collect(),
        Atom::Key(key) => key.comparison.texts(),
        _ => Vec::new(),
    }
}

/// The texts that an atom names, wildcards dropped.
fn literals(atom: &Atom) -> Vec<String> {
    let plain = |text: &&Text| !text.has_variables();
    let literal = |text: &Text| {
        let pieces = text.pieces().iter().map(|piece| match piece {
            Piece::Literal(text) => &**text,
            _ => "",
        });
        pieces.collect::<String>()
    };
    all_texts(atom).into_iter().filter(plain).map(literal).collect()
}

/// What stands in a literal where the template has the variable, if all before it is the same.
fn in_place(template: &Text, key: &str, literal: &str) -> Option<String> {
    let mut pieces = template.pieces().iter();
    let mut rest = literal;
    for piece in pieces.by_ref() {
        match piece {
            Piece::Literal(text) => rest = rest.strip_prefix(&**text)?,
            Piece::Variable { key: of, .. } if **of == *key => break,
            _ => return None,
        }
    }
    let end = match pieces.next() {
        Some(Piece::Literal(text)) => rest.find(text.chars().next()?).unwrap_or(rest.len()),
        _ => rest.len(),
    };
    rest.get(..end).filter(|value| !value.is_empty()).map(Into::into)
}
