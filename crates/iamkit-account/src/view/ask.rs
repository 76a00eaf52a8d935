//! Asking a view: one principal, one action, one resource.

use std::borrow::Cow;
use std::sync::Arc;

use iamkit_engine::{
    CompileErrors, CompiledPolicies, Context, Decision, Evaluation, Layer, Layers, StatementRef,
};
use iamkit_policy::fact::Facts;

use super::AccessView;
use super::entry::{AccountPrincipal, EffectivePolicy, PolicyPath};
use super::index::{Hits, may_name};
use super::keys::known_keys;
use super::policy_set::PolicySet;
use super::posed::Posed;
use super::scope::AccountScope;
use super::unknown::{policy_behind_key, with_unknown_policies};
use super::wanted::{Wanted, is_about_star};
use crate::error::AskError;

/// A decision with the policies behind it
#[derive(Debug, Clone)]
pub struct AccessAnswer {
    pub(crate) evaluation: Evaluation,
    pub(crate) deciding: Vec<(StatementRef, Option<EffectivePolicy>)>,
    pub(crate) facts: Facts,
}

impl AccessAnswer {
    /// The decision with its reasons; policies are named by their places, see [`AccessAnswer::deciding`].
    pub fn evaluation(&self) -> &Evaluation {
        &self.evaluation
    }

    /// What the decision takes for granted because nobody said otherwise: the resource's owner and policy, the session's.
    pub fn facts(&self) -> Facts {
        self.facts
    }

    /// The ARNs of the policies that the decision depends on and that nobody can give; none where it is definite.
    pub fn unknown_policies(&self) -> impl Iterator<Item = &str> {
        let depends_on = self.evaluation.depends_on().iter().map(iamkit_engine::Dependency::key);
        let undecided = self.evaluation.undecided_keys().iter().map(String::as_str);
        depends_on.chain(undecided).filter_map(policy_behind_key)
    }

    /// The statements that decided, each with its policy and that policy's path; none for a resource's own policy.
    pub fn deciding(&self) -> &[(StatementRef, Option<EffectivePolicy>)] {
        &self.deciding
    }
}

impl AccessView {
    /// What the identity policies say about an action on a resource.
    pub(crate) fn hits_on(&self, wanted: &Wanted<'_>) -> Hits {
        let is_about_star = is_about_star(wanted.action(), wanted.resource());
        let resource = if is_about_star { "*" } else { wanted.resource() };
        self.action_index().hits(wanted.action(), |rule| may_name(rule, resource))
    }

    /// Whether a principal may: the fast path, without reasons; an answer that depends on unknown keys is no.
    ///
    /// # Errors
    /// See [`AskError`].
    ///
    /// # Complexity
    /// What the engine takes for the principal's layers, and a look-up of the action in the catalog. The first question
    /// to a principal compiles its policies, unless they were compiled for another.
    pub fn is_allowed(&self, principal: &AccountPrincipal, wanted: &Wanted<'_>) -> Result<bool, AskError> {
        let posed = self.posed(principal, wanted)?;
        Ok(posed.layers().is_allowed(&posed.request()?)?)
    }

    /// Decides and says why.
    ///
    /// # Errors
    /// See [`AskError`].
    pub fn evaluate(
        &self,
        principal: &AccountPrincipal,
        wanted: &Wanted<'_>,
    ) -> Result<AccessAnswer, AskError> {
        let posed = self.posed(principal, wanted)?;
        let evaluation = posed.layers().evaluate(&posed.request()?)?;
        // Policies of different layers have the same names, so the layer tells which statements decided.
        let decides = |layer: Layer, decision: Decision| match evaluation.decision() {
            Decision::Allow => {
                matches!(layer, Layer::Identity | Layer::Resource) && decision == Decision::Allow
            }
            Decision::ExplicitDeny => decision == Decision::ExplicitDeny,
            Decision::ImplicitDeny | Decision::Depends => false,
        };
        let verdicts = evaluation.layers().iter();
        let verdicts = verdicts.filter(|verdict| decides(verdict.layer(), verdict.decision()));
        let deciding = verdicts.flat_map(|verdict| {
            let statements = verdict.statements().iter();
            statements.map(|statement| (verdict.layer(), verdict.level(), statement))
        });
        let owner = self.owner_scope(principal, wanted);
        let deciding = deciding.map(|(layer, level, statement)| {
            (statement.clone(), self.policy_behind(principal, owner, layer, level, statement))
        });
        let deciding = deciding.collect();
        let facts = Self::facts_of(principal, &evaluation);
        Ok(AccessAnswer { evaluation, deciding, facts })
    }

