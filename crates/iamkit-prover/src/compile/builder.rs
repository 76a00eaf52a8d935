//! How an access is made: of one policy by itself, or of layers.

use iamkit_engine::{CompileErrors, Layer};
use iamkit_policy::normal::PolicyKind;
use iamkit_policy::{Effect, PolicyDocument, StatementBuilder};

use crate::compile::access::{Access, Part};
use crate::compile::compiler::{Compiler, SourceLayer, build, build_alone};

/// The layers of an access that is to be compiled
///
/// Each method sets a layer; what takes a principal follows on [`around`](Self::around). An identity's own policies and those of its groups go together, as do several session
/// policies. A layer that isn't given doesn't limit; one that is given without policies allows nothing (S65, S77).
#[derive(Debug, Clone, Default)]
pub struct AccessBuilder {
    pub(crate) layers: Vec<SourceLayer>,
}

impl AccessBuilder {
    /// The identity policies: of the user or role, and of the user's groups.
    #[must_use]
    pub fn identity<'d>(self, documents: impl IntoIterator<Item = &'d PolicyDocument>) -> Self {
        self.layer(Layer::Identity, PolicyKind::Identity, documents)
    }

    /// The permissions boundary.
    #[must_use]
    pub fn boundary<'d>(self, documents: impl IntoIterator<Item = &'d PolicyDocument>) -> Self {
        self.layer(Layer::Boundary, PolicyKind::Boundary, documents)
    }

    /// The session policies.
    #[must_use]
    pub fn session<'d>(self, documents: impl IntoIterator<Item = &'d PolicyDocument>) -> Self {
        self.layer(Layer::Session, PolicyKind::Session, documents)
    }

    /// One level of service control policies, from the organisation's root to the account; each level has to allow
    /// (S65).
    #[must_use]
    pub fn service_control<'d>(self, documents: impl IntoIterator<Item = &'d PolicyDocument>) -> Self {
        self.layer(Layer::ServiceControl, PolicyKind::ServiceControl, documents)
    }

    /// One level of resource control policies (S68).
    ///
    /// They deny and never allow, and only reach the services that take them.
    #[must_use]
    pub fn resource_control<'d>(self, documents: impl IntoIterator<Item = &'d PolicyDocument>) -> Self {
        self.layer(Layer::ResourceControl, PolicyKind::ResourceControl, documents)
    }

    /// Compiles the layers.
    ///
    /// # Errors
    /// The statements that may not stand in a policy of their layer.
    pub fn build(self) -> Result<Access, CompileErrors> {
        build(self.layers, None)
    }

    fn layer<'d>(
        mut self,
        layer: Layer,
        kind: PolicyKind,
        documents: impl IntoIterator<Item = &'d PolicyDocument>,
    ) -> Self {
        let level = self.layers.iter().filter(|(other, ..)| *other == layer).count();
        let documents = documents.into_iter().cloned().collect::<Vec<_>>();
        let has_levels = matches!(layer, Layer::ServiceControl | Layer::ResourceControl);
        match self.layers.iter_mut().find(|(other, ..)| *other == layer && !has_levels) {
            Some((_, _, _, present)) => present.extend(documents),
            None => self.layers.push((layer, level, kind, documents)),
        }
        self
    }
}

impl Access {
    /// Starts with no layers.
    pub fn builder() -> AccessBuilder {
        AccessBuilder::default()
    }

    /// An identity policy by itself.
    ///
    /// # Errors
    /// The statements that may not stand in an identity policy.
    pub fn identity(document: &PolicyDocument) -> Result<Self, CompileErrors> {
        Self::policy(document, PolicyKind::Identity)
    }

    /// An identity policy that allows everything.
    pub fn everything() -> Self {
        let statement = StatementBuilder::allow().actions(["*"]).resources(["*"]);
        let document = PolicyDocument::builder().statement(statement).build().ok();
        document.and_then(|document| Self::identity(&document).ok()).unwrap_or(Self::nothing())
    }

