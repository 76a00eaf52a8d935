//! A key compared with its own variable, as in `StringLike a:text ${a:text}*`.
//!
//! Where the key has one value, that is the variable's value, and a text that holds something beside it is longer than
//! it: such a pattern matches always, never, or the empty text alone. Where the key has no value or several, the
//! variable has none (S14), and its default or nothing stands in its place (S11).

use crate::domain::question::atom::KeyAtom;
use crate::domain::question::comparison::Comparison;
use crate::language::text::{Piece, Text};

/// What a pattern with its key's own variable comes to.
enum Standing {
    /// It matches whatever the value is.
    Always,
    Never,
    /// It matches the empty text alone.
    Empty,
    /// It depends on other variables.
    Open,
}

/// The test where its key has one value.
pub(crate) fn where_single(atom: &KeyAtom) -> KeyAtom {
    if !atom.has_own_variable() {
        return atom.clone();
    }
    let is_own = |text: &Text| text.variables().any(|key| *key == *atom.key);
    let comparison = match &atom.comparison {
        Comparison::Text { is_negated, is_any_case, values } => {
            text(*is_negated, *is_any_case, values, &atom.key)
        }
        Comparison::Bool { values } => {
            let values = values.iter().flat_map(|value| bool_values(value, &atom.key));
            Comparison::Bool { values: values.collect() }
        }
        // A component is shorter than the ARN.
        Comparison::Arn { is_negated, values } => {
            let values = values.iter().filter(|value| !value.iter().flatten().any(is_own)).cloned();
            Comparison::Arn { is_negated: *is_negated, values: values.collect() }
        }
        other => other.clone(),
    };
    KeyAtom { comparison, ..atom.clone() }
}

/// The test where its key has no value, or several.
pub(crate) fn where_unset(atom: &KeyAtom) -> KeyAtom {
    if !atom.has_own_variable() {
        return atom.clone();
    }
    atom.map_texts(&|text| text.resolve(&|key| (*key == *atom.key).then_some(None)))
}

fn text(is_negated: bool, is_any_case: bool, values: &[Text], key: &str) -> Comparison {
    let mut kept = Vec::with_capacity(values.len());
    for value in values {
        match standing(value, key, is_any_case) {
            None | Some(Standing::Open) => kept.push(value.clone()),
            Some(Standing::Never) => {}
            Some(Standing::Empty) => kept.push(Text::literal("")),
            Some(Standing::Always) => {
                return Comparison::Text { is_negated, is_any_case: false, values: [Text::any()].into() };
            }
        }
    }
    Comparison::Text { is_negated, is_any_case, values: kept.into() }
}

/// A value that is no truth value makes the comparison impossible, so it is kept as one that is none.
fn bool_values(value: &Text, key: &str) -> Vec<Text> {
    match standing(value, key, true) {
        None | Some(Standing::Open) => vec![value.clone()],
        Some(Standing::Always) => ["true", "false"].map(Text::literal).into(),
        Some(Standing::Never | Standing::Empty) => vec![Text::literal("")],
    }
}

/// What a pattern comes to; `None` if it has no variable of the key.
fn standing(text: &Text, key: &str, has_no_wildcards: bool) -> Option<Standing> {
    let own = text.variables().filter(|of| *of == key).count();
    let is_longer = text.pieces().iter().any(|piece| match piece {
        Piece::Literal(text) => !text.is_empty(),
        Piece::AnyChar => true,
        Piece::AnyString => has_no_wildcards,
        Piece::Variable { .. } => false,
    });
    let has_others = text.variables().any(|of| of != key);
    match own {
        0 => None,
        _ if is_longer => Some(Standing::Never),
        _ if has_others => Some(Standing::Open),
        1 => Some(Standing::Always),
        _ => Some(Standing::Empty),
    }
}
