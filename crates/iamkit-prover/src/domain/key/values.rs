//! Values of a condition key that stand for all it can have, with what every question says of them.
//!
//! Most values are *real*: texts of which each comparison was asked. Two things are not decided by looking at texts
//! alone. What a pattern with another key's variable says of a text hangs on that variable, so the text stands once for
//! each answer that no bound rules out. And where comparisons of several families ask for one key, a text is told apart
//! by each family for itself, so that an answer of the one may go with any answer of the other: such a *blend* stands
//! for texts that may not exist. What no value has, real or not, no request has.

use iamkit_policy::Quantifier;
use rustc_hash::FxHashSet;

use crate::bits::Bits;
use crate::domain::key::key_world::KeyWorld;
use crate::domain::key::questions::{OneText, Questions};
use crate::domain::question::{Family, KeyAtom, KeyValue};
use crate::limits::{Budget, Exceeded, Work};

/// A value of a key.
pub(crate) struct Candidate {
    pub(crate) value: KeyValue,
    /// By the atoms' places.
    pub(crate) answers: Bits,
    /// Whether a request with the value has these answers for certain.
    pub(crate) is_real: bool,
}

/// Texts that stand for all a key can have, as far as patterns with variables in the widest sense tell them apart.
pub(crate) fn texts(atoms: &[&KeyAtom], world: &KeyWorld, budget: &Budget) -> Result<Vec<String>, Exceeded> {
    let texts = Questions::new(atoms, budget)?.texts(world, budget)?;
    Ok(texts.into_iter().map(|text| text.text).collect())
}

/// Values that stand for all a key can have, real ones first.
pub(crate) fn of(atoms: &[&KeyAtom], world: &KeyWorld, budget: &Budget) -> Result<Vec<Candidate>, Exceeded> {
    let questions = Questions::new(atoms, budget)?;
    if let Some(values) = &world.fixed {
        return questions.fixed(atoms, values, budget);
    }
    let texts = questions.texts(world, budget)?;
    let mut found = Vec::new();
    if world.can_be_absent {
        found.push(candidate(atoms, KeyValue::Absent, &[]));
    }
    if world.can_be_single {
        let is_besides = |text: &OneText| world.besides.contains(&text.text);
        let single = texts.iter().filter(|text| !is_besides(text));
        found.extend(single.map(|text| candidate(atoms, KeyValue::Single(text.text.clone()), &[text])));
    }
    if world.can_be_multi {
        found.push(candidate(atoms, KeyValue::Multi(Vec::new()), &[]));
        for list in lists(&texts, atoms, budget)? {
            let value = KeyValue::Multi(list.iter().map(|text| text.text.clone()).collect());
            found.push(candidate(atoms, value, &list));
        }
    }
    found.sort_by_key(|candidate| !candidate.is_real);
    Ok(found)
}

impl Questions {
    /// Values that are given, with what is said of them.
    fn fixed(
        &self,
        atoms: &[&KeyAtom],
        values: &[KeyValue],
        budget: &Budget,
    ) -> Result<Vec<Candidate>, Exceeded> {
        let mut found = Vec::new();
        for value in values {
            let texts = match value {
                KeyValue::Absent => &[],
                KeyValue::Single(text) => std::slice::from_ref(text),
                KeyValue::Multi(texts) => texts,
            };
            let mut rows: Vec<Vec<OneText>> = vec![Vec::new()];
            for text in texts {
                let mut forms = Vec::new();
                self.push(&mut forms, &[(Family::Text, text)], true, budget)?;
                let longer = |row: &Vec<OneText>| {
                    let row = row.clone();
                    forms
                        .iter()
                        .map(move |form| row.iter().chain([form]).cloned().collect())
                        .collect::<Vec<_>>()
                };
                rows = rows.iter().flat_map(longer).collect();
                budget.classes(rows.len())?;
            }
            let rows = rows.iter().map(|row| row.iter().collect::<Vec<_>>());
            found.extend(rows.map(|row| candidate(atoms, value.clone(), &row)));
        }
        found.sort_by_key(|candidate| !candidate.is_real);
        Ok(found)
    }
}

fn candidate(atoms: &[&KeyAtom], value: KeyValue, texts: &[&OneText]) -> Candidate {
    let is_single = matches!(value, KeyValue::Single(_));
    let answers = Bits::from_fn(atoms.len(), |at| {
        let passes = |place: usize| {
            let text = texts.get(place);
            text.is_some_and(|text| if is_single { &text.single } else { &text.listed }.contains(at))
        };
        atoms.get(at).is_some_and(|atom| atom.holds(&value, passes))
    });
    Candidate { value, answers, is_real: texts.iter().all(|text| text.is_real) }
}

/// Lists of texts, one for each way in which the set operators can answer.
///
/// A set operator says that all values of the list lie in some set, or that not all lie outside one. So a list is told
/// from others only by the sets that hold all of it: the intersection of what is so for its values. The lists are
/// therefore the closure of single values under intersection; those of real texts come first.
fn lists<'t>(
    texts: &'t [OneText],
    atoms: &[&KeyAtom],
    budget: &Budget,
) -> Result<Vec<Vec<&'t OneText>>, Exceeded> {
    let quantified =
        (0..atoms.len()).filter_map(|at| Some((at, atoms.get(at)?.quantifier?))).collect::<Vec<_>>();
    let kept_by = |text: &OneText| {
        Bits::from_fn(quantified.len(), |at| {
            quantified.get(at).is_some_and(|(atom, quantifier)| {
                text.listed.contains(*atom) == (*quantifier == Quantifier::ForAllValues)
            })
        })
    };
    let values = texts.iter().map(|text| (kept_by(text), text)).collect::<Vec<_>>();
    let mut known: FxHashSet<Bits> = FxHashSet::default();
    let mut found: Vec<(Bits, Vec<&OneText>)> = Vec::new();
    for is_real in [true, false] {
        let values = values.iter().filter(|(_, text)| text.is_real || !is_real).collect::<Vec<_>>();
        // A list of nothing but empty texts is as good as none (S29), so a list begins with another one.
        for (vector, text) in values.iter().filter(|(_, text)| !text.text.is_empty()) {
            if known.insert(vector.clone()) {
                found.push((vector.clone(), vec![text]));
            }
        }
        let mut at = 0;
        while let Some((vector, list)) = found.get(at).cloned() {
            for (other, text) in &values {
                let joined = vector.and(other);
                if known.insert(joined.clone()) {
                    budget.classes(found.len())?;
                    budget.spend(Work::Values, 8)?;
                    let list = list.iter().copied().chain([*text]).collect();
                    found.push((joined, list));
                }
            }
            at += 1;
        }
    }
    Ok(found.into_iter().map(|(_, list)| list).collect())
}
