//! As what a document is validated that nobody says anything about.

use iamkit_policy::json;

use crate::document::{self, Document, Statement};
use crate::policy_type::{PolicyResourceType, PolicyType};

impl PolicyType {
    /// What a document looks like: without principals an identity policy, with principals and without resources but for
    /// actions of STS a trust policy, and else the policy of a resource. What is no document looks like the first.
    ///
    /// ```
    /// use iamkit_validate::PolicyType;
    ///
    /// let trust = r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}}"#;
    /// assert!(PolicyType::of_text(trust).is_trust());
    /// assert_eq!(PolicyType::of_text("{}"), PolicyType::Identity);
    /// ```
    pub fn of_text(text: &str) -> Self {
        let Ok(tape) = json::parse(text) else { return Self::Identity };
        Self::of_document(&document::read(text, tape.root()))
    }

    fn of_document(document: &Document<'_>) -> Self {
        let statements = &document.statements;
        if statements.iter().all(|statement| statement.principals().next().is_none()) {
            return Self::Identity;
        }
        let has_resource = statements.iter().any(|it| it.resource.is_some() || it.not_resource.is_some());
        let mut actions = statements.iter().flat_map(Statement::all_actions).peekable();
        let is_of_sts = actions.peek().is_some() && actions.all(|action| is_of_sts(&action.item.text));
        let is_trust = is_of_sts && !has_resource;
        Self::Resource(is_trust.then_some(PolicyResourceType::AssumeRolePolicyDocument))
    }
}

fn is_of_sts(action: &str) -> bool {
    action.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case("sts:"))
}
