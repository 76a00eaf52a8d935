//! Under which condition something is allowed: what is left of the statements once the known keys are put in.
//!
//! A [`AccessCondition`] is exact: it says the same as the engine, which keys are unknown being left open. It isn't
//! simplified beyond that; statements are pointed at, not merged.

use std::collections::BTreeSet;
use std::fmt;

use iamkit_engine::{Layer, Residual, ResourceGrant};
use iamkit_policy::shown::{self, Shown};
use iamkit_policy::{Effect, Statement};

use crate::view::{
    AccessView, AccountPrincipal, AccountScope, EffectivePolicy, PolicySet, policy_behind_key,
};

/// Under which condition something is allowed
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessCondition {
    /// One of these has to hold; none where there is no condition on what allows.
    pub routes: Vec<Route>,
    /// None of these may match.
    pub unless: Vec<StatementTerms>,
}

/// One way to be allowed: every layer on it has to allow
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The layers whose Allow hangs on something.
    pub layers: Vec<LayerTerms>,
}

/// The statements of a layer of which one has to match
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerTerms {
    /// The layer's short name.
    pub layer: &'static str,
    /// The statements.
    pub any_of: Vec<StatementTerms>,
}

/// What is left of a statement
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementTerms {
    /// The policy's name; the resource's own policy has none.
    pub policy: Option<String>,
    /// How the policy comes to have an effect.
    pub path: Option<String>,
    /// The statement's place, from 0.
    pub statement: usize,
    /// The conditions that have to hold, all of them.
    pub when: Vec<ConditionTest>,
    /// The resources with variables, of which one has to name the resource.
    pub resources: Vec<String>,
}

/// A condition of a statement, as written
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionTest {
    /// The operator.
    pub operator: String,
    /// The key.
    pub key: String,
    /// The values.
    pub values: Vec<String>,
}

impl AccessCondition {
    /// No condition at all
    pub const ALWAYS: Self = Self { routes: Vec::new(), unless: Vec::new() };

    /// The ARNs of the policies that it hangs on and that nobody can give, sorted.
    pub fn unknown_policies(&self) -> BTreeSet<&str> {
        let layers = self.routes.iter().flat_map(|route| &route.layers);
        let terms = layers.flat_map(|layer| &layer.any_of).chain(&self.unless);
        terms.flat_map(|terms| &terms.when).filter_map(|test| policy_behind_key(&test.key)).collect()
    }

    /// Whether there is none.
    pub fn is_always(&self) -> bool {
        self.routes.is_empty() && self.unless.is_empty()
    }
}

impl fmt::Display for AccessCondition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_always() {
            return f.write_str("always");
        }
        let routes = self.routes.iter().map(ToString::to_string).collect::<Vec<_>>();
        match &*routes {
            [] => {}
            [one] => write!(f, "when {one}")?,
            several => write!(f, "when ({})", several.join(") or ("))?,
        }
        if !self.unless.is_empty() {
            let space = if routes.is_empty() { "" } else { " " };
            write!(f, "{space}unless {}", alternatives(&self.unless))?;
        }
        Ok(())
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let layers = self.layers.iter().map(|layer| alternatives(&layer.any_of)).collect::<Vec<_>>();
        f.write_str(&layers.join(" and "))
    }
}

fn alternatives(terms: &[StatementTerms]) -> String {
    let mut texts = terms.iter().map(ToString::to_string).collect::<Vec<_>>();
    texts.dedup();
    match &*texts {
        [one] => one.clone(),
        several => format!("({})", several.join(" or ")),
    }
}

impl fmt::Display for StatementTerms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = self.when.iter().map(ToString::to_string).collect::<Vec<_>>();
        if !self.resources.is_empty() {
            parts.push(format!("the resource is `{}`", shown::joined(&self.resources, "` or `")));
        }
        f.write_str(&parts.join(" and "))
    }
}

impl fmt::Display for ConditionTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(arn) = policy_behind_key(&self.key) {
            return write!(f, "the unknown policy `{}` {} it", Shown::value(arn), self.values.join(" or "));
        }
        write!(f, "{} {} [{}]", self.operator, Shown::value(&self.key), shown::joined(&self.values, ", "))
    }
}

/// Where the statements of a question stand, to be pointed at.
pub(crate) struct Whereabouts<'v> {
    pub(crate) view: &'v AccessView,
    pub(crate) principal: &'v AccountPrincipal,
    /// The places among the principal's policies of those that were asked, which are the levels of the identity layer.
    pub(crate) identity: Vec<usize>,
    pub(crate) resource: Option<&'v PolicySet>,
    /// The account of the resource, as far as it is known.
    pub(crate) owner: Option<&'v AccountScope>,
    /// Whether the resource is of the principal's account.
    pub(crate) is_same_account: bool,
}

/// Residual statements of one layer and level.
struct Group<'r, 'p> {
    layer: &'static str,
    allows: Vec<&'r Residual<'p>>,
}

impl Group<'_, '_> {
    fn is_certain(&self) -> bool {
        self.allows.iter().any(|residual| residual.is_certain())
    }
}

