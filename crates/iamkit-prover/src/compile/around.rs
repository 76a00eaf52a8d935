//! All layers around one principal, those of the resource's side among them.
//!
//! What a resource's policy is worth depends on how it names the principal and on whether both are of one account
//! (S56–S62), so an access with such a layer is about one principal and the resources of one account.

use iamkit_engine::{CompileErrors, Layer, Principal};
use iamkit_policy::PolicyDocument;
use iamkit_policy::normal::PolicyKind;
use iamkit_policy::shown::Shown;

use crate::compile::access::Access;
use crate::compile::builder::AccessBuilder;
use crate::compile::compiler::{SourceLayer, build};
use crate::compile::scene::Scene;
use crate::language::arn;

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
