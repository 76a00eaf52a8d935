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
        if let Some(possibilities) = search.clearest(context, key, values, &others)? {
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

/// Whether a request some of whose keys are unknown is allowed in all situations, in some, or in none
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Allowance {
    /// In none.
    Never,
    /// In some, and not in others.
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
    let mut search = Search { scene, left: MAX_COMBINATIONS };
    let mut found = Situations::default();
    search.situations(context, &keys, &mut found)?;
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
    left: usize,
}

type Key<'k> = (&'k str, Vec<Candidate>);

impl Search<'_> {
    fn situations(
        &mut self,
        context: &Context<'_>,
        keys: &[Key<'_>],
        found: &mut Situations,
    ) -> Result<(), RequestError> {
        self.left =
            self.left.checked_sub(1).ok_or(RequestError::TooManyValues { limit: MAX_COMBINATIONS })?;
        if let Some(is_allowed) = settled_allowance(self.scene, context) {
            found.add(is_allowed);
            return Ok(());
        }
        let Some(((key, values), rest)) = keys.split_first() else {
            found.add(decide_in(self.scene, context) == Decision::Allow);
            return Ok(());
        };
        for value in values {
            self.situations(&context.replaced(key, value.as_ref()), rest, found)?;
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
        key: &str,
        values: &[Candidate],
        others: &[&Key<'_>],
    ) -> Result<Option<Vec<Possibility>>, RequestError> {
        let between_allowed_and_not = self.difference(Sought::Allowance, context, key, values, others)?;
        if between_allowed_and_not.is_some() {
            return Ok(between_allowed_and_not);
        }
        self.difference(Sought::Decision, context, key, values, others)
    }

    /// Values of the key that lead to different decisions in one situation of the other keys, if there is one.
    fn difference(
        &mut self,
        sought: Sought,
        context: &Context<'_>,
        key: &str,
        values: &[Candidate],
        others: &[&Key<'_>],
    ) -> Result<Option<Vec<Possibility>>, RequestError> {
        self.left =
            self.left.checked_sub(1).ok_or(RequestError::TooManyValues { limit: MAX_COMBINATIONS })?;
        if sought.is_settled(self.scene, context) {
            return Ok(None);
        }
        let Some(((other, other_values), rest)) = others.split_first() else {
            let found = self.possibilities(context, key, values)?;
            return Ok(Some(found).filter(|found| sought.differs(found)));
        };
        for value in other_values {
            let context = context.replaced(other, value.as_ref());
            let difference = self.difference(sought, &context, key, values, rest)?;
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
    ) -> Result<Vec<Possibility>, RequestError> {
        let over = RequestError::TooManyValues { limit: MAX_COMBINATIONS };
        self.left = self.left.checked_sub(values.len()).ok_or(over)?;
        let mut found: Vec<Possibility> = Vec::new();
        for value in values {
            let decision = decide_in(self.scene, &context.replaced(key, value.as_ref()));
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

/// What may come of a request whatever its unknown keys are.
enum Bounds {
    /// This and nothing else.
    Known(Decision),
    /// The layers say one thing if no unknown comparison holds and another if all do; in between they may say either.
    Open { may_deny: bool, must_allow: bool, may_allow: bool },
}

/// The bounds of what the layers may say; `None` where they can't be told.
fn bounds(scene: &Scene<'_>, context: &Context<'_>) -> Option<Bounds> {
    let request = scene.request.with_context(context);
    let scene = scene.with_request(&request);
    if facts::is_always_allowed(scene.request) {
        return Some(Bounds::Known(Decision::Allow));
    }
    let Some(lower) = Verdicts::of(&scene, scene.question()) else {
        return Some(Bounds::Known(Decision::ExplicitDeny));
    };
    let mut question = scene.question();
    question.unknown_holds = true;
    let upper = Verdicts::of(&scene, question)?;
    let allows = |verdicts| combine::blocks(&scene, verdicts).is_empty();
    Some(Bounds::Open { may_deny: upper.denies, must_allow: allows(&lower), may_allow: allows(&upper) })
}

/// Whether the request is allowed, where the bounds leave no doubt of it; which kind of deny it is otherwise makes no
/// difference here.
fn settled_allowance(scene: &Scene<'_>, context: &Context<'_>) -> Option<bool> {
    match bounds(scene, context)? {
        Bounds::Known(decision) => Some(decision == Decision::Allow),
        Bounds::Open { may_allow: false, .. } => Some(false),
        Bounds::Open { may_deny: false, must_allow: true, .. } => Some(true),
        Bounds::Open { .. } => None,
    }
}

/// The decision, where the bounds leave but one.
fn settled(scene: &Scene<'_>, context: &Context<'_>) -> Option<Decision> {
    match bounds(scene, context)? {
        Bounds::Known(decision) => Some(decision),
        Bounds::Open { may_deny: false, must_allow: true, .. } => Some(Decision::Allow),
        Bounds::Open { may_deny: false, may_allow: false, .. } => Some(Decision::ImplicitDeny),
        Bounds::Open { .. } => None,
    }
}
