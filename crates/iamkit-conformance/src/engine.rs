//! The compiled engine's side of a case: the situation in the engine's own types, and its answer in the case's.

use iamkit_engine::{
    About, AwsIdentity, AwsPrincipal, CompiledPolicies, Context, ContextValue, Decision, Evaluation,
    Evaluations, PolicyKind, Principal, Request,
};

use crate::answer::{Answer, VoiceOutcome};
use crate::case::{DecidedBy, ExpectedDecision};
use crate::situation::{
    AwsCaller, CasePrincipal, CaseRequest, CaseResource, CaseValue, FederatedCaller, NamedPolicy,
    PolicyLayers, Situation,
};

/// The compiled engine's answer.
pub fn ask_engine(situation: &Situation) -> VoiceOutcome {
    let evaluations = CompiledSituation::new(situation).and_then(|compiled| compiled.evaluate());
    match evaluations {
        Ok(evaluations) => VoiceOutcome::Answer(joined(evaluations)),
        Err(error) => VoiceOutcome::Error { error },
    }
}

/// Asks the engine's fast path.
///
/// # Errors
/// What the engine says of a situation that it refuses.
pub fn is_allowed(situation: &Situation) -> Result<bool, String> {
    let compiled = CompiledSituation::new(situation)?;
    let layers = compiled.layers();
    let requests = compiled.requests()?;
    let answers =
        requests.iter().map(|request| layers.is_allowed(request).map_err(|error| error.to_string()));
    Ok(answers.collect::<Result<Vec<_>, _>>()?.into_iter().all(|is_allowed| is_allowed))
}

/// A situation in the engine's types: its policies compiled, and all that its requests are made of
#[derive(Debug)]
pub struct CompiledSituation<'s> {
    asked: &'s CaseRequest,
    policies: Compiled,
    principal: Principal,
    /// The keys that come with each of the resources.
    contexts: Vec<Context<'s>>,
}

impl<'s> CompiledSituation<'s> {
    /// Compiles a situation.
    ///
    /// # Errors
    /// What the engine says of a policy, a principal or a condition key that it refuses.
    pub fn new(situation: &'s Situation) -> Result<Self, String> {
        let asked = &situation.request;
        let policies = Compiled::new(&situation.policies, &asked.action)?;
        let principal = principal(&asked.principal)?;
        let contexts = asked.resources.iter().map(|resource| context(asked, resource));
        Ok(Self { asked, policies, principal, contexts: contexts.collect::<Result<_, _>>()? })
    }

    /// The layers around the principal.
    pub fn layers(&self) -> iamkit_engine::Layers<'_> {
        self.policies.layers()
    }

    /// The request on each of the resources (S74).
    ///
    /// # Errors
    /// What the engine says of an action that it refuses.
    pub fn requests(&self) -> Result<Vec<Request<'_>>, String> {
        let each = self.asked.resources.iter().zip(&self.contexts);
        each.map(|(resource, context)| {
            Ok(request(self.asked, &self.principal, resource)?.with_context(context))
        })
        .collect()
    }

    /// What the engine decides about each of the resources (S74), with its reasons.
    ///
    /// # Errors
    /// What the engine says of a situation that it refuses.
    pub fn evaluate(&self) -> Result<Vec<Evaluation>, String> {
        let layers = self.layers();
        let requests = self.requests()?;
        requests.iter().map(|request| layers.evaluate(request).map_err(|error| error.to_string())).collect()
    }
}

/// The policies of a situation, each layer as its kind.
#[derive(Debug)]
struct Compiled {
    identity: Option<CompiledPolicies>,
    boundary: Option<CompiledPolicies>,
    session: Option<CompiledPolicies>,
    resource: Option<CompiledPolicies>,
    scp: Vec<CompiledPolicies>,
    rcp: Vec<CompiledPolicies>,
    vpce: Option<CompiledPolicies>,
}

impl Compiled {
    fn new(layers: &PolicyLayers, action: &str) -> Result<Self, String> {
        let one = |kind, policy: &Option<NamedPolicy>| {
            policy.as_ref().map(|policy| compile(kind, [policy])).transpose()
        };
        let list = |kind, policies: &Option<Vec<NamedPolicy>>| {
            policies.as_ref().map(|list| compile(kind, list)).transpose()
        };
        let levels = |kind, levels: &Option<Vec<Vec<NamedPolicy>>>| {
            levels.iter().flatten().map(|level| compile(kind, level)).collect::<Result<Vec<_>, _>>()
        };
        Ok(Self {
            identity: list(PolicyKind::Identity, &layers.identity)?,
            boundary: one(PolicyKind::Boundary, &layers.boundary)?,
            session: list(PolicyKind::Session, &layers.session)?,
            resource: one(PolicyKind::of_resource_policy(action), &layers.resource)?,
            scp: levels(PolicyKind::ServiceControl, &layers.scp)?,
            rcp: levels(PolicyKind::ResourceControl, &layers.rcp)?,
            vpce: one(PolicyKind::VpcEndpoint, &layers.vpce)?,
        })
    }

