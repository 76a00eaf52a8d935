//! Witnesses: whole requests that show a difference, and the engine's word on them.

use std::fmt;
use std::sync::LazyLock;

use iamkit_engine::facts::{has_resource_control, is_key_of_aws};
use iamkit_engine::{
    AwsIdentity, AwsPrincipal, CompiledPolicies, Context, ContextValue, Decision, Evaluation, Layer, Layers,
    PolicyKind, Principal, Request,
};
use iamkit_policy::shown::Shown;
use iamkit_policy::{PolicyDocument, StatementBuilder, shown};

use crate::compile::{self, Access, Part};
use crate::domain::principal::{Asker, asker, askers, userid};
use crate::domain::question::KeyValue;
use crate::reason::{Side, StatementPlace};

/// A request that exactly one side allows
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct Witness {
    /// Who asks.
    pub principal: Principal,
    /// For which action.
    pub action: String,
    /// On which resource: an ARN, or `*`.
    pub resource: String,
    /// Which account owns the resource, where its ARN doesn't say and it matters.
    pub resource_account: Option<String>,
    /// The account that manages the organisation, where all layers are around a principal and it was said (S66, S68).
    pub management_account: Option<String>,
    /// Whether the action has no resource types (S25).
    pub wildcard_only: bool,
    /// Whether the principal's own policies allow the request, so that a grant to its account is enough (S47); it
    /// matters for policies of resources by themselves.
    pub allowed_otherwise: bool,
    /// The keys that the request carries, in the order of their names.
    #[cfg_attr(feature = "serde", serde(serialize_with = "keys"))]
    pub context: Vec<(String, WitnessValue)>,
}

/// What a witness carries under a condition key
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(untagged))]
pub enum WitnessValue {
    /// The value of a single-valued key.
    One(String),
    /// The values of a multi-valued key.
    Many(Vec<String>),
}

impl fmt::Display for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let principal = self.principal.to_string();
        let [action, resource, principal] =
            [&self.action, &self.resource, &principal].map(|it| Shown::value(it));
        write!(f, "`{action}` on `{resource}` by `{principal}`")?;
        if !self.allowed_otherwise {
            f.write_str(", whose own policies don't allow it,")?;
        }
        for (at, (key, value)) in self.context.iter().enumerate() {
            f.write_str(if at == 0 { " with " } else { ", " })?;
            let key = Shown::value(key);
            match value {
                WitnessValue::One(value) => write!(f, "{key} = `{}`", Shown::value(value))?,
                WitnessValue::Many(values) => write!(f, "{key} = [{}]", shown::joined(values, ", "))?,
            }
        }
        Ok(())
    }
}

