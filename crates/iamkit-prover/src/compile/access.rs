//! Compiled access: one policy or several layers of them, ready for any number of questions.

use iamkit_engine::{CompiledPolicies, Grant, Layer};
use iamkit_policy::normal::{ActionPattern, PolicyKind, Scope};
use iamkit_policy::{Effect, PolicyDocument, Statement};

use crate::compile::scene::Scene;
use crate::domain::question::{Atom, AtomWords};

/// The access that policies give: a single policy, or layers of them around one principal
///
/// Immutable, shareable between threads, and independent of the documents it was made from. All questions take this
/// form.
///
/// ```
/// use iamkit_policy::PolicyDocument;
/// use iamkit_prover::Access;
///
/// let document: PolicyDocument =
///     r#"{"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}"#.parse()?;
/// let alone = Access::identity(&document)?;
/// let bounded = Access::builder().identity([&document]).boundary([&document]).build()?;
/// assert_eq!((alone.layers().len(), bounded.layers().len()), (1, 2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Access {
    pub(crate) parts: Vec<Part>,
    pub(crate) atoms: Vec<Atom>,
    pub(crate) words: Vec<AtomWords>,
    /// Who asks, where all layers are around one principal.
    pub(crate) scene: Option<Scene>,
    /// Whether it is one policy by itself.
    pub(crate) is_alone: bool,
    /// The place of the atom about aliases of keys, where a key's policy is a layer.
    pub(crate) key_alias: Option<usize>,
    /// Whether it only denies and was given a policy beside it that allows everything.
    pub(crate) has_full_access_beside: bool,
}

impl Access {
    /// No policy at all, which allows nothing.
    pub const fn nothing() -> Self {
        Self {
            parts: Vec::new(),
            atoms: Vec::new(),
            words: Vec::new(),
            scene: None,
            is_alone: true,
            key_alias: None,
            has_full_access_beside: false,
        }
    }

    /// Whether it only denies and stands beside a policy that allows everything, see [`compared`](Self::compared).
    pub fn has_full_access_beside(&self) -> bool {
        self.has_full_access_beside
    }

    /// Whether it is one policy of a resource, key or role by itself.
    pub(crate) fn is_granting(&self) -> bool {
        self.is_alone && self.parts.iter().any(|part| !part.is_limit && is_granting(part.compiled.kind()))
    }

    /// The layers it was built from, each with its number among those of its kind.
    pub fn layers(&self) -> Vec<(Layer, usize)> {
        self.parts.iter().filter(|part| !part.is_limit).map(|part| (part.layer, part.level)).collect()
    }

    /// How many statements its policies have, and how many characters.
    pub(crate) fn size(&self) -> (usize, usize) {
        let documents = self.parts.iter().flat_map(|part| &part.documents);
        documents.fold((0, 0), |(statements, text), document| {
            (statements + document.statements().len(), text + document.text().len())
        })
    }

    /// The statements of all its policies.
    pub(crate) fn statement(&self, part: usize, rule: &Rule) -> Option<&Statement> {
        self.parts.get(part)?.documents.get(rule.document)?.statements().get(rule.statement)
    }

    /// Whether a VPC endpoint is one of its layers.
    pub(crate) fn has_endpoint(&self) -> bool {
        !self.is_alone && self.parts.iter().any(|part| part.layer == Layer::VpcEndpoint)
    }

    /// Whether it is one policy whose statements say for whom they are.
    pub(crate) fn names_principals(&self) -> bool {
        self.is_alone && self.parts.iter().any(|part| part.compiled.kind().names_principals())
    }
}

/// Policies that stand side by side in one layer: an Allow of any of them suffices.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) layer: Layer,
    pub(crate) level: usize,
    pub(crate) compiled: CompiledPolicies,
    pub(crate) documents: Vec<PolicyDocument>,
    pub(crate) rules: Vec<Rule>,
    /// Whether it counts for the principal (S66, S68).
    pub(crate) counts: bool,
    /// Whether it is no layer, but what an answer is limited to.
    pub(crate) is_limit: bool,
    pub(crate) reach: Reach,
}

/// About which of the actions that its statements name a policy is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Reach {
    All,
    /// Those of services that take resource control policies (S68).
    ResourceControl,
    /// All but those that are left to the root user of the owner (S83).
    AllButRootOfOwner,
}

impl Part {
    /// Whether its Allow is needed.
    pub(crate) fn limits(&self) -> bool {
        self.reach != Reach::ResourceControl
    }
}

/// A statement as a conjunction of literals.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) document: usize,
    pub(crate) statement: usize,
    pub(crate) effect: Effect,
    pub(crate) actions: Scope<ActionPattern>,
    /// The atoms by their places in the access, and whether each has to hold; `None` if nothing satisfies them all.
    pub(crate) literals: Option<Vec<(usize, bool)>>,
    /// What it grants the principal, as an Allow of a resource's policy around one.
    pub(crate) grant: Grant,
}

/// Whether a policy of the kind grants: what its Allow is worth hangs on how it names the principal (S56–S60).
pub(crate) fn is_granting(kind: PolicyKind) -> bool {
    matches!(kind, PolicyKind::Resource | PolicyKind::Key | PolicyKind::Trust)
}
