//! The comparison over all strings that could stand as an action, real or not.
//!
//! The action patterns of both policies split all strings into finitely many classes; one witness a class is enough.

use std::collections::BTreeMap;

use iamkit_policy::PolicyDocument;
use iamkit_policy::glob::{Glob, LimitError, Limits, MemberSet, classes};
use iamkit_policy::normal::{ActionPattern, Policy, Scope};

use super::Relation;
use super::compare::{Comparer, Outcome};
use super::region::{ActionKind, indexed};

/// How two policies stand to each other over all action strings
///
/// The lists hold one string for each class of strings that the two tell apart: a name as a policy writes it where
/// there is one, a shortest string in lower case otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternComparison {
    /// The relation of the custom policy to the managed one
    pub relation: Relation,
    /// What the custom policy alone allows, sorted
    pub custom_only: Vec<String>,
    /// What the managed policy alone allows, sorted
    pub managed_only: Vec<String>,
    /// What both allow, but on different resources or under different conditions, sorted
    pub differing: Vec<String>,
}

/// Compares two policies over all action strings
///
/// # Errors
/// When the patterns of one comparison take more work than [`Limits::default`] allows.
///
/// # Complexity
/// As [`classes`] of all action patterns, and for each set of statements that some class has, the comparison of their
/// resources.
///
/// # Examples
///
/// ```
/// use iamkit::{PolicyDocument, equivalence::{Relation, patterns}};
///
/// let policy = |action: &str| -> Result<PolicyDocument, _> {
///     format!(r#"{{"Statement": {{"Effect": "Allow", "Action": {action}, "Resource": "*"}}}}"#).parse()
/// };
/// let comparison = patterns(&policy(r#"["ec2:Get*", "ec2:G*"]"#)?, &policy(r#"["ec2:G*"]"#)?)?;
/// assert_eq!(comparison.relation, Relation::Equal);
/// let comparison = patterns(&policy(r#""ec2:*""#)?, &policy(r#""ec2:G*""#)?)?;
/// assert_eq!(comparison.custom_only, ["ec2:"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn patterns(custom: &PolicyDocument, managed: &PolicyDocument) -> Result<PatternComparison, LimitError> {
    let written = written_names([custom, managed]);
    let (custom, managed) = (Policy::from(custom), Policy::from(managed));
    let mut globs = Vec::new();
    let custom_scopes = action_scopes(&custom, &mut globs);
    let managed_scopes = action_scopes(&managed, &mut globs);
    let mut comparer = Comparer::new(&custom, &managed);
    let mut found = PatternComparison::empty();
    for class in classes(&globs, &Limits::default())? {
        let named = |scopes: &[Scope<usize>]| rules_naming(scopes, &class.members);
        let named = (named(&custom_scopes), named(&managed_scopes), ActionKind::OnResources);
        let witness = || written.get(&class.witness).cloned().unwrap_or(class.witness.clone());
        found.add(comparer.compare(named)?, witness);
    }
    Ok(found.finish(comparer.relation()))
}

impl PatternComparison {
    fn empty() -> Self {
        Self { relation: Relation::Equal, custom_only: vec![], managed_only: vec![], differing: vec![] }
    }

    fn add(&mut self, outcome: &Outcome, witness: impl Fn() -> String) {
        let is_same = outcome.custom_is_within && outcome.managed_is_within;
        match (outcome.custom.is_none(), outcome.managed.is_none()) {
            (true, true) => {}
            (false, true) => self.custom_only.push(witness()),
            (true, false) => self.managed_only.push(witness()),
            (false, false) if is_same => {}
            (false, false) => self.differing.push(witness()),
        }
    }

    fn finish(mut self, relation: Relation) -> Self {
        self.relation = relation;
        self.custom_only.sort_unstable();
        self.managed_only.sort_unstable();
        self.differing.sort_unstable();
        self
    }
}

/// The names without wildcards as they are written, by their lower-case form.
fn written_names(documents: [&PolicyDocument; 2]) -> BTreeMap<String, String> {
    let statements = documents.into_iter().flat_map(PolicyDocument::statements);
    let names = statements.flat_map(|statement| statement.actions().values());
    names.map(|name| (name.as_str().to_ascii_lowercase(), name.as_str().to_owned())).collect()
}

fn action_scopes(policy: &Policy, globs: &mut Vec<Glob>) -> Vec<Scope<usize>> {
    let scopes = policy.rules().iter().map(|rule| living(&rule.actions));
    scopes.map(|scope| indexed(&scope, globs)).collect()
}

/// The scope without the patterns that can match nothing (S4).
fn living(scope: &Scope<ActionPattern>) -> Scope<Glob> {
    let globs = scope.entries().iter().filter_map(ActionPattern::glob).cloned().collect();
    if scope.is_complement() { Scope::Except(globs) } else { Scope::Only(globs) }
}

fn rules_naming(scopes: &[Scope<usize>], members: &MemberSet) -> Vec<usize> {
    let is_named = |scope: &Scope<usize>| scope.contains(|&index| members.contains(index));
    scopes.iter().enumerate().filter(|(_, scope)| is_named(scope)).map(|(index, _)| index).collect()
}
