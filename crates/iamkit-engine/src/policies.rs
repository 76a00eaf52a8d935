//! Policies compiled once, asked many times.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::ControlFlow;

use iamkit_policy::normal::{ConditionKey, Pattern, Policy, Rule, Scope, Variable};
use iamkit_policy::{Effect, PolicyDocument, Position};

use crate::condition::{holds, pattern_matches};
use crate::evaluation::{Decision, Evaluation, StatementRef};
use crate::index::ActionIndex;
use crate::request::Request;

/// The identity policies of a principal, compiled
///
/// Immutable, shareable between threads, and independent of the documents it was made from.
#[derive(Debug)]
pub struct CompiledPolicies {
    rules: Vec<CompiledRule>,
    index: ActionIndex,
}

#[derive(Debug)]
struct CompiledRule {
    rule: Rule,
    statement: StatementRef,
}

/// A statement that may not stand in an identity policy
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("identity policy `{policy}`: {problem} at /Statement/{statement} ({position})")]
pub struct CompileError {
    policy: String,
    statement: usize,
    position: Position,
    problem: &'static str,
}

impl CompileError {
    /// The name of the policy.
    pub fn policy(&self) -> &str {
        &self.policy
    }

    /// The statement's place in the document, from 0.
    pub fn statement(&self) -> usize {
        self.statement
    }
}

/// Every statement that may not stand where it does; never empty
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompileErrors(Vec<CompileError>);

impl CompileErrors {
    /// The problems, in the order of the policies and their statements.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &CompileError> {
        self.0.iter()
    }
}

impl fmt::Display for CompileErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(first) = self.0.first() {
            first.fmt(f)?;
        }
        match self.0.len().saturating_sub(1) {
            0 => Ok(()),
            1 => f.write_str(" and 1 more problem"),
            more => write!(f, " and {more} more problems"),
        }
    }
}

impl std::error::Error for CompileErrors {}

