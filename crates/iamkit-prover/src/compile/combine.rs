//! How the layers of an access come together once the action is fixed: what they all allow, as one shape.

use iamkit_engine::{AwsIdentity, AwsPrincipal, Grant, Layer};
use iamkit_policy::Effect;
use iamkit_policy::normal::PolicyKind;

use crate::compile::access::{Access, Part};
use crate::compile::action::RuleId;
use crate::compile::scene::Scene;
use crate::compile::shape::{LitCube, Shape, joined, lit, lit_cube, prune};
use crate::limits::{Budget, Exceeded};

/// The shape of the rules of one side, for an action that they name.
pub(crate) fn shape_of(
    access: &Access,
    numbers: &[usize],
    rules: &[RuleId],
    budget: &Budget,
) -> Result<Shape, Exceeded> {
    let cubes = Cubes { access, numbers, rules };
    let allows = match &access.scene {
        Some(scene) => around(&cubes, scene, budget)?,
        None => alone(&cubes, budget)?,
    };
    Ok(Shape { allows, denies: cubes.denies() })
}

/// S55, S63, S65: every layer has to allow; resource control policies never do and only deny (S68).
fn alone(cubes: &Cubes<'_>, budget: &Budget) -> Result<Vec<LitCube>, Exceeded> {
    let mut allows: Option<Vec<LitCube>> = None;
    for (at, _) in cubes.counting().filter(|(_, part)| part.limits()) {
        let of_part = cubes.allows(at, Grant::Nothing);
        allows = Some(match allows {
            None => of_part,
            Some(others) => product(&others, &of_part, budget)?,
        });
    }
    Ok(allows.unwrap_or_default())
}

/// S56–S62: what the principal's own layers allow, what the resource's policy allows alone, or what both do.
fn around(cubes: &Cubes<'_>, scene: &Scene, budget: &Budget) -> Result<Vec<LitCube>, Exceeded> {
    let identity = scene.principal.as_aws().map(AwsPrincipal::identity);
    let named = |grant| cubes.of_layer(Layer::Resource).map(|at| cubes.allows(at, grant)).unwrap_or_default();
    let granted = named(Grant::Delegated);
    let mut allows = if identity.is_none() { granted } else { own(cubes, scene, &granted, budget)? };
    if scene.is_same_account() {
        let limited = cubes.limited(named(Grant::Limited), identity, budget)?;
        allows.extend(limited.into_iter().chain(named(Grant::Exact)));
    }
    prune(&mut allows);
    for (at, part) in cubes.counting() {
        if part.is_limit || matches!(part.layer, Layer::ServiceControl | Layer::VpcEndpoint) {
            allows = product(&allows, &cubes.allows(at, Grant::Nothing), budget)?;
        }
    }
    Ok(allows)
}

/// What the principal's policies allow, as far as the resource's policy has to allow it too: for other accounts (S62),
/// and for keys and roles (S56, S72). A key's policy says nothing of its aliases.
fn own(
    cubes: &Cubes<'_>,
    scene: &Scene,
    granted: &[LitCube],
    budget: &Budget,
) -> Result<Vec<LitCube>, Exceeded> {
    let identity = scene.principal.as_aws().map(AwsPrincipal::identity);
    let policies = match cubes.of_layer(Layer::Identity) {
        _ if identity == Some(AwsIdentity::Root) => vec![LitCube::new()],
        Some(at) => cubes.allows(at, Grant::Nothing),
        None => Vec::new(),
    };
    let policies = cubes.limited(policies, identity, budget)?;
    let resource = cubes.of_layer(Layer::Resource).and_then(|at| cubes.access.parts.get(at));
    let is_gate =
        resource.is_some_and(|part| matches!(part.compiled.kind(), PolicyKind::Key | PolicyKind::Trust));
    if scene.is_same_account() && !is_gate {
        return Ok(policies);
    }
    let mut both = product(&policies, granted, budget)?;
    if scene.is_same_account()
        && let Some(alias) = cubes.alias(true)
    {
        both.extend(product(&policies, &[alias], budget)?);
    }
    Ok(both)
}

/// The rules of one side that name an action, as cubes.
struct Cubes<'s> {
    access: &'s Access,
    numbers: &'s [usize],
    rules: &'s [RuleId],
}

impl<'s> Cubes<'s> {
    /// The parts that count for the principal, with their places.
    fn counting(&self) -> impl Iterator<Item = (usize, &'s Part)> + use<'s> {
        self.access.parts.iter().enumerate().filter(|(_, part)| part.counts)
    }

    /// The place of a layer that isn't one of several levels.
    fn of_layer(&self, layer: Layer) -> Option<usize> {
        self.counting().find(|(_, part)| part.layer == layer && !part.is_limit).map(|(at, _)| at)
    }

    /// What is left of some cubes by the boundary and the session policies (S58, S63).
    fn limited(
        &self,
        mut cubes: Vec<LitCube>,
        identity: Option<AwsIdentity>,
        budget: &Budget,
    ) -> Result<Vec<LitCube>, Exceeded> {
        let session = self.of_layer(Layer::Session);
        // S64: a federated user has what its session policies allow as well, so nothing without them.
        if identity == Some(AwsIdentity::FederatedUser) && session.is_none() {
            return Ok(Vec::new());
        }
        for at in self.of_layer(Layer::Boundary).into_iter().chain(session) {
            cubes = product(&cubes, &self.allows(at, Grant::Nothing), budget)?;
        }
        Ok(cubes)
    }

    /// The cubes of a part's allows that grant at least so much.
    fn allows(&self, part: usize, least: Grant) -> Vec<LitCube> {
        self.of_effect(Effect::Allow, |at| at == part, least)
    }

    fn denies(&self) -> Vec<LitCube> {
        self.of_effect(Effect::Deny, |_| true, Grant::Nothing)
    }

    fn of_effect(&self, effect: Effect, is_wanted: impl Fn(usize) -> bool, least: Grant) -> Vec<LitCube> {
        let mut cubes = Vec::new();
        for (_, at, place) in self.rules.iter().filter(|(_, at, _)| is_wanted(*at)) {
            let Some(part) = self.access.parts.get(*at).filter(|part| part.counts) else { continue };
            let rule = part.rules.get(*place).filter(|rule| rule.effect == effect && least <= rule.grant);
            let literals = rule.and_then(|rule| rule.literals.as_ref());
            let cube = literals.and_then(|literals| lit_cube(literals, self.numbers));
            let is_of_key = part.compiled.kind() == PolicyKind::Key;
            let not_alias = if is_of_key { self.alias(false).unwrap_or_default() } else { LitCube::new() };
            cubes.extend(cube.and_then(|cube| joined(&cube, &not_alias)));
        }
        cubes
    }

    /// That the resource is an alias of a key, or that it is none; `None` where nobody asks.
    fn alias(&self, is_one: bool) -> Option<LitCube> {
        let number = self.numbers.get(self.access.key_alias?)?;
        Some(vec![lit(*number, is_one)?])
    }
}

/// All conjunctions of a cube of one layer with a cube of another.
fn product(one: &[LitCube], two: &[LitCube], budget: &Budget) -> Result<Vec<LitCube>, Exceeded> {
    budget.combinations(one.len().saturating_mul(two.len()))?;
    let pairs = one.iter().flat_map(|first| two.iter().map(move |second| joined(first, second)));
    let mut cubes = pairs.flatten().collect();
    prune(&mut cubes);
    Ok(cubes)
}

#[cfg(test)]
mod tests;