/// Writes keys and values as an object.
#[cfg(feature = "serde")]
fn keys<S: serde::Serializer>(context: &[(String, WitnessValue)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(context.iter().map(|(key, value)| (key, value)))
}

impl Witness {
    /// What the engine decides about the request.
    ///
    /// Layers around one principal are combined as the engine does; policies that name principals are each asked by
    /// themselves.
    ///
    /// # Errors
    /// Why the engine refuses the request, in words.
    pub fn is_allowed_by(&self, access: &Access) -> Result<bool, String> {
        if access.scene.as_ref().is_some_and(|scene| !askers::can_be(&scene.principal, &self.principal)) {
            return Ok(false);
        }
        self.ask(access, |request| {
            let mut parts = access.parts.iter().filter(|part| access.stands_alone(part));
            let is_kept = parts.all(|part| is_kept_by(part, request));
            if let Some(granting) = access.granting() {
                return Ok(is_kept && self.is_granted_by(granting, request)?);
            }
            if access.is_combined() {
                let is_allowed = layers(access).is_allowed(request).map_err(|error| error.to_string())?;
                return Ok(is_kept && is_allowed);
            }
            Ok(is_kept && access.parts.iter().any(Part::limits))
        })
    }

    /// Whether the policy of a resource is enough, beside the principal's own policies.
    fn is_granted_by(&self, granting: &Part, request: &Request<'_>) -> Result<bool, String> {
        let has_policies = self.principal.as_aws().is_some_and(|who| who.identity() != AwsIdentity::Root);
        let own = ALLOWED_OTHERWISE.as_ref().filter(|_| has_policies && self.allowed_otherwise);
        // Whoever asks is limited by no session policies, not by their absence either (S64).
        let layers = Layers::new().without(Layer::Session).resource(&granting.compiled);
        let layers = own.into_iter().fold(layers, Layers::identity);
        layers.is_allowed(request).map_err(|error| error.to_string())
    }

    /// Whether the principal can have the keys about principals that the context gives (S45).
    pub(crate) fn is_possible(&self) -> bool {
        let userid = self.context.iter().find_map(|(key, value)| match value {
            WitnessValue::One(text) if key.eq_ignore_ascii_case(USERID) => Some(text.clone()),
            _ => None,
        });
        let asker =
            Asker { userid: userid.clone(), has_caller_account: true, ..Asker::new(self.principal.clone()) };
        let is_its_own = |(key, value): &(String, WitnessValue)| {
            let folded = key.to_ascii_lowercase();
            let has = |text: &String| asker.value(&folded) == KeyValue::Single(text.clone());
            !asker::follows(&folded) || matches!(value, WitnessValue::One(text) if has(text))
        };
        userid.is_none_or(|userid| userid::can_have(&asker, &userid)) && self.context.iter().all(is_its_own)
    }

    /// What the engine decides about the request, and by which statements.
    ///
    /// # Errors
    /// Why the engine refuses the request, in words.
    pub fn evaluate(&self, access: &Access) -> Result<Evaluation, String> {
        self.ask(access, |request| match access.parts.as_slice() {
            [alone, ..] if access.is_alone => {
                alone.compiled.evaluate(request).map_err(|error| error.to_string())
            }
            [only] if access.scene.is_none() => {
                only.compiled.evaluate(request).map_err(|error| error.to_string())
            }
            _ => layers(access).evaluate(request).map_err(|error| error.to_string()),
        })
    }

    /// The statements of identity or resource policies that allow the request.
    pub(crate) fn allowing_statements(&self, access: &Access) -> Vec<StatementPlace> {
        let of_part = |part: &Part| {
            let evaluation = self
                .ask(access, |request| part.compiled.evaluate(request).map_err(|error| error.to_string()));
            let deciding = evaluation.map(|evaluation| evaluation.decided_by().to_vec()).unwrap_or_default();
            let layer = part.layer.as_str();
            let place = |statement: &iamkit_engine::StatementRef| StatementPlace {
                side: Side::B,
                layer,
                document: statement.policy_index(),
                statement: statement.index(),
                position: statement.position(),
            };
            deciding.iter().map(place).collect::<Vec<_>>()
        };
        access.parts.iter().filter(|part| !part.is_limit).flat_map(of_part).collect()
    }

    /// Asks a question about the request, as the access sees it.
    fn ask<T>(
        &self,
        access: &Access,
        question: impl FnOnce(&Request<'_>) -> Result<T, String>,
    ) -> Result<T, String> {
        let mut context = Context::default();
        for (key, value) in &self.context {
            let value = match value {
                WitnessValue::One(value) => ContextValue::from(value.as_str()),
                WitnessValue::Many(values) => values.iter().map(String::as_str).collect(),
            };
            context.insert(key.as_str(), value).map_err(|error| error.to_string())?;
        }
        let own = self.principal.as_aws().map(AwsPrincipal::account);
        let mut owner = self.resource_account.as_deref();
        if access.scene.is_none() && access.is_combined() && own.is_some() && owner.is_some() && owner != own
        {
            // Layers without the resource's side don't ask whose the resource is; conditions do.
            let says = |(key, _): &(String, WitnessValue)| key.eq_ignore_ascii_case(RESOURCE_ACCOUNT);
            if let Some(account) = owner.filter(|_| !self.context.iter().any(says)) {
                context.insert(RESOURCE_ACCOUNT, account).map_err(|error| error.to_string())?;
            }
            owner = own;
        }
        let request = Request::new(&self.principal, &self.action, &self.resource);
        let mut request = request.map_err(|error| error.to_string())?.with_context(&context);
        if let Some(account) = owner {
            request = request.with_resource_account(account);
        }
        if let Some(account) = access.scene.as_ref().and_then(|scene| scene.management_account.as_deref()) {
            request = request.with_management_account(account);
        }
        question(&request.wildcard_only(self.wildcard_only))
    }
}

pub(super) const RESOURCE_ACCOUNT: &str = "aws:ResourceAccount";
pub(super) const USERID: &str = "aws:userid";

/// The principal's own policies, where they allow the request.
static ALLOWED_OTHERWISE: LazyLock<Option<CompiledPolicies>> = LazyLock::new(|| {
    let statement = StatementBuilder::allow().actions(["*"]).resources(["*"]);
    let document = PolicyDocument::builder().statement(statement).build().ok()?;
    CompiledPolicies::compile(PolicyKind::Identity, [("own", &document)]).ok()
});

impl Access {
    /// Whether its layers are put together as the engine does.
    fn is_combined(&self) -> bool {
        let has_identity = self.parts.iter().any(|part| part.layer == Layer::Identity && !part.is_limit);
        self.scene.is_some() || (has_identity && !self.is_alone)
    }

    /// The policy of a resource that is asked by itself.
    pub(super) fn granting(&self) -> Option<&Part> {
        let mut parts = self.parts.iter().filter(|part| !part.is_limit);
        parts.find(|part| self.is_alone && compile::is_granting(part.compiled.kind()))
    }

    /// Whether a part is asked by itself.
    fn stands_alone(&self, part: &Part) -> bool {
        part.is_limit || !(self.is_combined() || self.granting().is_some())
    }
}

/// Whether a part that is asked by itself is no obstacle.
fn is_kept_by(part: &Part, request: &Request<'_>) -> bool {
    if !part.limits() {
        let is_reached =
            has_resource_control(&request.action().to_string()) && !is_key_of_aws(request.resource());
        let denies =
            || part.compiled.evaluate(request).is_ok_and(|found| found.decision() == Decision::ExplicitDeny);
        return !is_reached || !denies();
    }
    part.compiled.is_allowed(request)
}

fn layers(access: &Access) -> Layers<'_> {
    access.parts.iter().filter(|part| !part.is_limit).fold(Layers::new(), |layers, part| match part.layer {
        Layer::Identity => layers.identity(&part.compiled),
        Layer::Boundary => layers.boundary(&part.compiled),
        Layer::Session => layers.session(&part.compiled),
        Layer::Resource => layers.resource(&part.compiled),
        Layer::ServiceControl => layers.service_control(&part.compiled),
        Layer::ResourceControl => layers.resource_control(&part.compiled),
        Layer::VpcEndpoint => layers.vpc_endpoint(&part.compiled),
    })
}