    /// A policy of some kind by itself: whom and what its own statements allow.
    ///
    /// For a resource, key, trust or endpoint policy the principal is part of what is compared. A resource control
    /// policy grants nothing and is attached beside `RCPFullAWSAccess` always (S68): it is what it doesn't deny, in the
    /// services that it reaches.
    ///
    /// # Errors
    /// The statements that may not stand in a policy of the kind.
    pub fn policy(document: &PolicyDocument, kind: PolicyKind) -> Result<Self, CompileErrors> {
        build_alone((layer_of(kind), 0, kind, vec![document.clone()]))
    }

    /// A policy of some kind as it is compared: one that only denies, of a kind that grants or limits without naming
    /// principals, stands beside a policy that allows everything, as AWS attaches `FullAWSAccess` (S65).
    ///
    /// ```
    /// use iamkit_policy::PolicyDocument;
    /// use iamkit_prover::{Access, Limits, PolicyKind, Relation, Universe, compare};
    ///
    /// let denying = |action: &str| -> Result<Access, Box<dyn std::error::Error>> {
    ///     let text = format!(r#"{{"Statement": {{"Effect": "Deny", "Action": "{action}", "Resource": "*"}}}}"#);
    ///     Ok(Access::compared(&text.parse::<PolicyDocument>()?, PolicyKind::ServiceControl)?)
    /// };
    /// let (more, less) = (denying("sqs:*")?, denying("sqs:SendMessage")?);
    /// let relation = compare(&more, &less, &Universe::real(), &Limits::default()).relation;
    /// assert_eq!(relation, Relation::Narrower);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The statements that may not stand in a policy of the kind.
    pub fn compared(document: &PolicyDocument, kind: PolicyKind) -> Result<Self, CompileErrors> {
        let only_denies = document.statements().iter().all(|statement| statement.effect() == Effect::Deny);
        if kind.names_principals() || !only_denies {
            return Self::policy(document, kind);
        }
        Self::beside_full_access(document, kind)
    }

    /// A policy of some kind beside one that allows everything: what it doesn't deny.
    ///
    /// # Errors
    /// The statements that may not stand in a policy of the kind.
    pub fn beside_full_access(document: &PolicyDocument, kind: PolicyKind) -> Result<Self, CompileErrors> {
        let statement = StatementBuilder::allow().actions(["*"]);
        let statement = if kind == PolicyKind::Trust { statement } else { statement.resources(["*"]) };
        let statement = if kind.names_principals() { statement.principal("\"*\"") } else { statement };
        let beside = PolicyDocument::builder().statement(statement).build().ok();
        let documents = std::iter::once(document.clone()).chain(beside).collect();
        let access = build_alone((layer_of(kind), 0, kind, documents))?;
        Ok(Self { has_full_access_beside: true, ..access })
    }

    /// What this and a document both allow.
    pub(crate) fn limited_to(&self, document: &PolicyDocument) -> Result<Self, CompileErrors> {
        let sources = self
            .parts
            .iter()
            .map(|part| (part.layer, part.level, part.compiled.kind(), part.documents.clone()));
        let mut limited = match sources.collect::<Vec<_>>() {
            mut alone if self.is_alone && !alone.is_empty() => build_alone(alone.swap_remove(0))?,
            layers => build(layers, self.scene.clone())?,
        };
        let numbers = limited.atoms.iter().cloned().zip(0..).collect();
        let Self { atoms, words, .. } = &mut limited;
        let mut compiler = Compiler {
            atoms: std::mem::take(atoms),
            words: std::mem::take(words),
            numbers,
            ..Compiler::default()
        };
        let kind = PolicyKind::ServiceControl;
        let part = compiler.part(Layer::ServiceControl, 0, kind, vec![document.clone()])?;
        limited.parts.push(Part { is_limit: true, ..part });
        Ok(Self { atoms: compiler.atoms, words: compiler.words, ..limited })
    }
}

/// Where policies of a kind stand.
fn layer_of(kind: PolicyKind) -> Layer {
    match kind {
        PolicyKind::Identity => Layer::Identity,
        PolicyKind::Boundary => Layer::Boundary,
        PolicyKind::Session => Layer::Session,
        PolicyKind::Resource | PolicyKind::Key | PolicyKind::Trust => Layer::Resource,
        PolicyKind::ServiceControl => Layer::ServiceControl,
        PolicyKind::ResourceControl => Layer::ResourceControl,
        PolicyKind::VpcEndpoint => Layer::VpcEndpoint,
    }
}
