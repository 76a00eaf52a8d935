//! The decision where all is known.

use super::Scene;
use super::bounds;
use super::combine::{self, Verdicts};
use crate::evaluation::Decision;
use crate::facts;

/// Decides a request all of whose keys are known.
pub(crate) fn decide(scene: &Scene<'_>) -> Decision {
    if facts::is_always_allowed(scene.request) {
        return Decision::Allow;
    }
    if scene.request.is_resource_open() {
        return bounds::decide_open(scene);
    }
    match Verdicts::of(scene, scene.question()) {
        None => Decision::ExplicitDeny,
        Some(verdicts) if combine::blocks(scene, &verdicts).is_empty() => Decision::Allow,
        Some(_) => Decision::ImplicitDeny,
    }
}
