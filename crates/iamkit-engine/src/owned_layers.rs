//! Layers that share their policies, for those who keep them.

use std::sync::Arc;

use crate::compiled::CompiledPolicies;
use crate::layers::Layers;

/// The policies of every layer, each behind an [`Arc`]: what a service keeps for a principal or a resource
///
/// A clone shares the policies, so that layers which differ in one of them cost no more than that one.
///
/// ```
/// use std::sync::Arc;
///
/// use iamkit_engine::{CompiledPolicies, OwnedLayers, OwnedRequest, PolicyKind, Principal};
/// use iamkit_policy::PolicyDocument;
///
/// let document: PolicyDocument = r#"{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}"#.parse()?;
/// let readers = Arc::new(CompiledPolicies::compile(PolicyKind::Identity, [("readers", document)])?);
/// let layers = OwnedLayers::default().identity(Arc::clone(&readers));
///
/// let alice: Principal = "arn:aws:iam::111122223333:user/alice".parse()?;
/// let request = OwnedRequest::new(alice, "s3:GetObject", "arn:aws:s3:::bucket/key")?;
/// let allowed = std::thread::spawn(move || layers.as_layers().is_allowed(&request.as_request())).join();
/// assert!(matches!(allowed, Ok(Ok(true))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct OwnedLayers {
    identity: Vec<Arc<CompiledPolicies>>,
    boundary: Option<Arc<CompiledPolicies>>,
    session: Option<Arc<CompiledPolicies>>,
    resource: Option<Arc<CompiledPolicies>>,
    service_control: Vec<Arc<CompiledPolicies>>,
    resource_control: Vec<Arc<CompiledPolicies>>,
    vpc_endpoint: Option<Arc<CompiledPolicies>>,
}

impl OwnedLayers {
    /// Adds identity policies, see [`Layers::identity`].
    #[must_use]
    pub fn identity(mut self, policies: impl Into<Arc<CompiledPolicies>>) -> Self {
        self.identity.push(policies.into());
        self
    }

    /// Sets the permissions boundary.
    #[must_use]
    pub fn boundary(mut self, policies: impl Into<Arc<CompiledPolicies>>) -> Self {
        self.boundary = Some(policies.into());
        self
    }

    /// Sets the session policies.
    #[must_use]
    pub fn session(mut self, policies: impl Into<Arc<CompiledPolicies>>) -> Self {
        self.session = Some(policies.into());
        self
    }

    /// Sets the resource's policy, see [`Layers::resource`].
    #[must_use]
    pub fn resource(mut self, policies: impl Into<Arc<CompiledPolicies>>) -> Self {
        self.resource = Some(policies.into());
        self
    }

    /// Adds the service control policies of one level, see [`Layers::service_control`].
    #[must_use]
    pub fn service_control(mut self, level: impl Into<Arc<CompiledPolicies>>) -> Self {
        self.service_control.push(level.into());
        self
    }

    /// Adds the resource control policies of one level (S68).
    #[must_use]
    pub fn resource_control(mut self, level: impl Into<Arc<CompiledPolicies>>) -> Self {
        self.resource_control.push(level.into());
        self
    }

    /// Sets the policy of the VPC endpoint that requests come through (S69).
    #[must_use]
    pub fn vpc_endpoint(mut self, policies: impl Into<Arc<CompiledPolicies>>) -> Self {
        self.vpc_endpoint = Some(policies.into());
        self
    }

    /// The layers to ask.
    ///
    /// # Complexity
    /// Linear in the layers and levels; nothing is allocated for up to four of a kind.
    pub fn as_layers(&self) -> Layers<'_> {
        let mut layers =
            self.identity.iter().fold(Layers::new(), |layers, policies| layers.identity(policies));
        layers = self.service_control.iter().fold(layers, |layers, level| layers.service_control(level));
        layers = self.resource_control.iter().fold(layers, |layers, level| layers.resource_control(level));
        if let Some(policies) = &self.boundary {
            layers = layers.boundary(policies);
        }
        if let Some(policies) = &self.session {
            layers = layers.session(policies);
        }
        if let Some(policies) = &self.resource {
            layers = layers.resource(policies);
        }
        match &self.vpc_endpoint {
            Some(policies) => layers.vpc_endpoint(policies),
            None => layers,
        }
    }
}
