//! Unknown keys: which of them can change the answer, and by what value (the third answer, `Depends`).
//!
//! For each unknown key there is a list of values (see `candidates`). A key matters when, in some situation – some values
//! of the other unknown keys – two values of it lead to different decisions. Situations are searched depth first; a
//! branch in which the layers' bounds leave one decision is not searched further.
//!
//! The values of most keys stand for all that they may have, so that a key for which nothing is found doesn't matter.
//! Where they don't, nothing found is no proof: the keys in question are left unknown, and the bounds have to leave one
//! decision in every situation of the others. A key for which they don't is undecided, and told as such.

mod arn_classes;
pub(crate) mod candidates;
mod fitting;
mod gathering;
mod neighbours;
mod reading;
pub(crate) mod residual;
mod value_sets;

use candidates::UnknownKey;

use crate::context::Context;
use crate::evaluation::{Decision, Dependency, Possibility};
use crate::request_error::RequestError;
use crate::scene::Scene;
use crate::scene::bounds::{settled, settled_allowance};
use crate::scene::known::decide as decide_known;

/// How many situations are decided at most for one request with unknown keys
///
/// There are fewer where each takes so many comparisons that together they would be more than [`MAX_COMPARISONS`].
pub const MAX_COMBINATIONS: usize = 100_000;

/// How many comparisons the situations of one request with unknown keys take at most
pub const MAX_COMPARISONS: usize = 8_000_000;

/// A decision, and the unknown keys it depends on.
pub(crate) struct Answer {
    pub(crate) decision: Decision,
    pub(crate) depends_on: Vec<Dependency>,
    /// Keys of which it isn't known whether they can change the decision.
    pub(crate) undecided: Vec<String>,
}

impl Answer {
    /// What is decided whatever the unknown keys are.
    pub(crate) fn definite(decision: Decision) -> Self {
        Self { decision, depends_on: Vec::new(), undecided: Vec::new() }
    }
}

/// Decides a request some of whose keys are unknown.
pub(crate) fn decide(scene: &Scene<'_>) -> Result<Answer, RequestError> {
    let empty = Context::default();
    let context = scene.request.context().unwrap_or(&empty);
    if let Some(decision) = settled(scene, context) {
        return Ok(Answer::definite(decision));
    }
    let keys = candidates::of_all(context.unknown_keys(), scene);
    let mut search = Search::new(scene, &keys);
    let (mut depends_on, mut undecided) = (Vec::new(), Vec::new());
    for key in &keys {
        let others = keys.iter().filter(|other| other.name != key.name).collect::<Vec<_>>();
        if let Some(possibilities) = search.clearest(context, key, &others)? {
            depends_on.push(Dependency { key: key.name.to_owned(), possibilities });
        } else if !search.is_without_effect(context, key, &others)? {
            undecided.push(key.name.to_owned());
        }
    }
    if depends_on.is_empty() && undecided.is_empty() {
        // No key changes the decision in any situation, so it is the same in all of them.
        let absent = keys.iter().fold(context.clone(), |context, key| context.replaced(key.name, None));
        return Ok(Answer::definite(decide_in(scene, &absent)));
    }
    Ok(Answer { decision: Decision::Depends, depends_on, undecided })
}

/// Whether a request some of whose keys are unknown is allowed in all situations, in some, or in none
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub enum Allowance {
    /// In none.
    Never,
    /// In some and not in others; or, where values of unknown keys have to satisfy operators that read them in several
    /// ways or have to fit each other, no situation of the one kind was found and none could be ruled out.
    Sometimes,
    /// In all.
    Always,
}

/// Looks for a situation in which the request is allowed, and for one in which it isn't.
pub(crate) fn allowance(scene: &Scene<'_>) -> Result<Allowance, RequestError> {
    let empty = Context::default();
    let context = scene.request.context().unwrap_or(&empty);
    if let Some(is_allowed) = settled_allowance(scene, context) {
        return Ok(if is_allowed { Allowance::Always } else { Allowance::Never });
    }
    let keys = candidates::of_all(context.unknown_keys(), scene);
    let mut search = Search::new(scene, &keys);
    let mut found = Situations::default();
    let complete = keys.iter().filter(|key| key.is_complete).collect::<Vec<_>>();
    search.situations(context, &complete, &mut found)?;
    Ok(match (found.allowed, found.refused) {
        (false, _) => Allowance::Never,
        (true, true) => Allowance::Sometimes,
        (true, false) => Allowance::Always,
    })
}

/// What was found so far.
#[derive(Default)]
struct Situations {
    allowed: bool,
    refused: bool,
}

impl Situations {
    fn add(&mut self, is_allowed: bool) {
        self.allowed |= is_allowed;
        self.refused |= !is_allowed;
    }
}

/// What two values of a key are to differ in.
#[derive(Clone, Copy)]
enum Sought {
    /// Whether the request is allowed.
    Allowance,
    /// The decision, kinds of deny told apart.
    Decision,
}

impl Sought {
    /// Whether nothing can differ any more.
    fn is_settled(self, scene: &Scene<'_>, context: &Context<'_>) -> bool {
        match self {
            Self::Allowance => settled_allowance(scene, context).is_some(),
            Self::Decision => settled(scene, context).is_some(),
        }
    }

