//! What is left of the policies once all that is known of a request is put in.
//!
//! A statement that can't match any more is gone; of the others only what hangs on unknown keys is left. Where nothing
//! is left, the statement matches for certain. The residue and the combination of layers (S55–S73) together say under
//! which condition a request is allowed.

use iamkit_policy::Effect;
use iamkit_policy::normal::Test;
use iamkit_policy::principal::Grant;

use crate::compiled::{CompiledPolicies, CompiledRule, Question};
use crate::evaluation::StatementRef;
use crate::layer::Layer;
use crate::request::Request;
use crate::scene::Scene;
use crate::truth::Truth;

/// A statement that matches, or would if what is left of it holds
///
/// ```
/// use iamkit_engine::{CompiledPolicies, Context, ContextValue, Layers, PolicyKind, Principal, Request};
/// use iamkit_policy::PolicyDocument;
///
/// let document: PolicyDocument = r#"{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*",
///     "Condition": {"Bool": {"aws:SecureTransport": "true"}, "StringEquals": {"aws:username": "alice"}}}}"#.parse()?;
/// let identity = CompiledPolicies::compile(PolicyKind::Identity, [("p", &document)])?;
/// let alice: Principal = "arn:aws:iam::111122223333:user/alice".parse()?;
/// let mut context = Context::default();
/// context.insert("aws:SecureTransport", ContextValue::Unknown)?;
/// let request = Request::new(&alice, "s3:GetObject", "arn:aws:s3:::b/k")?.with_context(&context);
/// let layers = Layers::new().identity(&identity);
/// let left = layers.residue(&request)?;
/// let keys: Vec<_> = left[0].tests().map(|(_, test)| test.key.as_str()).collect();
/// assert_eq!(keys, ["aws:SecureTransport"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Residual<'p> {
    layer: Layer,
    level: usize,
    policies: &'p CompiledPolicies,
    rule: &'p CompiledRule,
    is_resource_open: bool,
    tests: Vec<usize>,
    grant: ResourceGrant,
}

/// What an Allow of a resource's policy grants, by how it names the requester; more covers less
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub enum ResourceGrant {
    /// The account is named: identity policies have to grant it too (S47).
    Delegated,
    /// A role or everyone is named: boundary and session policies still limit (S58).
    Limited,
    /// The very user or session is named: nothing of its own limits it (S57, S59, S60).
    Exact,
}

impl<'p> Residual<'p> {
    /// The layer the statement stands in.
    pub fn layer(&self) -> Layer {
        self.layer
    }

    /// Which of the layer's levels or groups of policies, from 0.
    pub fn level(&self) -> usize {
        self.level
    }

    /// The statement.
    pub fn statement(&self) -> StatementRef {
        self.policies.statement_ref(self.rule)
    }

    /// What it does where it matches.
    pub fn effect(&self) -> Effect {
        self.rule.rule.effect
    }

    /// Whether its `Resource` hangs on unknown keys.
    pub fn is_resource_open(&self) -> bool {
        self.is_resource_open
    }

    /// The conditions that hang on unknown keys, each with its place among the statement's conditions.
    pub fn tests(&self) -> impl Iterator<Item = (usize, &'p Test)> {
        let tests = self.rule.tests();
        self.tests.iter().filter_map(|at| Some((*at, tests.get(*at)?.test())))
    }

    /// Whether nothing is left, so that the statement matches for certain.
    pub fn is_certain(&self) -> bool {
        !self.is_resource_open && self.tests.is_empty()
    }

    /// For an Allow of a resource's policy what it grants; of no meaning for others.
    pub fn grant(&self) -> ResourceGrant {
        self.grant
    }
}

/// What is left of every statement that can match.
///
/// The request is the scene's, or the same with more that is unknown.
pub(crate) fn of<'s>(scene: &Scene<'s>, request: &Request<'_>) -> Vec<Residual<'s>> {
    let question = Question { request, has_boundary: scene.boundary.is_some(), unknown_holds: false };
    let of_policies = scene.policies();
    let of_rules = of_policies.flat_map(|(layer, level, policies)| {
        policies.rules().iter().filter_map(move |rule| residual(question, layer, level, policies, rule))
    });
    of_rules.collect()
}

fn residual<'s>(
    question: Question<'_>,
    layer: Layer,
    level: usize,
    policies: &'s CompiledPolicies,
    rule: &'s CompiledRule,
) -> Option<Residual<'s>> {
    let request = question.request;
    let granted = rule.grant(policies.kind(), question);
    if !rule.names_action(request) {
        return None;
    }
    let resource = rule.names_resource(request);
    let outcomes = rule.tests().iter().map(|test| test.holds(request).counted_for(rule.is_deny()));
    let outcomes = outcomes.collect::<Vec<_>>();
    if resource == Truth::Fails || outcomes.contains(&Truth::Fails) {
        return None;
    }
    let open = outcomes.iter().enumerate().filter(|(_, truth)| **truth == Truth::Unknown);
    let tests = open.map(|(at, _)| at).collect();
    let grant = match granted {
        Grant::Nothing => return None,
        Grant::Delegated => ResourceGrant::Delegated,
        Grant::Limited => ResourceGrant::Limited,
        Grant::Exact => ResourceGrant::Exact,
    };
    let is_resource_open = resource == Truth::Unknown;
    Some(Residual { layer, level, policies, rule, is_resource_open, tests, grant })
}