    /// The policy that a statement of an answer stands in.
    pub(crate) fn policy_behind(
        &self,
        principal: &AccountPrincipal,
        owner: Option<&AccountScope>,
        layer: Layer,
        level: usize,
        statement: &StatementRef,
    ) -> Option<EffectivePolicy> {
        self.policy_at(principal, owner, layer, level, statement.policy_index())
    }

    /// The policy at a place of a layer; the owner is that of the resource.
    pub(crate) fn policy_at(
        &self,
        principal: &AccountPrincipal,
        owner: Option<&AccountScope>,
        layer: Layer,
        level: usize,
        at: usize,
    ) -> Option<EffectivePolicy> {
        match layer {
            Layer::Identity => principal.policies.get(level)?.get(at).cloned(),
            Layer::Boundary => principal.boundary.as_ref().and_then(|(policy, _)| policy.clone()),
            Layer::ServiceControl => control_policies(self.scope(principal.account), layer, level).nth(at),
            Layer::ResourceControl => control_policies(owner, layer, level).nth(at),
            Layer::Session | Layer::Resource | Layer::VpcEndpoint => None,
        }
    }

    /// All policies that have an effect on what a principal does in its own account: those that grant, its boundary,
    /// and level by level those of the organisation.
    pub fn effective_policies(&self, principal: &AccountPrincipal) -> Vec<EffectivePolicy> {
        let own = principal.effective_policies().cloned();
        let scope = self.scope(principal.account);
        let levels = |layer, count: usize| {
            (0..count).flat_map(move |level| control_policies(scope, layer, level).collect::<Vec<_>>())
        };
        let n_service = scope.map_or(0, |scope| scope.service_control.len());
        let n_resource = scope.map_or(0, |scope| scope.resource_control.len());
        let control =
            levels(Layer::ServiceControl, n_service).chain(levels(Layer::ResourceControl, n_resource));
        own.chain(control).collect()
    }

