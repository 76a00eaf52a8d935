//! What may come of a request whatever its unknown keys are, as far as the layers' bounds tell it.

use super::Scene;
use super::combine::{self, Verdicts};
use crate::context::Context;
use crate::evaluation::Decision;
use crate::facts;

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

/// Decides a request of which it isn't known what it is about, and nothing else is unknown (S25).
pub(crate) fn decide_open(scene: &Scene<'_>) -> Decision {
    let empty = Context::default();
    settled(scene, scene.request.context().unwrap_or(&empty)).unwrap_or(Decision::Depends)
}

/// Whether the request is allowed, where the bounds leave no doubt of it; which kind of deny it is otherwise makes no
/// difference here.
pub(crate) fn settled_allowance(scene: &Scene<'_>, context: &Context<'_>) -> Option<bool> {
    match bounds(scene, context)? {
        Bounds::Known(decision) => Some(decision == Decision::Allow),
        Bounds::Open { may_allow: false, .. } => Some(false),
        Bounds::Open { may_deny: false, must_allow: true, .. } => Some(true),
        Bounds::Open { .. } => None,
    }
}

/// The decision, where the bounds leave but one.
pub(crate) fn settled(scene: &Scene<'_>, context: &Context<'_>) -> Option<Decision> {
    match bounds(scene, context)? {
        Bounds::Known(decision) => Some(decision),
        Bounds::Open { may_deny: false, must_allow: true, .. } => Some(Decision::Allow),
        Bounds::Open { may_deny: false, may_allow: false, .. } => Some(Decision::ImplicitDeny),
        Bounds::Open { .. } => None,
    }
}
