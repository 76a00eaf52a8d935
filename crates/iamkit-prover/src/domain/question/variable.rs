//! Policy variables: one value wherever the variable stands, whatever that value is.
//!
//! A question with a variable couples two parts of a request, so it is first taken as a question of its own, bounded
//! from both sides by questions without variables: what holds whatever the value is, and what can hold for some value.
//! What follows from that is proven. Otherwise values are put in, those that the policies name in the variable's place
//! and one that nobody names, and a difference that shows itself is real.

use std::collections::BTreeSet;
use std::ops::Bound;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::domain::question::atom::{Atom, KeyValue};
use crate::domain::question::comparison::Comparison;
use crate::language::text::{Piece, Text};
use crate::language::{self, Word, standing, word};
use crate::limits::{Budget, Exceeded, Work};

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

/// What it takes to see that two patterns begin or end differently.
const LOOK_COST: usize = 8;

/// What it takes to put two patterns beside each other, beyond their texts.
const PAIR_COST: usize = 64;

/// Whether the first comparison, read as one with its variables' values as they are, can't hold without the second.
pub(crate) fn implies(one: &Comparison, two: &Comparison, budget: &Budget) -> Result<bool, Exceeded> {
    if let (Some(one), Some(two)) = (patterns(one), patterns(two))
        && are_seen_apart(one, two, budget)?
    {
        return Ok(one.is_empty());
    }
    is_within(one.texts(), two.texts(), budget, |number_of| {
        Some([words(one, is_any_case(two), number_of)?, words(two, is_any_case(two), number_of)?])
    })
}

/// Whether no two comparisons can hold of one text, whatever their variables' values are.
pub(crate) fn are_disjoint(one: &Comparison, two: &Comparison, budget: &Budget) -> Result<bool, Exceeded> {
    match (patterns(one), patterns(two)) {
        (Some(one), Some(two)) => resources_are_disjoint(one, two, budget),
        _ => Ok(false),
    }
}

/// The patterns of a comparison of texts as they are written.
fn patterns(comparison: &Comparison) -> Option<&[Text]> {
    match comparison {
        Comparison::Text { values, is_any_case: false, .. } => Some(values),
        _ => None,
    }
}

