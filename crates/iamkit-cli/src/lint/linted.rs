//! A policy with what was found in it, and how a finding is said.

use iamkit_engine::PolicyKind;
use iamkit_policy::shown::Shown;
use iamkit_report::lint::{LintReport, ReportedFinding};

use crate::policy_argument::PolicyArgument;

/// A policy with what was found in it.
pub(super) struct Linted {
    pub(super) policy: PolicyArgument,
    pub(super) kind: PolicyKind,
    pub(super) report: LintReport,
}

/// A name as sentences show it.
pub(super) fn value(name: &str) -> String {
    Shown::value(name).to_string()
}

/// In which statement a finding is, and what.
pub(super) fn words(policy: &PolicyArgument, finding: &ReportedFinding) -> String {
    let member = value(policy.member().unwrap_or_default());
    let statement = finding.statement.map(|at| format!("/Statement/{at}")).unwrap_or_default();
    let sid = finding.sid.as_ref().map(|sid| format!(" `{}`", value(sid))).unwrap_or_default();
    let facts = if finding.facts.is_empty() {
        String::new()
    } else {
        format!(" (facts: {})", finding.facts.join(", "))
    };
    let place = format!("{member}{statement}{sid}");
    let place = if place.is_empty() { place } else { format!("{place}: ") };
    format!("{place}{}{facts}", finding.message)
}
