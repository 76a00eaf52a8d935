//! Keys that follow from the principal, where an asker's own value doesn't tell all that is asked: policy variables, whose
//! values hang on other parts of the request, and operators that read a name or an id as a number, a date or bytes.
//!
//! What an asker would answer then is *open*: it stands for requests that may not exist, and what no asker answers, open
//! or not, no request does.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use crate::bits::Bits;
use crate::domain::key::values::{self, Candidate};
use crate::domain::key::{KeyWorld, ValueType};
use crate::domain::principal::asker::{self, Asker};
use crate::domain::principal::by_account::ByAccount;
use crate::domain::question::{Atom, Comparison, KeyAtom, KeyValue, own};
use crate::limits::{Budget, Exceeded};

/// Keys whose values can be something else than text as well, and which texts they are.
pub(crate) const VALUED: [(&[&str], ValueType); 3] = [
    (&["aws:principalaccount", asker::CALLER_ACCOUNT], ValueType::Account),
    (&["aws:userid"], ValueType::UserId),
    (&["aws:username"], ValueType::UserName),
];

/// An asker with what it answers.
#[derive(Debug, Clone)]
pub(crate) struct Answering {
    pub(crate) asker: Asker,
    /// By the places of the questions.
    pub(crate) answers: Bits,
    /// Whether a request has these answers for certain.
    pub(crate) is_real: bool,
}

/// What askers answer, each in every way that it may.
pub(crate) fn answering(
    atoms: &[&Atom],
    askers: Vec<Asker>,
    budget: &Budget,
) -> Result<Vec<Answering>, Exceeded> {
    let plain = atoms.iter().map(|atom| without_own_variable(atom)).collect::<Vec<_>>();
    let by_account = ByAccount::new(&plain);
    let known = askers.into_iter().map(|asker| {
        let answers = by_account.answers(&asker, budget)?;
        Ok(Answering { asker, answers, is_real: true })
    });
    let mut found = known.collect::<Result<Vec<_>, _>>()?;
    for key in asker::KEYS {
        let questions = Questions::of(&plain, |atom| *atom.key == *key && atom.has_variables());
        if !questions.atoms.is_empty() {
            found = questions.in_every_way(key, &found, budget)?;
        }
    }
    let mut open = Vec::new();
    for (keys, value_type) in VALUED {
        let questions = Questions::of(&plain, |atom| keys.contains(&&*atom.key));
        if !questions.atoms.iter().all(|atom| is_textual(atom)) {
            open.extend(questions.with_other_values(keys, value_type, &found, budget)?);
        }
    }
    found.extend(open);
    Ok(found)
}

/// The question without its key's own variable: such a key has one value or none.
fn without_own_variable(atom: &Atom) -> Cow<'_, Atom> {
    match atom {
        Atom::Key(key) if key.has_own_variable() => Cow::Owned(Atom::Key(own::where_single(key))),
        _ => Cow::Borrowed(atom),
    }
}

/// Some of the questions, all about keys.
struct Questions<'a> {
    atoms: Vec<&'a KeyAtom>,
    /// Their places among all.
    places: Vec<usize>,
    /// How many there are of all.
    count: usize,
}

impl<'a> Questions<'a> {
    fn of(atoms: &'a [Cow<'_, Atom>], is_wanted: impl Fn(&KeyAtom) -> bool) -> Self {
        let of_keys = (0..).zip(atoms).filter_map(|(at, atom)| match &**atom {
            Atom::Key(atom) if is_wanted(atom) => Some((at, atom)),
            _ => None,
        });
        let (places, wanted) = of_keys.unzip();
        Self { atoms: wanted, places, count: atoms.len() }
    }

    /// The answers of an asker with those of a candidate to the questions that are about it.
    fn answered_by(
        &self,
        answering: &Answering,
        candidate: &Candidate,
        is_about: impl Fn(&KeyAtom) -> bool,
    ) -> Bits {
        Bits::from_fn(self.count, |at| match self.places.binary_search(&at) {
            Ok(place) if self.atoms.get(place).is_some_and(|atom| is_about(atom)) => {
                candidate.answers.contains(place)
            }
            _ => answering.answers.contains(at),
        })
    }

    /// The askers once for each way in which the questions, with variables, may be answered for their value of the key.
    fn in_every_way(
        &self,
        key: &str,
        askers: &[Answering],
        budget: &Budget,
    ) -> Result<Vec<Answering>, Exceeded> {
        let mut known: FxHashMap<KeyValue, Vec<Candidate>> = FxHashMap::default();
        let mut found = Vec::new();
        for answering in askers {
            let value = answering.asker.value(key);
            if !known.contains_key(&value) {
                let world = KeyWorld::only(vec![value.clone()]);
                known.insert(value.clone(), values::of(&self.atoms, &world, budget)?);
            }
            budget.classes(found.len())?;
            let candidates = known.get(&value).into_iter().flatten();
            found.extend(candidates.map(|candidate| Answering {
                answers: self.answered_by(answering, candidate, |_| true),
                is_real: answering.is_real && candidate.is_real,
                ..answering.clone()
            }));
        }
        Ok(found)
    }

    /// The askers as if they had other values: those that the questions, of several families, tell apart, each beside all
    /// that is known of the others.
    fn with_other_values(
        &self,
        keys: &[&str],
        value_type: ValueType,
        askers: &[Answering],
        budget: &Budget,
    ) -> Result<Vec<Answering>, Exceeded> {
        let world = KeyWorld { can_be_absent: false, can_be_multi: false, value_type, ..KeyWorld::ANY };
        let candidates = values::of(&self.atoms, &world, budget)?;
        let has_value = |asker: &Asker| keys.iter().any(|key| asker.value(key) != KeyValue::Absent);
        let mut found = Vec::new();
        for answering in askers.iter().filter(|answering| has_value(&answering.asker)) {
            budget.classes(found.len())?;
            let has_value = |atom: &KeyAtom| answering.asker.value(&atom.key) != KeyValue::Absent;
            found.extend(candidates.iter().map(|candidate| Answering {
                answers: self.answered_by(answering, candidate, has_value),
                is_real: false,
                ..answering.clone()
            }));
        }
        Ok(found)
    }
}

/// Whether a question may be answered differently by a principal that isn't among the askers, or for other values of
/// variables.
pub(crate) fn can_be_open(atom: &KeyAtom) -> bool {
    let is_valued = || VALUED.iter().any(|(keys, _)| keys.contains(&&*atom.key));
    asker::follows(&atom.key) && (atom.has_variables() || (!is_textual(atom) && is_valued()))
}

/// Values that questions of several families tell apart; none where all questions are about text.
pub(crate) fn texts(
    asked: &[&KeyAtom],
    value_type: ValueType,
    budget: &Budget,
) -> Result<Vec<String>, Exceeded> {
    if asked.iter().all(|atom| is_textual(atom)) {
        return Ok(Vec::new());
    }
    values::texts(asked, &KeyWorld { value_type, ..KeyWorld::ANY }, budget)
}

/// Whether the words of patterns tell how a question is answered.
fn is_textual(atom: &KeyAtom) -> bool {
    matches!(atom.comparison, Comparison::Text { .. } | Comparison::Arn { .. } | Comparison::Null { .. })
}