/// Whether no two patterns match one text, whatever their variables' values are.
pub(crate) fn resources_are_disjoint(one: &[Text], two: &[Text], budget: &Budget) -> Result<bool, Exceeded> {
    for (one, two) in pairs(one, two) {
        if !text_is_disjoint(one, two, budget)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn pairs<'t>(one: &'t [Text], two: &'t [Text]) -> impl Iterator<Item = (&'t Text, &'t Text)> {
    one.iter().flat_map(move |one| two.iter().map(move |two| (one, two)))
}

/// Whether the beginnings or ends of all patterns show that they have nothing in common.
fn are_seen_apart(one: &[Text], two: &[Text], budget: &Budget) -> Result<bool, Exceeded> {
    for (one, two) in pairs(one, two) {
        if !is_seen_apart(one, two, budget)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn is_seen_apart(one: &Text, two: &Text, budget: &Budget) -> Result<bool, Exceeded> {
    budget.spend(Work::Patterns, LOOK_COST)?;
    Ok(standing::ends_exclude(one, two))
}

/// What both patterns begin and end with is the same text, so it can be left away; the rest is seen in the widest sense.
fn text_is_disjoint(one: &Text, two: &Text, budget: &Budget) -> Result<bool, Exceeded> {
    if is_seen_apart(one, two, budget)? {
        return Ok(true);
    }
    budget.spend(Work::Patterns, PAIR_COST + one.length() + two.length())?;
    let (one, two) = one.without_common_ends(two);
    let lists = [one, two].map(|text| vec![word::of_plain(&text.relaxed())]);
    Ok(language::search(&[], &lists, &[], budget)?.is_none())
}

fn is_any_case(comparison: &Comparison) -> bool {
    matches!(comparison, Comparison::Text { is_any_case: true, .. })
}

/// Whether the first question about resources can't hold without the second.
pub(crate) fn resource_implies(one: &[Text], two: &[Text], budget: &Budget) -> Result<bool, Exceeded> {
    if are_seen_apart(one, two, budget)? {
        return Ok(one.is_empty());
    }
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
) -> Result<bool, Exceeded> {
    let all = one.into_iter().chain(two).collect::<Vec<_>>();
    budget.spend(Work::Patterns, PAIR_COST + all.iter().map(|text| text.length()).sum::<usize>())?;
    // A default would be the value where the variable has none, which is a text of its own.
    if all.iter().any(|text| text.has_default()) {
        return Ok(false);
    }
    let keys = all.iter().flat_map(|text| text.variables()).collect::<BTreeSet<_>>();
    let numbers = keys.into_iter().zip(0..).collect::<FxHashMap<_, usize>>();
    let number_of = |key: &str| numbers.get(key).copied().unwrap_or(numbers.len());
    let Some(lists) = words(&number_of) else { return Ok(false) };
    let classes = language::partition(&[], &lists, budget)?;
    Ok(classes.iter().all(|class| !class.lists.contains(0) || class.lists.contains(1)))
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

/// The values of variables, by their keys.
pub(crate) struct Values<'v> {
    /// S14: a multi-valued key has no value as a variable.
    by_key: FxHashMap<&'v str, Option<&'v str>>,
}

impl<'v> Values<'v> {
    pub(crate) fn new(values: &'v [(String, KeyValue)]) -> Self {
        let by_key = values.iter().map(|(key, value)| match value {
            KeyValue::Single(text) => (key.as_str(), Some(text.as_str())),
            KeyValue::Absent | KeyValue::Multi(_) => (key.as_str(), None),
        });
        Self { by_key: by_key.collect() }
    }

    /// The question with values in place of those variables that have one.
    pub(crate) fn put_into(&self, atom: &Atom) -> Atom {
        atom.map_texts(&|text| text.resolve(&|key| self.by_key.get(key).copied()))
    }
}

/// Values worth trying for a variable, one that nobody names first.
pub(crate) fn candidates(key: &str, atoms: &[&Atom], budget: &Budget) -> Result<Vec<KeyValue>, Exceeded> {
    let texts = || atoms.iter().flat_map(|atom| all_texts(atom));
    budget.spend(Work::Values, texts().map(|text| 4 + text.length() / 4).sum())?;
    let literals = texts().filter(|text| !text.has_variables()).map(literal).collect::<BTreeSet<_>>();
    let mut values = Distinct::default();
    values.push(KeyValue::Single(UNNAMED.to_owned()));
    values.push(KeyValue::Absent);
    for template in texts().filter(|text| text.variables().any(|of| of == key)) {
        let start = template.start();
        let alike = literals
            .range::<str, _>((Bound::Included(start), Bound::Unbounded))
            .take_while(|literal| literal.starts_with(start));
        for literal in alike {
            budget.spend(Work::Values, 4 + literal.len() / 16)?;
            if let Some(value) = in_place(template, key, literal) {
                values.push(KeyValue::Single(value));
            }
        }
    }
    for atom in atoms {
        if let Atom::Key(own) = atom
            && *own.key == *key
        {
            let texts = own.comparison.texts().into_iter().map(Text::literal_text);
            texts.for_each(|text| values.push(KeyValue::Single(text)));
        }
    }
    values.push(KeyValue::Single(String::new()));
    Ok(values.list)
}

/// Values without repetitions, in their order.
#[derive(Default)]
struct Distinct {
    list: Vec<KeyValue>,
    known: FxHashSet<KeyValue>,
}

impl Distinct {
    fn push(&mut self, value: KeyValue) {
        if self.known.insert(value.clone()) {
            self.list.push(value);
        }
    }
}

/// Up to so many characters of a text are looked through for what stands in a variable's place.
const LONGEST: usize = 256;

/// What it takes to find what stands in a variable's place.
pub(crate) fn place_cost(template: &Text, text: &str) -> usize {
    let starts = text.len().min(LONGEST);
    16 + starts * (4 + template.pieces().len() / 4)
}

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

/// The text that a pattern names, wildcards dropped.
fn literal(text: &Text) -> String {
    let pieces = text.pieces().iter().map(|piece| match piece {
        Piece::Literal(text) => &**text,
        _ => "",
    });
    pieces.collect()
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
