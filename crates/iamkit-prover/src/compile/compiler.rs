//! Layers of policies compiled: statements as conjunctions of numbered atoms.

use iamkit_engine::{CompileErrors, CompiledPolicies, Grant, Layer};
use iamkit_policy::normal::{NormalPolicy, Pattern, PolicyKind, PrincipalPattern, Rule as NormalRule, Scope};
use iamkit_policy::{Effect, PolicyDocument, PrincipalElement, Statement, StatementBuilder};
use rustc_hash::FxHashMap;

use crate::compile::access::{Access, Part, Reach, Rule, is_granting};
use crate::compile::fact;
use crate::compile::scene::Scene;
use crate::domain::question::{Atom, AtomWords, KeyAtom, Words};
use crate::language::text::Text;

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
pub(super) fn build_alone(source: SourceLayer) -> Result<Access, CompileErrors> {
    let (layer, level, kind, documents) = source;
    let mut compiler = Compiler::default();
    let mut parts = vec![compiler.part(layer, level, kind, documents)?];
    if kind == PolicyKind::ResourceControl {
        // `RCPFullAWSAccess`, which nobody can detach (S68).
        let beside = full_access(kind).into_iter().collect();
        let part = compiler.part(layer, level, kind, beside)?;
        parts.push(Part { is_limit: true, reach: Reach::All, ..part });
    }
    let key_alias = (kind == PolicyKind::Key).then(|| compiler.key_alias());
    let Compiler { atoms, words, .. } = compiler;
    let has_full_access_beside = false;
    Ok(Access { parts, atoms, words, scene: None, is_alone: true, key_alias, has_full_access_beside })
}

/// A policy that allows everything to everybody, as one of the kind says it.
pub(super) fn full_access(kind: PolicyKind) -> Option<PolicyDocument> {
    let everything = StatementBuilder::allow().actions(["*"]);
    let statement = if kind.names_principals() { everything.principal("\"*\"") } else { everything };
    let statement = if kind == PolicyKind::Trust { statement } else { statement.resources(["*"]) };
    PolicyDocument::builder().statement(statement).build().ok()
}

#[derive(Default)]
pub(super) struct Compiler {
    pub(super) atoms: Vec<Atom>,
    pub(super) words: Vec<AtomWords>,
    pub(super) numbers: FxHashMap<Atom, usize>,
    pub(super) scene: Option<Scene>,
    pub(super) has_boundary: bool,
}

impl Compiler {
    pub(crate) fn part(
        &mut self,
        layer: Layer,
        level: usize,
        kind: PolicyKind,
        documents: Vec<PolicyDocument>,
    ) -> Result<Part, CompileErrors> {
        // What an error calls a policy by.
        let names = match documents.len() {
            1 => vec![layer.as_str().to_owned()],
            count => (0..count).map(|number| number.to_string()).collect(),
        };
        let policies = names.iter().map(String::as_str).zip(&documents);
        let compiled = CompiledPolicies::compile(kind, policies)?;
        let mut rules = Vec::new();
        for (number, document) in documents.iter().enumerate() {
            let normal = NormalPolicy::new(document, kind).into_rules();
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

fn written(list: &iamkit_policy::ElementList) -> Vec<Box<str>> {
    list.values().iter().map(|text| text.as_str().into()).collect()
}
