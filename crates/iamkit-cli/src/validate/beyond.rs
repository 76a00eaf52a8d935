//! What the rules beyond AWS's find, beside AWS's findings.

use iamkit_policy::normal::PolicyKind;
use iamkit_prover::{Limits, Universe};
use iamkit_validate::Finding;
use iamkit_validate::lint::{LintOptions, LintRule, lint_text};

use super::subject::Subject;

/// What some of the rules find; nothing where there are none.
pub(super) fn findings(
    subject: &Subject,
    kind: Option<PolicyKind>,
    rules: Vec<&'static LintRule>,
    own_accounts: &[String],
) -> Vec<Finding> {
    if rules.is_empty() {
        return Vec::new();
    }
    let of_kind = (subject.policy_type, kind);
    let mut options = LintOptions::new(Universe::real(), Limits::default());
    options.own_accounts.extend_from_slice(own_accounts);
    lint_text(rules, &subject.text, of_kind, &options)
}
