//! The normal form: one meaning, one shape, read by every engine and prover.
//!
//! A policy is a list of rules; a rule has an effect and four sets: principals, actions, resources and conditions. The
//! Not-forms are complements, variables and escapes are parsed into typed parts, operators into typed tests. Nothing
//! here decides a request.

mod key;
mod kind;
mod pattern;
mod principal;
mod test;

use crate::document::{ElementList, PolicyDocument, Statement};
use crate::keyword::{Effect, LanguageVersion};

pub use key::KeyName;
pub use kind::{KindProblem, PolicyKind};
pub use pattern::{ActionPattern, ArnPattern, Part, Pattern, Template, Variable};
pub use principal::PrincipalPattern;
pub use test::{Operand, OrderRelation, Test, TypedComparison};

/// A set given by what is in it or by what is not
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope<T> {
    /// What one of these names: `Action`, `Resource`, `Principal`.
    Only(Vec<T>),
    /// All that none of these names: `NotAction`, `NotResource`, `NotPrincipal`.
    Except(Vec<T>),
}

impl<T> Scope<T> {
    /// The entries, whichever way they are meant.
    pub fn entries(&self) -> &[T] {
        match self {
            Self::Only(entries) | Self::Except(entries) => entries,
        }
    }

    /// Whether the entries are what the set leaves out.
    pub fn is_complement(&self) -> bool {
        matches!(self, Self::Except(_))
    }

    /// Whether the set holds something, given which entries name it.
    pub fn contains(&self, names_it: impl FnMut(&T) -> bool) -> bool {
        self.entries().iter().any(names_it) != self.is_complement()
    }
}

/// One statement in normal form
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The statement's place in its document, from 0.
    pub statement: usize,
    /// What the rule does where it matches.
    pub effect: Effect,
    /// For whom; `None` in policies attached to a principal (S23).
    pub principals: Option<Scope<PrincipalPattern>>,
    /// Which actions.
    pub actions: Scope<ActionPattern>,
    /// On which resources; `None` in trust policies (S24). A policy of another resource that says nothing of resources
    /// is about all that it is attached to (S84); one of a key is then about nothing.
    pub resources: Option<Scope<Pattern>>,
    /// Under which conditions: all must hold (S26).
    pub conditions: Vec<Test>,
}

/// A policy in normal form
///
/// ```
/// use iamkit_policy::{PolicyDocument, normal::{NormalPolicy, Scope}};
///
/// let document: PolicyDocument = r#"{"Version": "2012-10-17", "Statement": {
///     "Effect": "Allow", "NotAction": "IAM:*", "Resource": "arn:aws:s3:::home/${aws:username}/*"}}"#.parse()?;
/// let policy = NormalPolicy::from(&document);
/// let rule = &policy.rules()[0];
/// assert!(matches!(&rule.actions, Scope::Except(patterns) if patterns[0].matches("iam:getuser")));
/// let resource = &rule.resources.as_ref().unwrap().entries()[0];
/// assert_eq!(resource.variables().next().unwrap().key().as_str(), "aws:username");
/// # Ok::<(), iamkit_policy::ParseErrors>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NormalPolicy {
    rules: Vec<Rule>,
}

impl NormalPolicy {
    /// Reads a document as a policy of some kind; what may not stand in it is told by [`PolicyKind::problems`].
    pub fn new(document: &PolicyDocument, kind: PolicyKind) -> Self {
        let version = document.version();
        Self { rules: document.statements().iter().map(|statement| rule(statement, version, kind)).collect() }
    }

    /// The rules, in the order of the statements.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rules themselves, in the order of the statements.
    pub fn into_rules(self) -> Vec<Rule> {
        self.rules
    }
}

/// The document as an identity policy
impl From<&PolicyDocument> for NormalPolicy {
    fn from(document: &PolicyDocument) -> Self {
        Self::new(document, PolicyKind::Identity)
    }
}

fn rule(statement: &Statement, version: LanguageVersion, kind: PolicyKind) -> Rule {
    let principals = statement.principals();
    let resource = |text: &str| {
        if kind.completes(text) {
            Pattern::resource(text, version)
        } else {
            Pattern::resource_as_written(text, version)
        }
    };
    Rule {
        statement: statement.index(),
        effect: statement.effect(),
        principals: principals.map(|element| {
            scope(element.is_negated(), element.entries().iter().map(PrincipalPattern::from).collect())
        }),
        actions: list(statement.actions(), ActionPattern::parse),
        resources: match statement.resources() {
            Some(resources) => Some(list(resources, resource)),
            None => unsaid_resources(kind),
        },
        conditions: statement.conditions().iter().map(|condition| Test::new(condition, version)).collect(),
    }
}

/// What a statement without `Resource` is about.
///
/// A request is put to the policy of the resource that it is about, so everything is what the policy is attached to. Of
/// key policies KMS says (API `PutKeyPolicy`, `NormalPolicy`) that it takes such a statement, which then has no effect.
fn unsaid_resources(kind: PolicyKind) -> Option<Scope<Pattern>> {
    match kind {
        PolicyKind::Resource => Some(Scope::Only(vec![Pattern::resource("*", LanguageVersion::V2012_10_17)])),
        PolicyKind::Key => Some(Scope::Only(Vec::new())),
        _ => None,
    }
}

fn list<T>(list: &ElementList, parse: impl Fn(&str) -> T) -> Scope<T> {
    scope(list.is_negated(), list.values.iter().map(|text| parse(&text)).collect())
}

fn scope<T>(is_negated: bool, entries: Vec<T>) -> Scope<T> {
    if is_negated { Scope::Except(entries) } else { Scope::Only(entries) }
}