    fn differs(self, found: &[Possibility]) -> bool {
        let allows = |possibility: &Possibility| possibility.decision == Decision::Allow;
        1 < found.len() && (matches!(self, Self::Decision) || found.iter().any(allows))
    }
}

struct Search<'s> {
    scene: &'s Scene<'s>,
    limit: usize,
    left: usize,
}

impl<'s> Search<'s> {
    fn new(scene: &'s Scene<'s>, keys: &[UnknownKey<'_>]) -> Self {
        let in_each = keys.iter().map(|key| key.n_comparisons).sum::<usize>();
        let limit = MAX_COMBINATIONS.min(MAX_COMPARISONS / in_each.max(1));
        Self { scene, limit, left: limit }
    }

    /// Counts situations.
    ///
    /// # Errors
    /// When they are too many.
    fn count(&mut self, situations: usize) -> Result<(), RequestError> {
        let over = RequestError::TooManyValues { limit: self.limit };
        self.left = self.left.checked_sub(situations).ok_or(over)?;
        Ok(())
    }

    /// Every situation of some keys; those in which other unknown keys leave the matter open count as both.
    fn situations(
        &mut self,
        context: &Context<'_>,
        keys: &[&UnknownKey<'_>],
        found: &mut Situations,
    ) -> Result<(), RequestError> {
        self.count(1)?;
        if let Some(is_allowed) = settled_allowance(self.scene, context) {
            found.add(is_allowed);
            return Ok(());
        }
        let Some((key, rest)) = keys.split_first() else {
            *found = Situations { allowed: true, refused: true };
            return Ok(());
        };
        for value in &key.values {
            self.situations(&context.replaced(key.name, value.as_ref()), rest, found)?;
            if found.allowed && found.refused {
                break;
            }
        }
        Ok(())
    }

    /// A difference between allowed and not, where there is one: it tells more than which kind of deny it would be.
    fn clearest(
        &mut self,
        context: &Context<'_>,
        key: &UnknownKey<'_>,
        others: &[&UnknownKey<'_>],
    ) -> Result<Option<Vec<Possibility>>, RequestError> {
        let between_allowed_and_not = self.difference(Sought::Allowance, context, key, others)?;
        if between_allowed_and_not.is_some() {
            return Ok(between_allowed_and_not);
        }
        self.difference(Sought::Decision, context, key, others)
    }

    /// Values of the key that lead to different decisions in one situation of the other keys, if there is one.
    fn difference(
        &mut self,
        sought: Sought,
        context: &Context<'_>,
        key: &UnknownKey<'_>,
        others: &[&UnknownKey<'_>],
    ) -> Result<Option<Vec<Possibility>>, RequestError> {
        self.count(1)?;
        if sought.is_settled(self.scene, context) {
            return Ok(None);
        }
        let Some((other, rest)) = others.split_first() else {
            let found = self.possibilities(context, key)?;
            return Ok(Some(found).filter(|found| sought.differs(found)));
        };
        for value in &other.values {
            let context = context.replaced(other.name, value.as_ref());
            let difference = self.difference(sought, &context, key, rest)?;
            if difference.is_some() {
                return Ok(difference);
            }
        }
        Ok(None)
    }

    /// Whether a key for which no difference was found has no effect for certain: always where the values tried stand
    /// for all, else where the bounds say so.
    fn is_without_effect(
        &mut self,
        context: &Context<'_>,
        key: &UnknownKey<'_>,
        others: &[&UnknownKey<'_>],
    ) -> Result<bool, RequestError> {
        if key.is_complete && others.iter().all(|other| other.is_complete) {
            return Ok(true);
        }
        let complete = others.iter().copied().filter(|other| other.is_complete).collect::<Vec<_>>();
        self.leaves_one_decision(context, key, &complete)
    }

    /// Whether in every situation of the other keys the bounds leave one decision, whatever the key and all keys that
    /// are left unknown are.
    fn leaves_one_decision(
        &mut self,
        context: &Context<'_>,
        key: &UnknownKey<'_>,
        others: &[&UnknownKey<'_>],
    ) -> Result<bool, RequestError> {
        self.count(1)?;
        if settled(self.scene, context).is_some() {
            return Ok(true);
        }
        let Some((other, rest)) = others.split_first() else {
            let mut decisions = key
                .values
                .iter()
                .map(|value| settled(self.scene, &context.replaced(key.name, value.as_ref())));
            let first = decisions.next().flatten();
            return Ok(key.is_complete && first.is_some() && decisions.all(|decision| decision == first));
        };
        for value in &other.values {
            if !self.leaves_one_decision(&context.replaced(other.name, value.as_ref()), key, rest)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn possibilities(
        &mut self,
        context: &Context<'_>,
        key: &UnknownKey<'_>,
    ) -> Result<Vec<Possibility>, RequestError> {
        self.count(key.values.len())?;
        let mut found: Vec<Possibility> = Vec::new();
        for value in &key.values {
            let decision = decide_in(self.scene, &context.replaced(key.name, value.as_ref()));
            if !found.iter().any(|possibility| possibility.decision == decision) {
                found.push(Possibility { value: value.clone(), decision });
            }
        }
        Ok(found)
    }
}

fn decide_in(scene: &Scene<'_>, context: &Context<'_>) -> Decision {
    let request = scene.request.with_context(context);
    decide_known(&scene.with_request(&request))
}