/// The condition under which a request that can be allowed is.
pub(crate) fn condition(whereabouts: &Whereabouts<'_>, residue: &[Residual<'_>]) -> AccessCondition {
    let (denies, allows): (Vec<_>, Vec<_>) =
        residue.iter().partition(|residual| residual.effect() == Effect::Deny);
    let unless = denies.into_iter().filter_map(|residual| whereabouts.terms(residual)).collect();
    let common = whereabouts.control_groups(&allows);
    let routes = whereabouts
        .routes(&allows)
        .into_iter()
        .filter(|route| route.iter().all(|group| !group.allows.is_empty()));
    let routes = routes.map(|route| {
        let groups = route.iter().chain(&common).filter(|group| !group.is_certain());
        Route { layers: groups.map(|group| whereabouts.layer_terms(group)).collect() }
    });
    let routes = routes.collect::<Vec<_>>();
    // One way without a condition makes the others unnecessary.
    let is_open = routes.iter().any(|route| route.layers.is_empty());
    AccessCondition { routes: if is_open { Vec::new() } else { routes }, unless }
}

impl Whereabouts<'_> {
    /// Every level of service control policies has to allow, whichever way is taken (S65).
    fn control_groups<'r, 'p>(&self, allows: &[&'r Residual<'p>]) -> Vec<Group<'r, 'p>> {
        let levels = self.view.service_control_levels(self.principal);
        let at = |level| {
            move |residual: &&&'r Residual<'p>| {
                residual.layer() == Layer::ServiceControl && residual.level() == level
            }
        };
        let group = |level| Group {
            layer: Layer::ServiceControl.as_str(),
            allows: allows.iter().filter(at(level)).copied().collect(),
        };
        // Levels that don't limit the principal have no residue at all (S66).
        (0..levels).map(group).filter(|group| !group.allows.is_empty()).collect()
    }

    /// The ways to an Allow as the layers combine (S56–S63): by the resource's policy alone, by it and the boundary, or
    /// by identity policies.
    fn routes<'r, 'p>(&self, allows: &[&'r Residual<'p>]) -> Vec<Vec<Group<'r, 'p>>> {
        let of = |layer: Layer, least: ResourceGrant| Group {
            layer: layer.as_str(),
            allows: allows
                .iter()
                .filter(|residual| residual.layer() == layer)
                .filter(|residual| layer != Layer::Resource || residual.grant() >= least)
                .copied()
                .collect(),
        };
        let any = ResourceGrant::Delegated;
        if self.principal.stranger.is_some() {
            // What its own account allows isn't for the accounts here to say.
            return vec![vec![of(Layer::Resource, any)]];
        }
        let boundary = || self.principal.boundary_set().map(|_| of(Layer::Boundary, any));
        let mut routes = Vec::new();
        if self.is_same_account {
            routes.push(vec![of(Layer::Resource, ResourceGrant::Exact)]);
            let mut limited = vec![of(Layer::Resource, ResourceGrant::Limited)];
            limited.extend(boundary());
            routes.push(limited);
        }
        let mut granted = vec![of(Layer::Identity, any)];
        granted.extend(boundary());
        let is_gate = self.resource.is_some_and(|set| {
            use iamkit_engine::PolicyKind::{Key, Trust};
            matches!(set.kind(), Key | Trust)
        });
        if is_gate || !self.is_same_account {
            granted.push(of(Layer::Resource, any));
        }
        routes.push(granted);
        routes
    }

    fn layer_terms(&self, group: &Group<'_, '_>) -> LayerTerms {
        let any_of = group.allows.iter().filter_map(|residual| self.terms(residual)).collect();
        LayerTerms { layer: group.layer, any_of }
    }

    fn terms(&self, residual: &Residual<'_>) -> Option<StatementTerms> {
        let reference = residual.statement();
        let (layer, level) = (residual.layer(), residual.level());
        let policy = if layer == Layer::Identity {
            self.principal.identity_policies().nth(*self.identity.get(level)?).cloned()
        } else {
            self.view.policy_behind(self.principal, self.owner, layer, level, &reference)
        };
        let document = if let Some(policy) = &policy {
            policy.document()
        } else {
            self.resource?.documents().get(reference.policy_index())?.document()
        };
        let statement = document.statements().get(reference.index())?;
        Some(StatementTerms {
            path: policy.as_ref().map(|policy| policy.path().to_string()),
            policy: policy.as_ref().map(EffectivePolicy::name).map(Into::into),
            statement: reference.index(),
            when: residual.tests().filter_map(|(at, _)| test(statement, at)).collect(),
            resources: if residual.is_resource_open() { resources(statement) } else { Vec::new() },
        })
    }
}

/// The conditions of a statement as written.
pub(crate) fn tests(statement: &Statement) -> Vec<ConditionTest> {
    (0..statement.conditions().len()).filter_map(|at| test(statement, at)).collect()
}

fn test(statement: &Statement, at: usize) -> Option<ConditionTest> {
    let condition = statement.conditions().get(at)?;
    Some(ConditionTest {
        operator: condition.operator().to_string(),
        key: condition.key().into(),
        values: condition.values().iter().map(|value| value.as_str().into()).collect(),
    })
}

fn resources(statement: &Statement) -> Vec<String> {
    let listed = statement.resources().into_iter().flat_map(iamkit_policy::ElementList::values);
    listed.map(|text| text.as_str().to_owned()).filter(|text| text.contains("${")).collect()
}
