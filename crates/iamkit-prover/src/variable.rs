//! Policy variables: one value wherever the variable stands, whatever that value is.
//!
//! A question with a variable couples two parts of a request, so it is first taken as a question of its own, bounded
//! from both sides by questions without variables: what holds whatever the value is, and what can hold for some value.
//! What follows from that is proven. Otherwise values are put in, those that the policies name in the variable's place
//! and one that nobody names, and a difference that shows itself is real.

use std::collections::BTreeSet;

use crate::atom::{Atom, KeyAtom, KeyValue};
use crate::comparison::Comparison;
use crate::language::{self, Word};
use crate::limits::Budget;
use crate::text::{Piece, Text};
use crate::word;

/// A value that no policy is likely to name.
const UNNAMED: &str = "nobody-named-this";

/// The question that holds in fewer cases, and the one that holds in more; both without variables.
pub(crate) fn bounds(atom: &Atom) -> (Atom, Atom) {
    let narrow = atom.map_texts(&|text| (!text.has_variables()).then(|| text.clone()));
    let wide = match atom {
        Atom::Key(key) if has_no_wildcards(&key.comparison) => anything(key),
        atom => atom.map_texts(&|text| Some(text.relaxed())),
    };
    match atom {
        Atom::Key(key) if key.comparison.is_negated() => (wide, narrow),
        _ => (narrow, wide),
    }
}

/// Whether the values are compared in a way in which a wildcard has no meaning.
fn has_no_wildcards(comparison: &Comparison) -> bool {
    matches!(comparison, Comparison::Bool { .. } | Comparison::Text { is_any_case: true, .. })
}

/// The same test with a value that every text matches.
fn anything(key: &KeyAtom) -> Atom {
    let is_negated = key.comparison.is_negated();
    let comparison = Comparison::Text { is_negated, is_any_case: false, values: [Text::any()].into() };
    Atom::Key(KeyAtom { comparison, unevaluable_holds: false, ..key.clone() })
}

/// Whether the first question, read as one about its variables' values as they are, can't hold without the second.
///
/// Each variable is a character that nothing but itself and `*` reads. What holds for such texts holds for all values:
/// put the value in place of the character on both sides.
pub(crate) fn implies(one: &Atom, two: &Atom, budget: &Budget) -> bool {
    let keys = one.variables().into_iter().chain(two.variables()).collect::<BTreeSet<_>>();
    let keys = keys.into_iter().map(str::to_owned).collect::<Vec<_>>();
    let number_of = |key: &str| keys.iter().position(|other| other == key).unwrap_or(keys.len());
    let (Some(first), Some(second)) = (lists(one, two, &number_of), lists(two, one, &number_of)) else {
        return false;
    };
    let is_negated = matches!(one, Atom::Key(key) if key.comparison.is_negated());
    let (inner, outer) = if is_negated { (second, first) } else { (first, second) };
    let classes = language::partition(&[], &[inner, outer], budget);
    classes
        .is_ok_and(|classes| classes.iter().all(|class| !class.lists.contains(0) || class.lists.contains(1)))
}

/// The words of an atom, if it can be compared with the other one: both about resources, or the same test of one key.
fn lists(atom: &Atom, other: &Atom, number_of: &impl Fn(&str) -> usize) -> Option<Vec<Word>> {
    // A default would be the value where the variable has none, which is a text of its own.
    let has_default = |text: &Text| {
        text.pieces().iter().any(|piece| matches!(piece, Piece::Variable { default: Some(_), .. }))
    };
    match (atom, other) {
        (Atom::Resource(texts), Atom::Resource(_)) if !texts.iter().any(has_default) => {
            Some(texts.iter().map(|text| word::of_text(text, number_of)).collect())
        }
        (Atom::Key(key), Atom::Key(other)) if is_same_test(key, other) => match &key.comparison {
            Comparison::Text { values, is_any_case: false, .. } if !values.iter().any(has_default) => {
                Some(values.iter().map(|text| word::of_text(text, number_of)).collect())
            }
            Comparison::Arn { values, .. } if !values.iter().flatten().flatten().any(has_default) => {
                let words = values.iter().flatten().filter_map(|arn| word::of_arn(arn, number_of));
                Some(words.collect())
            }
            _ => None,
        },
        _ => None,
    }
}

fn is_same_test(one: &KeyAtom, two: &KeyAtom) -> bool {
    let is_same_kind = match (&one.comparison, &two.comparison) {
        (Comparison::Text { is_negated: one, .. }, Comparison::Text { is_negated: two, .. })
        | (Comparison::Arn { is_negated: one, .. }, Comparison::Arn { is_negated: two, .. }) => one == two,
        _ => false,
    };
    is_same_kind && one.key == two.key && (one.quantifier, one.if_exists) == (two.quantifier, two.if_exists)
}

/// The question with values in place of those variables that have one.
pub(crate) fn resolved(atom: &Atom, values: &[(String, KeyValue)]) -> Atom {
    let value_of = |key: &str| {
        values.iter().find(|(name, _)| name == key).map(|(_, value)| match value {
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

fn all_texts(atom: &Atom) -> Vec<&Text> {
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
