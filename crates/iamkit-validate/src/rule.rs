//! What a rule is: its code, the kinds of documents it is about, how sure it is, two examples, and its check.

use iamkit_policy::Span;
use iamkit_policy::fact::Mark;

use crate::document::{Action, ConditionValue, KeyTest, OperatorBlock, Principal, Resource, Statement};
use crate::finding::{Severity, learn_more};
use crate::input::Input;
use crate::policy_type::PolicyType;

pub use crate::policy_type::Kinds;

/// A rule of validation
///
/// ```
/// use iamkit_validate::rule::ValidationRule;
///
/// let rule = ValidationRule::by_code("MISSING_EFFECT").expect("AWS has it");
/// assert_eq!(rule.severity.as_str(), "ERROR");
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct ValidationRule {
    /// The code, as AWS writes it.
    pub code: &'static str,
    /// How grave what it finds is.
    pub severity: Severity,
    /// The kinds of documents that it is about.
    pub kinds: Kinds,
    /// How sure it is that AWS finds the same.
    pub mark: Mark,
    /// How sure it is that AWS finds it at the same place.
    pub place_mark: Mark,
    /// What it finds, in a sentence.
    pub about: &'static str,
    /// A document in which it finds something.
    pub finds: Example,
    /// One that is alike and in which it doesn't.
    pub passes: Example,
    pub(crate) check: Check,
}

/// A document for a rule
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// As what it is validated.
    pub policy_type: PolicyType,
    /// Its text.
    pub text: &'static str,
}

impl ValidationRule {
    /// The rule's place on AWS's page.
    pub fn learn_more(&self) -> String {
        learn_more(self.code, self.severity)
    }
}

/// What a rule looks at
#[derive(Debug)]
pub(crate) enum Check {
    /// The whole document.
    Document(fn(&Input<'_>, &mut Found<'_>)),
    /// Each statement.
    Statement(fn(&Input<'_>, &Statement<'_>, &mut Found<'_>)),
    /// Each item of `Action` and `NotAction`.
    Action(fn(&Input<'_>, &Statement<'_>, &Action<'_>, &mut Found<'_>)),
    /// Each item of `Resource` and `NotResource`.
    Resource(fn(&Input<'_>, &Statement<'_>, &Resource<'_>, &mut Found<'_>)),
    /// Each text of an entry of `Principal` and `NotPrincipal`.
    Principal(fn(&Input<'_>, &Statement<'_>, &Principal<'_>, &mut Found<'_>)),
    /// Each operator of a `Condition`.
    Operator(fn(&Input<'_>, &Statement<'_>, &OperatorBlock<'_>, &mut Found<'_>)),
    /// Each key under an operator.
    Key(fn(&Input<'_>, &Statement<'_>, &KeyTest<'_>, &mut Found<'_>)),
    /// Each value of a key.
    Value(fn(&Input<'_>, &Statement<'_>, &KeyTest<'_>, &ConditionValue<'_>, &mut Found<'_>)),
    /// Nothing: what it finds is found while the document is read, or by another rule of its family.
    Elsewhere,
}

/// Takes what a rule finds
#[derive(Debug)]
pub(crate) struct Found<'f> {
    rule: &'static ValidationRule,
    list: &'f mut Vec<Draft>,
    /// How many others found before.
    before: usize,
}

/// Something found, before its places are told in lines and columns
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) rule: &'static ValidationRule,
    pub(crate) message: String,
    pub(crate) spans: Vec<Span>,
}

impl<'f> Found<'f> {
    pub(crate) fn new(rule: &'static ValidationRule, list: &'f mut Vec<Draft>) -> Self {
        let before = list.len();
        Self { rule, list, before }
    }

    /// How much the rule has found in the document so far.
    pub(crate) fn count(&self) -> usize {
        self.list.len() - self.before
    }

    /// Something at one place.
    pub(crate) fn at(&mut self, span: Span, message: impl Into<String>) {
        self.all_of(vec![span], message);
    }

    /// Something at several places together.
    pub(crate) fn all_of(&mut self, spans: Vec<Span>, message: impl Into<String>) {
        self.list.push(Draft { rule: self.rule, message: message.into(), spans });
    }
}
