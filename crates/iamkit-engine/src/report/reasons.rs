//! What decided and what stood in the way, where all is known.

use super::comparison::{Comparison, comparisons};
use crate::evaluation::{Decision, LayerVerdict, StatementRef};
use crate::layer::Layer;
use crate::scene::Scene;
use crate::scene::combine::{self, Verdicts};
use crate::truth::Truth;

/// What decided and what stood in the way, in one situation.
pub(super) struct Reasons {
    pub(super) decided_by: Vec<StatementRef>,
    pub(super) blocked_by: Vec<&'static str>,
    pub(super) layers: Vec<LayerVerdict>,
}

impl Reasons {
    /// Why the scene comes to the decision.
    pub(super) fn of(scene: &Scene<'_>, decision: Decision) -> Self {
        Self::among(scene, decision, &comparisons(scene))
    }

    /// The same where the statements were compared already.
    pub(super) fn among(scene: &Scene<'_>, decision: Decision, comparisons: &[Comparison<'_>]) -> Self {
        Self {
            decided_by: decided_by(decision, comparisons),
            blocked_by: blocked_by(decision, scene, comparisons),
            layers: scene.policies().map(|(layer, level, _)| verdict(layer, level, comparisons)).collect(),
        }
    }
}

fn decided_by(decision: Decision, comparisons: &[Comparison<'_>]) -> Vec<StatementRef> {
    let of = |is_deny, counts: fn(Layer) -> bool| {
        let matching = comparisons.iter().filter(move |it| counts(it.layer) && it.is_match(is_deny));
        matching.map(Comparison::reference).collect()
    };
    match decision {
        Decision::ExplicitDeny => of(true, |_| true),
        Decision::Allow => of(false, |layer| matches!(layer, Layer::Identity | Layer::Resource)),
        Decision::ImplicitDeny | Decision::Depends => Vec::new(),
    }
}

/// The layers in the order in which answers list those that deny.
const DENYING: [Layer; 7] = [
    Layer::ServiceControl,
    Layer::ResourceControl,
    Layer::Resource,
    Layer::Identity,
    Layer::Boundary,
    Layer::Session,
    Layer::VpcEndpoint,
];

fn blocked_by(decision: Decision, scene: &Scene<'_>, comparisons: &[Comparison<'_>]) -> Vec<&'static str> {
    let denies = |layer: &Layer| comparisons.iter().any(|it| it.layer == *layer && it.is_match(true));
    match decision {
        Decision::ExplicitDeny => {
            DENYING.iter().filter(|layer| denies(layer)).map(|layer| layer.as_str()).collect()
        }
        Decision::ImplicitDeny => {
            // What blocks whatever the request is about, where that isn't known (S25).
            let mut question = scene.question();
            question.unknown_holds = scene.request.is_resource_open();
            let verdicts = Verdicts::of(scene, question);
            verdicts.map(|verdicts| combine::blocks(scene, &verdicts).names().collect()).unwrap_or_default()
        }
        Decision::Allow | Decision::Depends => Vec::new(),
    }
}

fn verdict(layer: Layer, level: usize, comparisons: &[Comparison<'_>]) -> LayerVerdict {
    let here = || comparisons.iter().filter(move |it| it.layer == layer && it.level == level);
    let is_open = here().any(|it| it.holds() == Truth::Unknown);
    let matching = |is_deny| {
        here().filter(move |it| it.is_match(is_deny)).map(Comparison::reference).collect::<Vec<_>>()
    };
    let (denies, allows) = (matching(true), matching(false));
    // S68: `RCPFullAWSAccess` stands beside every resource control policy.
    let allows_always = layer == Layer::ResourceControl;
    let (decision, statements) = match (denies.is_empty(), allows.is_empty() && !allows_always) {
        (false, _) => (Decision::ExplicitDeny, denies),
        (true, _) if is_open => (Decision::Depends, allows),
        (true, false) => (Decision::Allow, allows),
        (true, true) => (Decision::ImplicitDeny, allows),
    };
    LayerVerdict { layer, level, decision, statements }
}