impl CompiledPolicies {
    /// Compiles identity policies, each with the name that answers call it by.
    ///
    /// # Errors
    /// A statement with `Principal` or `NotPrincipal` (S23), or without `Resource` and `NotResource`: all such
    /// statements of all policies.
    pub fn compile<'p>(
        policies: impl IntoIterator<Item = (&'p str, &'p PolicyDocument)>,
    ) -> Result<Self, CompileErrors> {
        let mut compiled = Self { rules: Vec::new(), index: ActionIndex::default() };
        let mut errors = Vec::new();
        for (name, document) in policies {
            errors.extend(identity_problems(name, document));
            compiled.add(name, document);
        }
        if errors.is_empty() { Ok(compiled) } else { Err(CompileErrors(errors)) }
    }

    fn add(&mut self, name: &str, document: &PolicyDocument) {
        for (rule, statement) in Policy::from(document).rules().iter().zip(document.statements()) {
            let idx = u32::try_from(self.rules.len()).unwrap_or(u32::MAX);
            self.index.add(rule, idx);
            let statement = StatementRef {
                policy: name.into(),
                index: statement.index(),
                sid: statement.sid().map(Into::into),
                position: statement.position(),
            };
            self.rules.push(CompiledRule { rule: rule.clone(), statement });
        }
    }

    /// Whether the request is allowed: the fast path, without reasons.
    ///
    /// # Complexity
    /// A look-up of the action, then linear in the statements that name it.
    pub fn is_allowed(&self, request: &Request) -> bool {
        let mut is_allowed = false;
        self.index.visit(request.action().folded(), |idx| {
            let Some(compiled) = self.rules.get(idx as usize) else { return ControlFlow::Continue(()) };
            // A further Allow changes nothing, so only a Deny is still looked at.
            if (is_allowed && compiled.rule.effect == Effect::Allow) || !compiled.matches(request) {
                return ControlFlow::Continue(());
            }
            is_allowed = compiled.rule.effect == Effect::Allow;
            if is_allowed { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        is_allowed
    }

    /// Decides the request and says which statements decided and which context keys were missed.
    ///
    /// An explicit deny wins over every allow, and without an allow the answer is an implicit deny (S55, S75).
    pub fn evaluate(&self, request: &Request) -> Evaluation {
        let mut named = Vec::new();
        self.index.visit(request.action().folded(), |idx| {
            named.push(idx);
            ControlFlow::Continue(())
        });
        named.sort_unstable();
        named.dedup();
        let named = named.iter().filter_map(|&idx| self.rules.get(idx as usize)).collect::<Vec<_>>();
        let matching = |effect| {
            let of_effect = named.iter().filter(move |compiled| compiled.rule.effect == effect);
            of_effect.filter(|compiled| compiled.matches(request)).map(|compiled| compiled.statement.clone())
        };
        let denies = matching(Effect::Deny).collect::<Vec<_>>();
        let allows = matching(Effect::Allow).collect::<Vec<_>>();
        let (decision, decided_by) = match (denies.is_empty(), allows.is_empty()) {
            (false, _) => (Decision::ExplicitDeny, denies),
            (true, false) => (Decision::Allow, allows),
            (true, true) => (Decision::ImplicitDeny, Vec::new()),
        };
        Evaluation { decision, decided_by, missing_keys: missing_keys(&named, request) }
    }
}

impl CompiledRule {
    /// Whether the rule, whose action is known to match, matches the request.
    fn matches(&self, request: &Request) -> bool {
        self.resource_matches(request) && self.rule.conditions.iter().all(|test| holds(test, request))
    }

    fn resource_matches(&self, request: &Request) -> bool {
        let resources = self.rule.resources.as_ref();
        resources.is_some_and(|scope| {
            scope.contains(|pattern| pattern_matches(pattern, request.resource(), request))
        })
    }

    /// The keys the rule asks for and the request lacks, provided its action and resource match but for those.
    fn missing<'r>(&'r self, request: &Request) -> Vec<&'r ConditionKey> {
        let is_missing = |key: &&ConditionKey| request.context().folded(key.folded()).is_none();
        let resources = self.rule.resources.iter().flat_map(Scope::entries);
        let variables = resources.flat_map(Pattern::variables);
        let variables = variables.filter(|variable| is_missing(&variable.key())).collect::<Vec<_>>();
        let is_open = variables.iter().any(|variable| variable.default().is_none());
        if !is_open && !self.resource_matches(request) {
            return Vec::new();
        }
        let tests = self.rule.conditions.iter();
        let of_tests =
            tests.flat_map(|test| std::iter::once(&test.key).chain(test.variables().map(Variable::key)));
        variables.iter().map(|variable| variable.key()).chain(of_tests).filter(is_missing).collect()
    }
}

fn missing_keys(named: &[&CompiledRule], request: &Request) -> Vec<String> {
    let mut keys = BTreeMap::new();
    for key in named.iter().flat_map(|compiled| compiled.missing(request)) {
        // `Null` on a key is an ordinary question about an absent key, but the key is missing all the same.
        keys.entry(key.folded()).or_insert_with(|| key.as_str().to_owned());
    }
    keys.into_values().collect()
}

fn identity_problems<'p>(
    name: &'p str,
    document: &'p PolicyDocument,
) -> impl Iterator<Item = CompileError> + 'p {
    document.statements().iter().filter_map(move |statement| {
        let problem = match (statement.principals(), statement.resources()) {
            (Some(element), _) if element.is_negated() => "`NotPrincipal` is not allowed (S23)",
            (Some(_), _) => "`Principal` is not allowed (S23)",
            (None, None) => "`Resource` or `NotResource` is missing",
            (None, Some(_)) => return None,
        };
        let (statement, position) = (statement.index(), statement.position());
        Some(CompileError { policy: name.into(), statement, position, problem })
    })
}
