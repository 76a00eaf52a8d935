//! Why a decision is what it is whatever the unknown keys are: the reasons in each situation that they leave, brought
//! together.

use super::reasons::Reasons;
use crate::context::Context;
use crate::evaluation::{Decision, LayerVerdict};
use crate::scene::Scene;
use crate::scene::known::decide;
use crate::unknown::candidates::{self, UnknownKey};

/// How many situations are looked at in full; of more, those in which one key alone is other than in the first.
const MAX_SITUATIONS: usize = 512;

/// The reasons that hold in all situations; where there is none, those that hold in one or another.
pub(super) fn reasons(scene: &Scene<'_>, decision: Decision) -> Reasons {
    let empty = Context::default();
    let context = scene.request.context().unwrap_or(&empty);
    let keys = candidates::of_all(context.unknown_keys(), scene);
    let in_context = |context: Context<'_>| {
        let request = scene.request.with_context(&context);
        let scene = scene.with_request(&request);
        (decide(&scene) == decision).then(|| Reasons::of(&scene, decision))
    };
    let found = contexts(context, &keys).into_iter().filter_map(in_context).collect::<Vec<_>>();
    let layers = scene.policies().enumerate();
    Reasons {
        decided_by: shared(found.iter().map(|reasons| &*reasons.decided_by)),
        blocked_by: shared(found.iter().map(|reasons| &*reasons.blocked_by)),
        layers: layers.filter_map(|(at, _)| layer(found.iter().filter_map(|it| it.layers.get(at)))).collect(),
    }
}

/// The context with values for all unknown keys.
fn contexts<'c>(context: &Context<'c>, keys: &[UnknownKey<'_>]) -> Vec<Context<'c>> {
    let n_situations = keys.iter().try_fold(1_usize, |product, key| product.checked_mul(key.values.len()));
    if n_situations.is_some_and(|n_situations| n_situations <= MAX_SITUATIONS) {
        return keys.iter().fold(vec![context.clone()], |contexts, key| {
            contexts.iter().flat_map(|context| with_each(context, key)).collect()
        });
    }
    let first = keys.iter().fold(context.clone(), |context, key| with_first(&context, key));
    let one_other = keys.iter().flat_map(|key| {
        let others = keys.iter().filter(|other| other.name != key.name);
        with_each(&others.fold(context.clone(), |context, other| with_first(&context, other)), key)
    });
    one_other.chain([first]).collect()
}

fn with_each<'c>(context: &Context<'c>, key: &UnknownKey<'_>) -> Vec<Context<'c>> {
    key.values.iter().map(|value| context.replaced(key.name, value.as_ref())).collect()
}

fn with_first<'c>(context: &Context<'c>, key: &UnknownKey<'_>) -> Context<'c> {
    context.replaced(key.name, key.values.first().and_then(Option::as_ref))
}

/// What stands in all lists; where nothing does, what stands in any.
fn shared<'l, T: Clone + PartialEq + 'l>(lists: impl Iterator<Item = &'l [T]> + Clone) -> Vec<T> {
    let everywhere = common(lists.clone());
    if !everywhere.is_empty() {
        return everywhere;
    }
    let mut any = Vec::new();
    for item in lists.flatten() {
        if !any.contains(item) {
            any.push(item.clone());
        }
    }
    any
}

fn common<'l, T: Clone + PartialEq + 'l>(mut lists: impl Iterator<Item = &'l [T]> + Clone) -> Vec<T> {
    let mut common = lists.next().unwrap_or_default().to_vec();
    for list in lists {
        common.retain(|item| list.contains(item));
    }
    common
}

/// What a layer says in all situations; that it depends, where it says one thing here and another there.
fn layer<'l>(verdicts: impl Iterator<Item = &'l LayerVerdict> + Clone) -> Option<LayerVerdict> {
    let first = verdicts.clone().next()?;
    let is_same = verdicts.clone().all(|verdict| verdict.decision == first.decision);
    let statements = verdicts.map(|verdict| &*verdict.statements);
    let (decision, statements) =
        if is_same { (first.decision, shared(statements)) } else { (Decision::Depends, common(statements)) };
    Some(LayerVerdict { decision, statements, ..first.clone() })
}