    fn layers(&self) -> iamkit_engine::Layers<'_> {
        let mut layers = iamkit_engine::Layers::new();
        if let Some(policies) = &self.identity {
            layers = layers.identity(policies);
        }
        if let Some(policies) = &self.boundary {
            layers = layers.boundary(policies);
        }
        if let Some(policies) = &self.session {
            layers = layers.session(policies);
        }
        if let Some(policies) = &self.resource {
            layers = layers.resource(policies);
        }
        if let Some(policies) = &self.vpce {
            layers = layers.vpc_endpoint(policies);
        }
        layers = self.scp.iter().fold(layers, iamkit_engine::Layers::service_control);
        self.rcp.iter().fold(layers, iamkit_engine::Layers::resource_control)
    }
}

fn compile<'p>(
    kind: PolicyKind,
    policies: impl IntoIterator<Item = &'p NamedPolicy>,
) -> Result<CompiledPolicies, String> {
    let named = policies.into_iter().map(|policy| (policy.name.as_str(), &policy.document));
    CompiledPolicies::compile(kind, named).map_err(|error| error.to_string())
}

/// A case's principal in the engine's type.
///
/// # Errors
/// What the engine says of a text that names no principal, or of a fact that contradicts one.
pub fn principal(asked: &CasePrincipal) -> Result<Principal, String> {
    let caller = match asked {
        CasePrincipal::Text(text) => {
            return text.parse().map_err(|error: iamkit_engine::PrincipalError| error.to_string());
        }
        CasePrincipal::Federated(caller) => return Ok(Principal::federated(&caller.federated)),
        CasePrincipal::Aws(caller) => caller,
    };
    let mut principal = AwsPrincipal::new(&caller.arn).map_err(|error| error.to_string())?;
    if let Some(role) = &caller.role {
        principal = principal.with_role(role).map_err(|error| error.to_string())?;
    }
    if let Some(user) = &caller.user {
        principal = principal.with_user(user).map_err(|error| error.to_string())?;
    }
    if let Some(id) = &caller.unique_id {
        principal = principal.with_unique_id(id);
    }
    if let Some(id) = &caller.canonical_user {
        principal = principal.with_canonical_user(id);
    }
    Ok(principal.into())
}

impl From<&Principal> for CasePrincipal {
    /// All that is known of the principal; a text where that tells everything.
    fn from(principal: &Principal) -> Self {
        if let Principal::Federated(provider) = principal {
            return Self::Federated(FederatedCaller { federated: provider.to_string() });
        }
        let Some(aws) = principal.as_aws() else { return Self::Text(principal.to_string()) };
        let is_said = aws.identity() == AwsIdentity::RoleSession && aws.is_role_known();
        let caller = AwsCaller {
            arn: aws.arn().to_string(),
            role: is_said.then(|| aws.principal_arn().to_string()),
            user: aws.user().map(ToString::to_string),
            unique_id: aws.unique_id().map(Into::into),
            canonical_user: aws.canonical_user().map(Into::into),
        };
        let by_arn = AwsCaller { arn: caller.arn.clone(), ..AwsCaller::default() };
        if caller == by_arn { Self::Text(principal.to_string()) } else { Self::Aws(caller) }
    }
}

fn context<'c>(asked: &'c CaseRequest, resource: &'c CaseResource) -> Result<Context<'c>, String> {
    let mut context = Context::default();
    let given = asked.context.0.iter().chain(&resource.context.0).map(|(key, value)| {
        let value = match value {
            CaseValue::One(text) => ContextValue::from(text.as_str()),
            CaseValue::Many(texts) => texts.iter().map(String::as_str).collect(),
        };
        (key, value)
    });
    let unknown = asked.unknown.iter().map(|key| (key, ContextValue::Unknown));
    for (key, value) in given.chain(unknown) {
        context.insert(key.as_str(), value).map_err(|error| error.to_string())?;
    }
    Ok(context)
}

fn request<'r>(
    asked: &'r CaseRequest,
    principal: &'r Principal,
    resource: &'r CaseResource,
) -> Result<Request<'r>, String> {
    let request = Request::new(principal, &asked.action, &resource.arn).map_err(|error| error.to_string())?;
    let mut request = request
        .about(match asked.wildcard_only {
            Some(true) => About::Star,
            Some(false) => About::Named,
            None => About::Unknown,
        })
        .restricting_public_buckets(asked.restrict_public_buckets);
    if let Some(account) = &resource.account {
        request = request.with_resource_account(account);
    }
    if let Some(account) = &asked.management_account {
        request = request.with_management_account(account);
    }
    Ok(request)
}

/// The answer on all resources: each has to be allowed (S74).
fn joined(evaluations: Vec<Evaluation>) -> Answer {
    let whole = Evaluations::from(evaluations);
    let decided_by = whole.decided_by().into_iter();
    let decided_by = decided_by
        .map(|statement| DecidedBy { policy: statement.policy().into(), statement: statement.index() });
    Answer {
        decision: match whole.decision() {
            Decision::Allow => ExpectedDecision::Allowed,
            Decision::ExplicitDeny => ExpectedDecision::ExplicitDeny,
            Decision::ImplicitDeny => ExpectedDecision::ImplicitDeny,
            Decision::Depends => ExpectedDecision::Depends,
        },
        decided_by: decided_by.collect(),
        missing_keys: whole.missing_keys().into_iter().map(Into::into).collect(),
        depends_on: whole.depends_on().into_iter().map(|dependency| dependency.key().into()).collect(),
        undecided_keys: whole.undecided_keys().into_iter().map(Into::into).collect(),
        blocked_by: Some(whole.blocked_by().into_iter().map(Into::into).collect()),
    }
}
