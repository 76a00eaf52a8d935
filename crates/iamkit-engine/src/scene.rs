//! A request with the layers that count for it.

pub(crate) mod bounds;
pub(crate) mod combine;
pub(crate) mod known;

use iamkit_policy::principal::{AwsIdentity, AwsPrincipal, Principal};

use crate::compiled::{CompiledPolicies, Question};
use crate::context::ContextValue;
use crate::layer::Layer;
use crate::request::Request;

/// Who asks, as far as the combination of layers tells requesters apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Requester {
    /// Allowed by default (S63).
    Root,
    /// A user, role or role session.
    Identity,
    /// Allowed what its session policies allow as well, and nothing without them (S64).
    FederatedUser,
    /// A service, a federated identity, or nobody in particular: only the resource's policy can allow.
    Outsider,
}

impl Requester {
    pub(crate) fn of(principal: &Principal) -> Self {
        match principal.as_aws().map(AwsPrincipal::identity) {
            Some(AwsIdentity::Root) => Self::Root,
            Some(AwsIdentity::FederatedUser) => Self::FederatedUser,
            Some(_) => Self::Identity,
            None => Self::Outsider,
        }
    }
}

/// A request and the layers that count for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scene<'s> {
    pub(crate) request: &'s Request<'s>,
    pub(crate) requester: Requester,
    pub(crate) is_same_account: bool,
    pub(crate) identity: &'s [&'s CompiledPolicies],
    pub(crate) boundary: Option<&'s CompiledPolicies>,
    pub(crate) session: Option<&'s CompiledPolicies>,
    pub(crate) is_session_off: bool,
    pub(crate) resource: Option<&'s CompiledPolicies>,
    pub(crate) service_control: &'s [&'s CompiledPolicies],
    pub(crate) resource_control: &'s [&'s CompiledPolicies],
    pub(crate) vpc_endpoint: Option<&'s CompiledPolicies>,
    /// Whether one of the policies may ask for the ARN of the principal: no layer has to be looked through if none does.
    pub(crate) may_ask_for_principal_arn: bool,
    /// What else stands around the request; `None` where policies are asked by themselves.
    pub(crate) around: Option<Around>,
}

/// What stands around a request and doesn't count for it, or isn't there, and yet bears on the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Around {
    /// The policy of the bucket doesn't count, for its owner's root user asks about it (S83).
    pub(crate) is_left_to_root: bool,
    /// Resource control policies were given that may or may not reach the service (S68).
    pub(crate) has_resource_control: bool,
    /// Whether public policies of buckets serve the requester hangs on what S3 calls public (S73).
    pub(crate) restricts_the_public: bool,
}

impl<'s> Scene<'s> {
    /// Identity policies by themselves, whoever asks.
    pub(crate) fn alone(
        policies: &'s [&'s CompiledPolicies],
        may_ask_for_principal_arn: bool,
        request: &'s Request<'s>,
    ) -> Self {
        Self {
            request,
            requester: Requester::Identity,
            is_same_account: true,
            identity: policies,
            boundary: None,
            session: None,
            is_session_off: true,
            resource: None,
            service_control: &[],
            resource_control: &[],
            vpc_endpoint: None,
            may_ask_for_principal_arn,
            around: None,
        }
    }

    /// The same for another context.
    pub(crate) fn with_request<'t>(&self, request: &'t Request<'t>) -> Scene<'t>
    where
        's: 't,
    {
        Scene { request, ..*self }
    }

    /// The policies that count, each with its layer and, for the layers that have several, its place among them.
    pub(crate) fn policies(&self) -> impl Iterator<Item = (Layer, usize, &'s CompiledPolicies)> {
        let many = |layer, list: &'s [&'s CompiledPolicies]| {
            list.iter().enumerate().map(move |(at, policies)| (layer, at, *policies))
        };
        let one =
            |layer, policies: Option<&'s CompiledPolicies>| policies.map(|policies| (layer, 0, policies));
        many(Layer::Identity, self.identity)
            .chain(one(Layer::Boundary, self.boundary))
            .chain(one(Layer::Session, self.session))
            .chain(one(Layer::Resource, self.resource))
            .chain(many(Layer::ServiceControl, self.service_control))
            .chain(many(Layer::ResourceControl, self.resource_control))
            .chain(one(Layer::VpcEndpoint, self.vpc_endpoint))
    }

    /// Whether a policy asks for the ARN of the principal where it isn't known: that of a session's role, which nobody
    /// gave (S45).
    pub(crate) fn hangs_on_role(&self) -> bool {
        let is_open = self.request.principal().as_aws().is_some_and(|aws| !aws.is_role_known());
        self.may_ask_for_principal_arn
            && is_open
            && self.policies().any(|(_, _, policies)| policies.asks_for_principal_arn())
            && self.request.is_principal_arn_derived()
    }

    /// Asks of the scene in which the ARN of the principal is unknown, where it is.
    pub(crate) fn opened<T>(&self, ask: impl FnOnce(&Scene<'_>) -> T) -> T {
        if !self.hangs_on_role() {
            return ask(self);
        }
        let mut context = self.request.context().cloned().unwrap_or_default();
        // It isn't there yet: its value follows from the principal.
        let _ = context.insert("aws:PrincipalArn", ContextValue::Unknown);
        let request = self.request.with_context(&context);
        ask(&self.with_request(&request))
    }

    pub(crate) fn question(&self) -> Question<'s> {
        Question { request: self.request, has_boundary: self.boundary.is_some(), unknown_holds: false }
    }
}
