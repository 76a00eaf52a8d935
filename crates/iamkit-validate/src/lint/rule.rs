//! What a rule beyond AWS's is: its code, the kinds of policies it is about, two examples, and its check.

use iamkit_policy::fact::Facts;
use iamkit_policy::normal::PolicyKind;

use super::place::LintPlace;
use super::subject::Subject;
use crate::finding::{FindingEvidence, Severity, learn_more};

/// A rule beyond those of AWS's validation
///
/// ```
/// use iamkit_validate::lint::LintRule;
///
/// let rule = LintRule::by_code("shadowed-by-deny").expect("it is one");
/// assert!(rule.kinds.contains(&iamkit_policy::normal::PolicyKind::Identity));
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct LintRule {
    /// The code: words in lower case, joined by hyphens.
    pub code: &'static str,
    /// How grave what it finds is.
    pub severity: Severity,
    /// The kinds of policies that it is about.
    pub kinds: &'static [PolicyKind],
    /// What it finds, in a sentence.
    pub about: &'static str,
    /// Why that is worth a look, in a sentence.
    pub explanation: &'static str,
    /// What to do about it, in a sentence.
    pub advice: &'static str,
    /// A document in which it finds something.
    pub finds: LintExample,
    /// One that is alike and in which it doesn't.
    pub passes: LintExample,
    pub(crate) check: fn(&Subject<'_>, &mut LintFound<'_>),
}

/// A document for a rule beyond AWS's
#[derive(Debug, Clone, Copy)]
pub struct LintExample {
    /// Its kind.
    pub kind: PolicyKind,
    /// Its text.
    pub text: &'static str,
    /// The accounts that are one's own.
    pub own_accounts: &'static [&'static str],
}

impl LintRule {
    /// The rule's place in the book.
    pub fn learn_more(&self) -> String {
        learn_more(self.code, self.severity)
    }
}

/// Takes what a rule finds
#[derive(Debug)]
pub(crate) struct LintFound<'f> {
    pub(crate) rule: &'static LintRule,
    pub(crate) list: &'f mut Vec<LintDraft>,
    pub(crate) open: &'f mut Vec<LintDraft>,
}

/// Something found, before its places are told in lines and columns
#[derive(Debug, Clone)]
pub(crate) struct LintDraft {
    pub(crate) rule: &'static LintRule,
    pub(crate) message: String,
    pub(crate) places: Vec<LintPlace>,
    pub(crate) facts: Facts,
    pub(crate) evidence: FindingEvidence,
}

impl LintFound<'_> {
    /// Something that the text shows.
    pub(crate) fn text(&mut self, place: impl Into<LintPlace>, message: impl Into<String>) {
        self.draft(vec![place.into()], message.into(), Facts::NONE, FindingEvidence::Text);
    }

    /// Something that is proven by some facts.
    pub(crate) fn proven(&mut self, place: impl Into<LintPlace>, message: impl Into<String>, facts: Facts) {
        self.draft(vec![place.into()], message.into(), facts, FindingEvidence::Proof);
    }

    /// Something that would be proven if more was taken for granted: these facts.
    pub(crate) fn open(&mut self, place: impl Into<LintPlace>, message: impl Into<String>, facts: Facts) {
        let draft = LintDraft {
            rule: self.rule,
            message: message.into(),
            places: vec![place.into()],
            facts,
            evidence: FindingEvidence::Proof,
        };
        self.open.push(draft);
    }

    /// Something at some places.
    pub(crate) fn draft(
        &mut self,
        places: Vec<LintPlace>,
        message: String,
        facts: Facts,
        evidence: FindingEvidence,
    ) {
        self.list.push(LintDraft { rule: self.rule, message, places, facts, evidence });
    }
}
