//! The normal form: one meaning, one shape, read by every engine and prover.
//!
//! A policy is a list of rules; a rule has an effect and four sets: principals, actions, resources and conditions. The
//! Not-forms are complements, variables and escapes are parsed into typed parts, operators into typed tests. Nothing
//! here decides a request.

mod pattern;
mod test;

use std::fmt;

use crate::document::{Effect, ElementList, PolicyDocument, PolicyVersion, PrincipalKind, Statement};

pub use pattern::{ActionPattern, ArnPattern, Part, Pattern, Template, Variable};
pub use test::{Comparison, Operand, Relation, Test};

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

/// The name of a condition key; equal in any letter case (S34)
#[derive(Debug, Clone)]
pub struct ConditionKey {
    written: Box<str>,
    folded: Box<str>,
}

impl ConditionKey {
    /// Takes a key as written.
    pub fn new(written: &str) -> Self {
        Self { written: written.into(), folded: written.to_ascii_lowercase().into() }
    }

    /// The key as written.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// The key in lower case, by which it is looked up.
    pub fn folded(&self) -> &str {
        &self.folded
    }
}

impl PartialEq for ConditionKey {
    fn eq(&self, other: &Self) -> bool {
        self.folded == other.folded
    }
}

impl Eq for ConditionKey {}

impl fmt::Display for ConditionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

/// One principal of a rule, as written
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrincipalPattern {
    /// The key it stands under.
    pub kind: PrincipalKind,
    /// The principal's text.
    pub value: Box<str>,
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
    /// On which resources; `None` in trust policies (S24).
    pub resources: Option<Scope<Pattern>>,
    /// Under which conditions: all must hold (S26).
    pub conditions: Vec<Test>,
}

/// A policy in normal form
///
/// ```
/// use iamkit_policy::{PolicyDocument, normal::{Policy, Scope}};
///
/// let document: PolicyDocument = r#"{"Version": "2012-10-17", "Statement": {
///     "Effect": "Allow", "NotAction": "IAM:*", "Resource": "arn:aws:s3:::home/${aws:username}/*"}}"#.parse()?;
/// let policy = Policy::from(&document);
/// let rule = &policy.rules()[0];
/// assert!(matches!(&rule.actions, Scope::Except(patterns) if patterns[0].matches("iam:getuser")));
/// let resource = &rule.resources.as_ref().unwrap().entries()[0];
/// assert_eq!(resource.variables().next().unwrap().key().as_str(), "aws:username");
/// # Ok::<(), iamkit_policy::ParseErrors>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    rules: Vec<Rule>,
}

impl Policy {
    /// The rules, in the order of the statements.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }
}

impl From<&PolicyDocument> for Policy {
    fn from(document: &PolicyDocument) -> Self {
        let version = document.version();
        Self { rules: document.statements().iter().map(|statement| rule(statement, version)).collect() }
    }
}

fn rule(statement: &Statement, version: PolicyVersion) -> Rule {
    Rule {
        statement: statement.index(),
        effect: statement.effect(),
        principals: statement.principals().map(|element| {
            let entries = element.entries().iter();
            let entries =
                entries.map(|entry| PrincipalPattern { kind: entry.kind(), value: entry.value().into() });
            scope(element.is_negated(), entries.collect())
        }),
        actions: list(statement.actions(), ActionPattern::parse),
        resources: statement
            .resources()
            .map(|resources| list(resources, |text| Pattern::resource(text, version))),
        conditions: statement.conditions().iter().map(|condition| Test::new(condition, version)).collect(),
    }
}

fn list<T>(list: &ElementList, parse: impl Fn(&str) -> T) -> Scope<T> {
    scope(list.is_negated(), list.values().iter().map(|text| parse(text.as_str())).collect())
}

fn scope<T>(is_negated: bool, entries: Vec<T>) -> Scope<T> {
    if is_negated { Scope::Except(entries) } else { Scope::Only(entries) }
}
