//! What the rules beyond AWS's find, beside AWS's findings.

use iamkit_policy::normal::PolicyKind;
use iamkit_prover::{Limits, Universe};
use iamkit_validate::Finding;
use iamkit_validate::lint::{LintRule, lint_text};

use super::subject::Subject;

/// What some of the rules find; nothing where there are none.
pub(super) fn findings(
    subject: &Subject,
    kind: Option<PolicyKind>,
    rules: Vec<&'static LintRule>,
) -> Vec<Finding> {
    if rules.is_empty() {
        return Vec::new();
    }
    let of_kind = (subject.policy_type, kind);
    lint_text(rules, &subject.text, of_kind, &Universe::real(), &Limits::default())
}