    /// The question whether a principal may, in the engine's types.
    pub(crate) fn posed<'v>(
        &'v self,
        principal: &'v AccountPrincipal,
        wanted: &Wanted<'v>,
    ) -> Result<Posed<'v>, AskError> {
        let identity = principal.identity_sets.iter().map(|set| set.compiled());
        let context = wanted.context().map(Cow::Borrowed);
        self.posed_with(principal, wanted, context, identity, self.resource_set(wanted))
    }

    /// The same with other keys, other identity policies and another policy of the resource.
    pub(crate) fn posed_with<'v>(
        &'v self,
        principal: &'v AccountPrincipal,
        wanted: &Wanted<'v>,
        context: Option<Cow<'v, Context<'v>>>,
        identity: impl Iterator<Item = Result<&'v CompiledPolicies, CompileErrors>>,
        resource_set: Option<&'v PolicySet>,
    ) -> Result<Posed<'v>, AskError> {
        let owner = self.owner_scope(principal, wanted);
        // Of a resource with a policy of its own it is known whose it is, also where its ARN doesn't tell (S73).
        let in_store = || Some(self.scope(self.resources().of(wanted.resource())?.owner)?.id.as_str());
        let organization = self.scope(principal.account).and_then(|scope| scope.organization.as_ref());
        let open = with_unknown_policies(principal, context.as_deref());
        Ok(Posed {
            layers: self.layers(principal, identity, resource_set, owner)?,
            principal: &principal.principal,
            action: wanted.action(),
            resource: wanted.resource(),
            is_about_star: is_about_star(wanted.action(), wanted.resource()),
            resource_account: wanted.resource_account().or_else(in_store),
            management_account: organization.map(|organization| organization.management_account.as_str()),
            known: known_keys(self, principal),
            context: open.map(Cow::Owned).or(context),
        })
    }

    /// The layers around a principal's requests.
    fn layers<'v>(
        &'v self,
        principal: &'v AccountPrincipal,
        identity: impl Iterator<Item = Result<&'v CompiledPolicies, CompileErrors>>,
        resource: Option<&'v PolicySet>,
        owner: Option<&'v AccountScope>,
    ) -> Result<Layers<'v>, CompileErrors> {
        let mut layers = Layers::new();
        for policies in identity {
            layers = layers.identity(policies?);
        }
        if let Some(boundary) = principal.boundary_set() {
            layers = layers.boundary(boundary.compiled()?);
        }
        if let Some(session) = &principal.session {
            layers = layers.session(session.compiled()?);
        }
        if let Some(resource) = resource {
            layers = layers.resource(resource.compiled()?);
        }
        let caller = self.scope(principal.account).into_iter();
        for level in caller.flat_map(|scope| &scope.service_control) {
            layers = layers.service_control(level.set.compiled()?);
        }
        for level in owner.into_iter().flat_map(|scope| &scope.resource_control) {
            layers = layers.resource_control(level.set.compiled()?);
        }
        Ok(layers)
    }

    /// The policies that limit a principal's request: boundary and control policies.
    pub(crate) fn limiting_sets<'v>(
        &'v self,
        principal: &'v AccountPrincipal,
        wanted: &Wanted<'_>,
    ) -> impl Iterator<Item = &'v Arc<PolicySet>> {
        let caller = self.scope(principal.account).into_iter().flat_map(|scope| &scope.service_control);
        let owner = self.owner_scope(principal, wanted).into_iter();
        let control = caller.chain(owner.flat_map(|scope| &scope.resource_control));
        principal.boundary_set().into_iter().chain(control.map(|level| &level.set))
    }

    /// The account of the resource, whose resource control policies limit what is done to it: the one that was said, the
    /// one in the ARN, or else the principal's own. Of an account that isn't here nothing is known.
    pub(crate) fn owner_scope(
        &self,
        principal: &AccountPrincipal,
        wanted: &Wanted<'_>,
    ) -> Option<&AccountScope> {
        let in_arn = || wanted.resource().split(':').nth(4).filter(|account| !account.is_empty());
        if let Some(account) = wanted.resource_account().or_else(in_arn) {
            return self.scope_named(account);
        }
        let owner = self.resources().of(wanted.resource()).map(|resource| resource.owner);
        self.scope(owner.unwrap_or(principal.account))
    }

    /// The policy of the resource: for assuming a role the role's trust policy.
    pub(crate) fn resource_set(&self, wanted: &Wanted<'_>) -> Option<&PolicySet> {
        if is_assumption(wanted.action()) {
            return self.principal(wanted.resource())?.trust.as_deref();
        }
        self.resources().of(wanted.resource()).map(|resource| &*resource.set)
    }
}

/// The control policies of a level of an account.
fn control_policies(
    scope: Option<&AccountScope>,
    layer: Layer,
    level: usize,
) -> impl Iterator<Item = EffectivePolicy> {
    let levels = scope.map(|scope| match layer {
        Layer::ServiceControl => &scope.service_control,
        _ => &scope.resource_control,
    });
    let level = levels.and_then(|levels| levels.get(level));
    level.into_iter().flat_map(move |level| {
        level.policies.iter().map(move |policy| EffectivePolicy {
            name: policy.name().as_str().into(),
            arn: None,
            version: None,
            document: Arc::clone(policy.document()),
            is_unknown: false,
            path: match layer {
                Layer::ServiceControl => PolicyPath::ServiceControl(level.target.clone()),
                _ => PolicyPath::ResourceControl(level.target.clone()),
            },
        })
    })
}

/// Whether an action is decided by a role's trust policy.
pub(crate) fn is_assumption(action: &str) -> bool {
    let Some((service, name)) = action.split_once(':') else { return false };
    let names =
        ["AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity", "TagSession", "SetSourceIdentity"];
    service.eq_ignore_ascii_case("sts") && names.iter().any(|known| known.eq_ignore_ascii_case(name))
}
