//! All layers around one principal, those of the resource's side among them: who asks, and whose the resource is.
//!
//! What a resource's policy is worth depends on how it names the principal and on whether both are of one account
//! (S56–S62), so an access with such a layer is about one principal and the resources of one account.

use std::fmt;

use iamkit_engine::{AwsIdentity, AwsPrincipal, CompileErrors, Layer, Principal};
use iamkit_policy::PolicyDocument;
use iamkit_policy::normal::PolicyKind;
use iamkit_policy::shown::Shown;

use crate::access::{Access, AccessBuilder, SourceLayer, build};
use crate::domain::principal::{Asker, asker};
use crate::domain::question::KeyValue;
use crate::language::arn;

/// Who asks, and whose the resource is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scene {
    pub(crate) principal: Principal,
    /// The owner of the resource; `None` only where it doesn't matter.
    pub(crate) resource_account: Option<String>,
    pub(crate) management_account: Option<String>,
}

impl Scene {
    /// Whether principal and resource are of one account.
    pub(crate) fn is_same_account(&self) -> bool {
        let account = self.principal.as_aws().map(AwsPrincipal::account);
        account.is_some() && account == self.resource_account.as_deref()
    }

    /// Whether the root user of the resource's owner asks (S83).
    pub(crate) fn is_of_owning_root(&self) -> bool {
        self.is_of_root() && self.is_same_account()
    }

    /// Whether a root user asks, who is allowed by default (S70).
    pub(crate) fn is_of_root(&self) -> bool {
        self.principal.as_aws().is_some_and(|principal| principal.identity() == AwsIdentity::Root)
    }

    /// S66.
    pub(crate) fn is_limited_by_service_control(&self) -> bool {
        self.principal.as_aws().is_some_and(|principal| {
            !is_service_linked(principal) && self.management_account.as_deref() != Some(principal.account())
        })
    }

    /// S68.
    pub(crate) fn is_limited_by_resource_control(&self) -> bool {
        let principal = self.principal.as_aws();
        let owner = self.resource_account.as_deref().or(principal.map(AwsPrincipal::account));
        let is_managed = owner.is_some() && self.management_account.as_deref() == owner;
        !is_managed && !principal.is_some_and(is_service_linked)
    }

    /// What every request has under a key, given in lower case, if that follows from the scene (S44, S45).
    pub(crate) fn value_of(&self, key: &str) -> Option<KeyValue> {
        match key {
            "aws:resourceaccount" => Some(KeyValue::Single(self.resource_account.clone()?)),
            // Nobody says which unique id a principal has.
            "aws:userid" => None,
            key if asker::follows(key) => Some(Asker::new(self.principal.clone()).value(key)),
            _ => None,
        }
    }

    /// The layers that such a principal doesn't have.
    fn contradicts(&self, layer: Layer) -> bool {
        let identity = self.principal.as_aws().map(AwsPrincipal::identity);
        let has_identity = identity.is_some_and(|identity| identity != AwsIdentity::Root);
        match layer {
            Layer::Identity | Layer::Boundary => !has_identity,
            Layer::Session => !has_identity || identity == Some(AwsIdentity::User),
            _ => false,
        }
    }
}

/// The principal, and the account of the resources
impl fmt::Display for Scene {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", Shown::value(&self.principal.to_string()))?;
        if let Some(account) = &self.resource_account {
            write!(f, " on resources of `{}`", Shown::value(account))?;
        }
        match &self.management_account {
            Some(account) => write!(f, " in the organisation of `{}`", Shown::value(account)),
            None => Ok(()),
        }
    }
}

fn is_service_linked(principal: &AwsPrincipal) -> bool {
    principal.principal_arn().resource().starts_with("role/aws-service-role/")
}

/// Why layers around a principal make no access
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// Statements that may not stand in a policy of their layer.
    #[error(transparent)]
    Policies(#[from] CompileErrors),
    /// A layer that such a principal doesn't have.
    #[error("the `{layer}` layer contradicts the principal: `{}` has no {layer} policies", Shown::value(&.principal.to_string()))]
    Contradiction {
        /// The layer.
        layer: Layer,
        /// The principal.
        principal: Principal,
    },
    /// A policy of another kind than those of resources.
    #[error("the `resource` layer can't hold a policy of the kind {}", .0.as_str())]
    Misplaced(PolicyKind),
    /// Whether a resource's policy is one of the principal's own account depends on what nobody said.
    #[error("the `resource` layer: the account that owns the resource was not given")]
    NoResourceAccount,
    /// A text that is not the number of an account.
    #[error("`{}` is no account: expected 12 digits", Shown::value(.0))]
    Account(String),
}

