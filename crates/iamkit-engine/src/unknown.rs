//! Unknown keys: which of them can change the answer, and by what value (the third answer, `Depends`).
//!
//! For each unknown key there is a list of values that stand for all values, as far as the statements can tell them
//! apart (see `candidates`). A key matters when, in some situation – some values of the other unknown keys – two
//! values of it lead to different decisions. Situations are searched depth first; a branch in which the layers' bounds
//! leave one decision is not searched further.

use crate::candidates::{self, Candidate};
use crate::combine::{self, Verdicts};
use crate::context::Context;
use crate::evaluation::{Decision, Dependency, Possibility};
use crate::facts;
use crate::layers::{RequestError, Scene, decide as decide_known};

/// How many situations are decided at most for one request with unknown keys
pub const MAX_COMBINATIONS: usize = 100_000;

/// A decision, and the unknown keys it depends on.
pub(crate) struct Answer {
    pub(crate) decision: Decision,
    pub(crate) depends_on: Vec<Dependency>,
}

/// Decides a request some of whose keys are unknown.
pub(crate) fn decide(scene: &Scene<'_>) -> Result<Answer, RequestError> {
    let empty = Context::default();
    let context = scene.request.context().unwrap_or(&empty);
    if let Some(decision) = settled(scene, context) {
        return Ok(Answer { decision, depends_on: Vec::new() });
    }
    let keys = candidates::of_all(context.unknown_keys(), scene);
    let mut search = Search { scene, left: MAX_COMBINATIONS };
    let mut depends_on = Vec::new();
    for (at, (key, values)) in keys.iter().enumerate() {
        let others = keys
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != at)
            .map(|(_, other)| other)
            .collect::<Vec<_>>();
        if let Some(possibilities) = search.difference(context, key, values, &others)? {
            depends_on.push(Dependency { key: (*key).to_owned(), possibilities });
        }
    }
    let decision = if depends_on.is_empty() {
        // No key changes the decision in any situation, so it is the same in all of them.
        let absent = keys.iter().fold(context.clone(), |context, (key, _)| context.replaced(key, None));
        decide_in(scene, &absent)
    } else {
        Decision::Depends
    };
    Ok(Answer { decision, depends_on })
}

struct Search<'s> {
    scene: &'s Scene<'s>,
    left: usize,
}

type Key<'k> = (&'k str, Vec<Candidate>);

impl Search<'_> {
    /// Values of the key that lead to different decisions in one situation of the other keys, if there is one.
    fn difference(
        &mut self,
        context: &Context<'_>,
        key: &str,
        values: &[Candidate],
        others: &[&Key<'_>],
    ) -> Result<Option<Vec<Possibility>>, RequestError> {
        self.left =
            self.left.checked_sub(1).ok_or(RequestError::TooManyValues { limit: MAX_COMBINATIONS })?;
        if settled(self.scene, context).is_some() {
            return Ok(None);
        }
        let Some(((other, other_values), rest)) = others.split_first() else {
            return self.possibilities(context, key, values);
        };
        for value in other_values {
            let context = context.replaced(other, value.as_ref());
            let difference = self.difference(&context, key, values, rest)?;
            if difference.is_some() {
                return Ok(difference);
            }
        }
        Ok(None)
    }

    fn possibilities(
        &mut self,
        context: &Context<'_>,
        key: &str,
        values: &[Candidate],
    ) -> Result<Option<Vec<Possibility>>, RequestError> {
        let over = RequestError::TooManyValues { limit: MAX_COMBINATIONS };
        self.left = self.left.checked_sub(values.len()).ok_or(over)?;
        let mut found: Vec<Possibility> = Vec::new();
        for value in values {
            let decision = decide_in(self.scene, &context.replaced(key, value.as_ref()));
            if !found.iter().any(|possibility| possibility.decision == decision) {
                found.push(Possibility { value: value.clone(), decision });
            }
        }
        Ok((1 < found.len()).then_some(found))
    }
}

fn decide_in(scene: &Scene<'_>, context: &Context<'_>) -> Decision {
    let request = scene.request.with_context(context);
    decide_known(&scene.with_request(&request))
}

/// The decision, where the bounds of what the layers may say leave but one.
fn settled(scene: &Scene<'_>, context: &Context<'_>) -> Option<Decision> {
    let request = scene.request.with_context(context);
    let scene = scene.with_request(&request);
    if facts::is_always_allowed(scene.request) {
        return Some(Decision::Allow);
    }
    let Some(lower) = Verdicts::of(&scene, scene.question()) else { return Some(Decision::ExplicitDeny) };
    let mut question = scene.question();
    question.unknown_holds = true;
    let upper = Verdicts::of(&scene, question)?;
    let allows = |verdicts| combine::blocks(&scene, verdicts).is_empty();
    match (upper.denies, allows(&lower), allows(&upper)) {
        (false, true, _) => Some(Decision::Allow),
        (false, _, false) => Some(Decision::ImplicitDeny),
        _ => None,
    }
}
