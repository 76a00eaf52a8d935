//! Compiled access: one policy or several layers of them, ready for any number of questions.

use iamkit_engine::{CompileErrors, CompiledPolicies, Grant, Layer};
use iamkit_policy::normal::{
    ActionPattern, Pattern, Policy, PolicyKind, PrincipalPattern, Rule as NormalRule, Scope,
};
use iamkit_policy::{Effect, PolicyDocument, PrincipalElement, Statement, StatementBuilder};
use rustc_hash::FxHashMap;

use crate::domain::question::{Atom, AtomWords, KeyAtom, Words};
use crate::fact;
use crate::language::text::Text;
use crate::scene::Scene;

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

/// The place among the documents of a part of the one that a statement is of: the number by which it is called.
pub(crate) fn document_of(statement: &iamkit_engine::StatementRef) -> usize {
    statement.policy().parse().unwrap_or_default()
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

/// The layers of an access that is to be compiled
///
/// Each method sets a layer; what takes a principal follows on [`around`](Self::around). An identity's own policies and those of its groups go together, as do several session
/// policies. A layer that isn't given doesn't limit; one that is given without policies allows nothing (S65, S77).
#[derive(Debug, Clone, Default)]
pub struct AccessBuilder {
    pub(crate) layers: Vec<SourceLayer>,
}

/// A layer, its number among those of its kind, what its policies are compiled as, and the policies.
pub(crate) type SourceLayer = (Layer, usize, PolicyKind, Vec<PolicyDocument>);

/// Compiles layers.
pub(crate) fn build(layers: Vec<SourceLayer>, scene: Option<Scene>) -> Result<Access, CompileErrors> {
    let has_boundary = layers.iter().any(|(layer, ..)| *layer == Layer::Boundary);
    let key = layers.iter().any(|(_, _, kind, _)| *kind == PolicyKind::Key);
    let mut compiler = Compiler { scene, has_boundary, ..Compiler::default() };
    let parts = layers
        .into_iter()
        .map(|(layer, level, kind, documents)| compiler.part(layer, level, kind, documents));
    let parts = parts.collect::<Result<Vec<_>, _>>()?;
    let key_alias = key.then(|| compiler.key_alias());
    let Compiler { atoms, words, scene, .. } = compiler;
    Ok(Access { parts, atoms, words, scene, is_alone: false, key_alias, has_full_access_beside: false })
}

/// Compiles one policy by itself.
fn build_alone(source: SourceLayer) -> Result<Access, CompileErrors> {
    let (layer, level, kind, documents) = source;
    let mut compiler = Compiler::default();
    let mut parts = vec![compiler.part(layer, level, kind, documents)?];
    if kind == PolicyKind::ResourceControl {
        let beside = full_access().into_iter().collect();
        let part = compiler.part(layer, level, kind, beside)?;
        parts.push(Part { is_limit: true, reach: Reach::All, ..part });
    }
    let key_alias = (kind == PolicyKind::Key).then(|| compiler.key_alias());
    let Compiler { atoms, words, .. } = compiler;
    let has_full_access_beside = false;
    Ok(Access { parts, atoms, words, scene: None, is_alone: true, key_alias, has_full_access_beside })
}

/// `RCPFullAWSAccess`, which nobody can detach (S68).
fn full_access() -> Option<PolicyDocument> {
    let statement = StatementBuilder::allow().principal("\"*\"").actions(["*"]).resources(["*"]);
    PolicyDocument::builder().statement(statement).build().ok()
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
        let statement = StatementBuilder::allow().actions(["*"]).resources(["*"]);
        let beside = PolicyDocument::builder().statement(statement).build().ok();
        let documents = std::iter::once(document.clone()).chain(beside).collect();
        let access = build_alone((layer_of(kind), 0, kind, documents))?;
        Ok(Self { has_full_access_beside: true, ..access })
    }

    /// Whether it only denies and stands beside a policy that allows everything, see [`compared`](Self::compared).
    pub fn has_full_access_beside(&self) -> bool {
        self.has_full_access_beside
    }

    /// Whether it is one policy of a resource, key or role by itself.
    pub(crate) fn is_granting(&self) -> bool {
        self.is_alone && self.parts.iter().any(|part| !part.is_limit && is_granting(part.compiled.kind()))
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

    /// The layers it was built from, each with its number among those of its kind.
    pub fn layers(&self) -> Vec<(Layer, usize)> {
        self.parts.iter().filter(|part| !part.is_limit).map(|part| (part.layer, part.level)).collect()
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

#[derive(Default)]
struct Compiler {
    atoms: Vec<Atom>,
    words: Vec<AtomWords>,
    numbers: FxHashMap<Atom, usize>,
    scene: Option<Scene>,
    has_boundary: bool,
}

impl Compiler {
    pub(crate) fn part(
        &mut self,
        layer: Layer,
        level: usize,
        kind: PolicyKind,
        documents: Vec<PolicyDocument>,
    ) -> Result<Part, CompileErrors> {
        // A policy is called by its number, by which its statements are found again.
        let names = match documents.len() {
            1 => vec![layer.as_str().to_owned()],
            count => (0..count).map(|number| number.to_string()).collect(),
        };
        let policies = names.iter().map(String::as_str).zip(&documents);
        let compiled = CompiledPolicies::compile(kind, policies)?;
        let mut rules = Vec::new();
        for (number, document) in documents.iter().enumerate() {
            let normal = Policy::new(document, kind).into_rules();
            for (rule, statement) in normal.into_iter().zip(document.statements()) {
                rules.push(self.rule(number, rule, statement, kind));
            }
        }
        let counts = self.scene.as_ref().is_none_or(|scene| match layer {
            Layer::ServiceControl => scene.is_limited_by_service_control(),
            Layer::ResourceControl => scene.is_limited_by_resource_control(),
            _ => true,
        });
        let is_of_resource = layer == Layer::Resource && kind != PolicyKind::Key;
        let reach = match self.scene.as_ref() {
            _ if layer == Layer::ResourceControl => Reach::ResourceControl,
            Some(scene) if is_of_resource && scene.is_of_owning_root() => Reach::AllButRootOfOwner,
            _ => Reach::All,
        };
        Ok(Part { layer, level, compiled, documents, rules, counts, is_limit: false, reach })
    }

    fn rule(&mut self, document: usize, rule: NormalRule, statement: &Statement, kind: PolicyKind) -> Rule {
        let mut literals = Vec::new();
        let grant = self.grant(&rule, kind);
        let is_named = match grant {
            None => self.add_principals(&rule, statement, kind, &mut literals),
            Some(grant) => grant != Grant::Nothing,
        };
        let grant = grant.unwrap_or(Grant::Exact);
        let is_possible = is_named && self.add_resources(rule.resources.as_ref(), statement, &mut literals);
        let is_denied = rule.effect == Effect::Deny && kind == PolicyKind::ResourceControl;
        if is_denied {
            literals.push((self.number(fact::key_of_aws(), || AtomWords::Values(Vec::new())), false));
        }
        for (test, condition) in rule.conditions.iter().zip(statement.conditions()) {
            let atom = Atom::Key(KeyAtom::new(test, rule.effect == Effect::Deny));
            let words = Words {
                operator: condition.operator(),
                key: condition.key().into(),
                values: condition.values().iter().map(|text| text.as_str().into()).collect(),
            };
            literals.push((self.number(atom, || AtomWords::Condition(words)), true));
        }
        literals.sort_unstable();
        literals.dedup();
        let literals = is_possible.then_some(literals);
        Rule {
            document,
            statement: rule.statement,
            effect: rule.effect,
            actions: rule.actions,
            literals,
            grant,
        }
    }

    /// What the rule grants the principal that all layers are around; `None` where nobody in particular asks.
    fn grant(&self, rule: &NormalRule, kind: PolicyKind) -> Option<Grant> {
        let scene = self.scene.as_ref().filter(|_| kind.names_principals())?;
        let entries = rule.principals.as_ref();
        Some(iamkit_engine::grant(entries, rule.effect, &scene.principal, self.has_boundary))
    }

    fn add_resources(
        &mut self,
        resources: Option<&Scope<Pattern>>,
        statement: &Statement,
        literals: &mut Vec<(usize, bool)>,
    ) -> bool {
        let Some(scope) = resources else { return true };
        let mut texts = scope.entries().iter().map(Text::new).collect::<Vec<_>>();
        if texts.iter().any(Text::is_any) {
            return !scope.is_complement();
        }
        texts.sort_unstable();
        texts.dedup();
        let written = || statement.resources().map(written).unwrap_or_default();
        let atom = self.number(Atom::Resource(texts.into()), || AtomWords::Values(written()));
        literals.push((atom, !scope.is_complement()));
        true
    }

    /// S23: a statement without a principal names nobody, in a policy that has to name one.
    fn add_principals(
        &mut self,
        rule: &NormalRule,
        statement: &Statement,
        kind: PolicyKind,
        literals: &mut Vec<(usize, bool)>,
    ) -> bool {
        let Some(scope) = rule.principals.as_ref() else { return !kind.names_principals() };
        let mut entries = scope.entries().to_vec();
        entries.sort_by_cached_key(|entry| format!("{entry:?}"));
        entries.dedup();
        let is_everyone = entries.contains(&PrincipalPattern::Everyone);
        if is_everyone {
            return !scope.is_complement();
        }
        let words = || {
            let entries = statement.principals().into_iter().flat_map(PrincipalElement::entries);
            AtomWords::Values(
                entries.map(|entry| format!("{}:{}", entry.kind().as_str(), entry.value()).into()).collect(),
            )
        };
        let atom = match rule.effect {
            Effect::Deny if scope.is_complement() => Atom::Exempt(entries.into()),
            Effect::Allow if !scope.is_complement() && is_granting(kind) => Atom::Grants(entries.into()),
            Effect::Allow | Effect::Deny => Atom::Principal(entries.into()),
        };
        literals.push((self.number(atom, words), !scope.is_complement()));
        true
    }

    /// The question whether the resource is an alias, of which a key's policy says nothing (S72).
    fn key_alias(&mut self) -> usize {
        let words = || AtomWords::Values(vec![fact::KEY_ALIAS.join(":").into()]);
        self.number(fact::key_alias(), words)
    }

    fn number(&mut self, atom: Atom, words: impl FnOnce() -> AtomWords) -> usize {
        if let Some(number) = self.numbers.get(&atom) {
            return *number;
        }
        let number = self.atoms.len();
        self.atoms.push(atom.clone());
        self.words.push(words());
        self.numbers.insert(atom, number);
        number
    }
}

/// Whether a policy of the kind grants: what its Allow is worth hangs on how it names the principal (S56–S60).
pub(crate) fn is_granting(kind: PolicyKind) -> bool {
    matches!(kind, PolicyKind::Resource | PolicyKind::Key | PolicyKind::Trust)
}

fn written(list: &iamkit_policy::ElementList) -> Vec<Box<str>> {
    list.values().iter().map(|text| text.as_str().into()).collect()
}