/// The layers around one principal, those of the resource's side among them
///
/// Begun by [`AccessBuilder::around`]. The access is what the engine allows this principal on resources of one account,
/// for any action, resource and context. Unlike where no principal is given, a layer of the principal that isn't given
/// isn't there: without identity policies nothing is allowed, unless the resource's policy does it alone (S57–S60).
/// Service control policies that don't limit the principal (S66) and resource control policies that don't reach the
/// resource (S68) change nothing.
///
/// ```
/// use iamkit_policy::PolicyDocument;
/// use iamkit_prover::{Access, Limits, PolicyKind, Relation, Universe, compare};
///
/// let reads: PolicyDocument = r#"{"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}"#.parse()?;
/// let bucket: PolicyDocument = r#"{"Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"},
///     "Action": "s3:GetObject", "Resource": "arn:aws:s3:::logs/*"}}"#.parse()?;
/// let on_bucket_of = |account: &str| -> Result<Access, Box<dyn std::error::Error>> {
///     let alice = "arn:aws:iam::111122223333:user/alice".parse()?;
///     let layers = Access::builder().identity([&reads]).around(alice);
///     Ok(layers.resource(PolicyKind::Resource, &bucket).resource_account(account).build()?)
/// };
/// let relation = |access: &Access| {
///     compare(access, &Access::identity(&reads).unwrap(), &Universe::real(), &Limits::default()).relation
/// };
/// // In her own account her policy suffices; in another one, the bucket's policy has to allow as well (S62).
/// assert_eq!(relation(&on_bucket_of("111122223333")?), Relation::Equal);
/// assert_eq!(relation(&on_bucket_of("444455556666")?), Relation::Narrower);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct AroundBuilder {
    layers: Vec<SourceLayer>,
    scene: Scene,
}

impl AccessBuilder {
    /// Goes on with what takes a principal: the policies of the resource and of a VPC endpoint.
    #[must_use]
    pub fn around(self, principal: Principal) -> AroundBuilder {
        let scene = Scene { principal, resource_account: None, management_account: None };
        AroundBuilder { layers: self.layers, scene }
    }
}

impl AroundBuilder {
    /// The resource's policy: of the kind resource, key or trust.
    #[must_use]
    pub fn resource(mut self, kind: PolicyKind, document: &PolicyDocument) -> Self {
        self.layers.retain(|(layer, ..)| *layer != Layer::Resource);
        self.layers.push((Layer::Resource, 0, kind, vec![document.clone()]));
        self
    }

    /// The policy of the VPC endpoint that all requests come through (S69).
    #[must_use]
    pub fn vpc_endpoint(mut self, document: &PolicyDocument) -> Self {
        self.layers.retain(|(layer, ..)| *layer != Layer::VpcEndpoint);
        self.layers.push((Layer::VpcEndpoint, 0, PolicyKind::VpcEndpoint, vec![document.clone()]));
        self
    }

    /// The account that owns the resources; without a resource's policy, the principal's own unless it is said.
    #[must_use]
    pub fn resource_account(mut self, account: &str) -> Self {
        self.scene.resource_account = Some(account.to_owned());
        self
    }

    /// The account that manages the organisation: control policies don't limit it (S66, S68).
    #[must_use]
    pub fn management_account(mut self, account: &str) -> Self {
        self.scene.management_account = Some(account.to_owned());
        self
    }

    /// Compiles the layers.
    ///
    /// # Errors
    /// Statements that may not stand in a policy of their layer; layers that such a principal doesn't have; a resource's
    /// policy of another kind, or without the account that owns the resource; an account that is none.
    pub fn build(mut self) -> Result<Access, BuildError> {
        if let Some((layer, ..)) = self.layers.iter().find(|(layer, ..)| self.scene.contradicts(*layer)) {
            return Err(BuildError::Contradiction { layer: *layer, principal: self.scene.principal });
        }
        let resource = self.layers.iter().find(|(layer, ..)| *layer == Layer::Resource);
        let kind = resource.map(|(_, _, kind, _)| *kind);
        if let Some(kind) = kind
            && !matches!(kind, PolicyKind::Resource | PolicyKind::Key | PolicyKind::Trust)
        {
            return Err(BuildError::Misplaced(kind));
        }
        let accounts = self.scene.resource_account.iter().chain(&self.scene.management_account);
        if let Some(text) = accounts.into_iter().find(|text| !arn::is_account(text)) {
            return Err(BuildError::Account(text.clone()));
        }
        if let (None, Some(aws)) = (&self.scene.resource_account, self.scene.principal.as_aws()) {
            if kind.is_some() {
                return Err(BuildError::NoResourceAccount);
            }
            self.scene.resource_account = Some(aws.account().to_owned());
        }
        Ok(build(self.layers, Some(self.scene))?)
    }
}
