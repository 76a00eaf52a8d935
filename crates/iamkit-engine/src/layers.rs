//! The layers that stand around a request, and which of them count for it (S56–S70).

use iamkit_policy::normal::PolicyKind;
use iamkit_policy::principal::{AwsIdentity, AwsPrincipal};
use smallvec::SmallVec;

use crate::compiled::CompiledPolicies;
use crate::evaluation::{Decision, Evaluation};
use crate::facts;
use crate::layer::Layer;
use crate::report;
use crate::request::Request;
use crate::request_error::RequestError;
use crate::scene::known::decide;
use crate::scene::{Around, Requester, Scene};
use crate::unknown::residual::{self, Residual};
use crate::unknown::{self, Allowance};

type List<'p> = SmallVec<[&'p CompiledPolicies; 4]>;

/// The policies of every layer around a request
///
/// ```
/// use iamkit_engine::{CompiledPolicies, Layers, PolicyKind, Principal, Request};
/// use iamkit_policy::PolicyDocument;
///
/// let all: PolicyDocument = r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#.parse()?;
/// let reads: PolicyDocument = r#"{"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}"#.parse()?;
/// let identity = CompiledPolicies::compile(PolicyKind::Identity, [("all", &all)])?;
/// let boundary = CompiledPolicies::compile(PolicyKind::Boundary, [("reads", &reads)])?;
/// let layers = Layers::new().identity(&identity).boundary(&boundary);
///
/// let alice: Principal = "arn:aws:iam::111122223333:user/alice".parse()?;
/// let put = Request::new(&alice, "s3:PutObject", "arn:aws:s3:::bucket/key")?;
/// assert!(!layers.is_allowed(&put)?);
/// assert_eq!(layers.evaluate(&put)?.blocked_by(), ["boundary"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Layers<'p> {
    identity: List<'p>,
    boundary: Option<&'p CompiledPolicies>,
    session: Option<&'p CompiledPolicies>,
    resource: Option<&'p CompiledPolicies>,
    service_control: List<'p>,
    resource_control: List<'p>,
    vpc_endpoint: Option<&'p CompiledPolicies>,
    /// The session layer was switched off, so that no session is limited by it (S64).
    is_session_off: bool,
    /// The first policies that stand in a layer which can't hold them.
    misplaced: Option<(Layer, PolicyKind)>,
    /// Whether policies that were given, in whatever layer, ask for the ARN of the principal.
    ask_for_principal_arn: bool,
}

impl<'p> Layers<'p> {
    /// No policies at all.
    #[inline]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds identity policies: of the user or role itself, or of one of its groups.
    #[must_use]
    #[inline]
    pub fn identity(mut self, policies: &'p CompiledPolicies) -> Self {
        self.check(Layer::Identity, policies);
        self.identity.push(policies);
        self
    }

    /// Sets the permissions boundary.
    #[must_use]
    #[inline]
    pub fn boundary(mut self, policies: &'p CompiledPolicies) -> Self {
        self.check(Layer::Boundary, policies);
        self.boundary = Some(policies);
        self
    }

    /// Sets the session policies.
    #[must_use]
    #[inline]
    pub fn session(mut self, policies: &'p CompiledPolicies) -> Self {
        self.check(Layer::Session, policies);
        self.session = Some(policies);
        self
    }

    /// Sets the resource's policy: compiled as a resource, key or trust policy.
    #[must_use]
    #[inline]
    pub fn resource(mut self, policies: &'p CompiledPolicies) -> Self {
        self.check(Layer::Resource, policies);
        self.resource = Some(policies);
        self
    }

    /// Adds the service control policies of one level, from the organisation's root to the account (S65).
    ///
    /// Every level has to allow, so a level without policies allows nothing.
    #[must_use]
    #[inline]
    pub fn service_control(mut self, level: &'p CompiledPolicies) -> Self {
        self.check(Layer::ServiceControl, level);
        self.service_control.push(level);
        self
    }

    /// Adds the resource control policies of one level (S68).
    #[must_use]
    #[inline]
    pub fn resource_control(mut self, level: &'p CompiledPolicies) -> Self {
        self.check(Layer::ResourceControl, level);
        self.resource_control.push(level);
        self
    }

    /// Sets the policy of the VPC endpoint that the request came through (S69).
    #[must_use]
    #[inline]
    pub fn vpc_endpoint(mut self, policies: &'p CompiledPolicies) -> Self {
        self.check(Layer::VpcEndpoint, policies);
        self.vpc_endpoint = Some(policies);
        self
    }

