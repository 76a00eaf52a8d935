//! Policies, and questions on them with the right answers.

use iamkit_policy::PolicyDocument;

use crate::Failure;

/// The user who asks in every workload without sessions
pub const ALICE: &str = "arn:aws:iam::111122223333:user/alice";

/// A policy and the name it is attached by
#[derive(Debug, Clone)]
pub struct NamedPolicy {
    /// Its name.
    pub name: String,
    /// Its document, which also gives the text that peers read.
    pub document: PolicyDocument,
}

/// A request as texts, and the right answer
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// What it is called in results.
    pub name: &'static str,
    /// The ARN of who asks.
    pub principal: &'static str,
    /// `service:Name`, spelt as the catalog does.
    pub action: String,
    /// An ARN, or `*`.
    pub resource: String,
    /// Condition keys with their values.
    pub context: Vec<(&'static str, String)>,
    /// Whether AWS allows it.
    pub is_allowed: bool,
}

impl Question {
    /// A question of Alice without context.
    pub fn new(name: &'static str, action: &str, resource: &str, is_allowed: bool) -> Self {
        let (action, resource) = (action.to_owned(), resource.to_owned());
        Self { name, principal: ALICE, action, resource, context: Vec::new(), is_allowed }
    }
}

/// How the questions of a workload are timed
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rhythm {
    /// Each by itself, asked again and again: everything is in the first-level cache.
    Each,
    /// One after the other, which is one measurement of this name.
    InTurn(&'static str),
}

/// Identity policies of one principal, and questions
#[derive(Debug, Clone)]
pub struct Workload {
    /// The letter of the table.
    pub id: &'static str,
    /// The policies, in the order of their attachment.
    pub policies: Vec<NamedPolicy>,
    /// The questions.
    pub questions: Vec<Question>,
    /// How they are timed.
    pub rhythm: Rhythm,
}

/// The current version of an AWS managed policy.
pub(super) fn managed(name: &str) -> Result<NamedPolicy, Failure> {
    let document = iamkit_managed::ManagedPolicies::embedded().policy(name)?.current().document()?;
    Ok(NamedPolicy { name: name.to_owned(), document })
}