    /// The same without a layer, as if it had never been given: to see which one is the cause of an answer.
    #[must_use]
    pub fn without(mut self, layer: Layer) -> Self {
        match layer {
            Layer::Identity => self.identity.clear(),
            Layer::Boundary => self.boundary = None,
            Layer::Session => (self.session, self.is_session_off) = (None, true),
            Layer::Resource => self.resource = None,
            Layer::ServiceControl => self.service_control.clear(),
            Layer::ResourceControl => self.resource_control.clear(),
            Layer::VpcEndpoint => self.vpc_endpoint = None,
        }
        self
    }

    /// Whether the request is allowed: the fast path, without reasons.
    ///
    /// An answer that depends on unknown keys is no.
    ///
    /// # Errors
    /// See [`RequestError`].
    ///
    /// # Complexity
    /// For each layer a look-up of the action, then linear in the statements that name it. Nothing is allocated unless
    /// the context has unknown keys.
    pub fn is_allowed(&self, request: &Request<'_>) -> Result<bool, RequestError> {
        let scene = self.scene(request)?;
        if request.has_unknown() || scene.hangs_on_role() {
            let answer = scene.opened(unknown::decide)?;
            return Ok(answer.decision == Decision::Allow);
        }
        Ok(decide(&scene) == Decision::Allow)
    }

    /// What is decided of the request: the fast path, without reasons.
    ///
    /// ```
    /// use iamkit_engine::{CompiledPolicies, Decision, Layers, PolicyKind, Principal, Request};
    /// use iamkit_policy::PolicyDocument;
    ///
    /// let document: PolicyDocument = r#"{"Statement": [
    ///     {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
    ///     {"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "*"}]}"#.parse()?;
    /// let identity = CompiledPolicies::compile(PolicyKind::Identity, [("p", &document)])?;
    /// let layers = Layers::new().identity(&identity);
    /// let alice: Principal = "arn:aws:iam::111122223333:user/alice".parse()?;
    /// let decide = |action| layers.decide(&Request::new(&alice, action, "arn:aws:s3:::b").unwrap());
    /// assert_eq!(decide("s3:ListBucket")?, Decision::Allow);
    /// assert_eq!(decide("s3:DeleteBucket")?, Decision::ExplicitDeny);
    /// assert_eq!(decide("sqs:SendMessage")?, Decision::ImplicitDeny);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// See [`RequestError`].
    ///
    /// # Complexity
    /// As [`is_allowed`](Self::is_allowed).
    pub fn decide(&self, request: &Request<'_>) -> Result<Decision, RequestError> {
        let scene = self.scene(request)?;
        if request.has_unknown() || request.is_resource_open() || scene.hangs_on_role() {
            return Ok(scene.opened(unknown::decide)?.decision);
        }
        Ok(decide(&scene))
    }

    /// Whether the request is allowed whatever its unknown keys are, for some of their values, or for none.
    ///
    /// ```
    /// use iamkit_engine::{Allowance, CompiledPolicies, Context, ContextValue, Layers, PolicyKind, Principal, Request};
    /// use iamkit_policy::PolicyDocument;
    ///
    /// let document: PolicyDocument = r#"{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*",
    ///     "Condition": {"Bool": {"aws:SecureTransport": "true"}}}}"#.parse()?;
    /// let identity = CompiledPolicies::compile(PolicyKind::Identity, [("p", &document)])?;
    /// let alice: Principal = "arn:aws:iam::111122223333:user/alice".parse()?;
    /// let mut context = Context::default();
    /// context.insert("aws:SecureTransport", ContextValue::Unknown)?;
    /// let request = Request::new(&alice, "s3:GetObject", "arn:aws:s3:::b/k")?.with_context(&context);
    /// assert_eq!(Layers::new().identity(&identity).allowance(&request)?, Allowance::Sometimes);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// See [`RequestError`].
    pub fn allowance(&self, request: &Request<'_>) -> Result<Allowance, RequestError> {
        let scene = self.scene(request)?;
        if request.has_unknown() || request.is_resource_open() || scene.hangs_on_role() {
            return scene.opened(unknown::allowance);
        }
        let is_allowed = decide(&scene) == Decision::Allow;
        Ok(if is_allowed { Allowance::Always } else { Allowance::Never })
    }

    /// Decides the request and says why: which statements and layers decided, blocked, or nearly matched.
    ///
    /// # Errors
    /// See [`RequestError`].
    pub fn evaluate(&self, request: &Request<'_>) -> Result<Evaluation, RequestError> {
        self.scene(request)?.opened(report::evaluation)
    }

    /// What is left of the statements that match or may match, once all that is known of the request is put in.
    ///
    /// # Errors
    /// See [`RequestError`].
    pub fn residue<'s>(&'s self, request: &'s Request<'s>) -> Result<Vec<Residual<'s>>, RequestError> {
        let scene = self.scene(request)?;
        Ok(scene.opened(|opened| residual::of(&scene, opened.request)))
    }

    #[inline]
    fn check(&mut self, layer: Layer, policies: &CompiledPolicies) {
        if !layer.holds(policies.kind()) {
            self.misplaced.get_or_insert((layer, policies.kind()));
        }
        self.ask_for_principal_arn |= policies.asks_for_principal_arn();
    }

    fn scene<'s>(&'s self, request: &'s Request<'s>) -> Result<Scene<'s>, RequestError> {
        if let Some((layer, kind)) = self.misplaced {
            return Err(RequestError::Misplaced { layer, kind });
        }
        let requester = Requester::of(request.principal());
        self.check_principal(requester, request)?;
        let is_same_account = self.is_same_account(request)?;
        // S83.
        let is_left_to_root =
            requester == Requester::Root && is_same_account && facts::is_left_to_root(request);
        let resource = self.resource.filter(|policy| match policy.kind() {
            PolicyKind::Key => !facts::is_key_alias(request.resource()),
            _ => !is_left_to_root,
        });
        let is_limited = !self.resource_control.is_empty() && limits_resource(request);
        Ok(Scene {
            request,
            requester,
            is_same_account,
            identity: &self.identity,
            boundary: self.boundary,
            session: self.session,
            is_session_off: self.is_session_off,
            resource,
            service_control: if limits_caller(request) { &self.service_control } else { &[] },
            resource_control: if is_limited { &self.resource_control } else { &[] },
            vpc_endpoint: self.vpc_endpoint,
            may_ask_for_principal_arn: self.ask_for_principal_arn,
            around: Some(Around {
                is_left_to_root: is_left_to_root && self.resource.is_some(),
                has_resource_control: !self.resource_control.is_empty(),
                restricts_the_public: request.restricts_public_buckets() && !is_same_account,
            }),
        })
    }

    /// S62: an identity that a principal can't have is a contradiction, not an empty layer.
    fn check_principal(&self, requester: Requester, request: &Request<'_>) -> Result<(), RequestError> {
        let has_identity = matches!(requester, Requester::Identity | Requester::FederatedUser);
        let is_user = request.principal().as_aws().is_some_and(|aws| aws.identity() == AwsIdentity::User);
        let given = [
            (Layer::Identity, !self.identity.is_empty(), has_identity),
            (Layer::Boundary, self.boundary.is_some(), has_identity),
            (Layer::Session, self.session.is_some(), has_identity && !is_user),
        ];
        match given.iter().find(|(_, is_given, can_be)| *is_given && !can_be) {
            Some((layer, ..)) => {
                Err(RequestError::Contradiction { layer: *layer, principal: request.principal().in_words() })
            }
            None => Ok(()),
        }
    }

    fn is_same_account(&self, request: &Request<'_>) -> Result<bool, RequestError> {
        let Some(requester) = request.principal().as_aws() else { return Ok(false) };
        match request.resource_account() {
            Some(account) => Ok(account == requester.account()),
            None if self.resource.is_some() && request.resource() != "*" => {
                Err(RequestError::UnknownResourceAccount { resource: request.resource().into() })
            }
            None => Ok(true),
        }
    }
}

/// S66: who is limited by service control policies.
fn limits_caller(request: &Request<'_>) -> bool {
    request.principal().as_aws().is_some_and(|requester| {
        !requester.is_service_linked() && request.management_account() != Some(requester.account())
    })
}

/// S68: which requests resource control policies reach.
fn limits_resource(request: &Request<'_>) -> bool {
    let requester = request.principal().as_aws();
    let owner = request.resource_account().or(requester.map(AwsPrincipal::account));
    let is_managed = owner.is_some() && request.management_account() == owner;
    let is_service_linked = requester.is_some_and(AwsPrincipal::is_service_linked);
    !is_managed
        && !is_service_linked
        && facts::has_resource_control(request.action().as_str())
        && !facts::is_key_of_aws(request.resource())
}
