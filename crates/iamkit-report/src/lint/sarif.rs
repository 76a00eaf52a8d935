//! What was found in policies beyond AWS's validation, for the code scanners of a forge.

use std::path::Path;

use iamkit_policy::Position;
use iamkit_policy::shown::Shown;
use iamkit_validate::Severity;
use iamkit_validate::lint::{LintRule, UNDECIDED};
use serde_sarif::sarif::{ResultLevel, Sarif};

use super::ReportedFinding;
use super::policy::LintedPolicy;
use crate::comparison::ReportedUnknown;
use crate::sarif::{START, SarifFinding, SarifRule, log};

const UNDECIDED_RULE: SarifRule = SarifRule {
    id: UNDECIDED,
    finds: "Something could not be decided",
    explanation: "The search ended at its limits, or hangs on something that nobody said.",
    advice: "Raise the limits, or simplify the statement.",
    level: ResultLevel::Warning,
};

/// A log of all findings; the addresses of files are relative to a folder, by an absolute path.
pub fn sarif(policies: &[LintedPolicy<'_>], root: &Path) -> Sarif {
    let findings = policies.iter().flat_map(|policy| {
        let findings = policy.report.findings.iter().map(|it| found(policy, it));
        findings.chain(policy.report.unknown.iter().map(|unknown| undecided(policy, unknown)))
    });
    log(&sarif_rules().collect::<Vec<_>>(), &findings.collect::<Vec<_>>(), root)
}

/// The rules beyond AWS's, as a log lists them.
pub fn sarif_rules() -> impl Iterator<Item = SarifRule> {
    LintRule::all().map(rule).chain([UNDECIDED_RULE])
}

fn rule(rule: &'static LintRule) -> SarifRule {
    SarifRule {
        id: rule.code,
        finds: rule.about.trim_end_matches('.'),
        explanation: rule.explanation,
        advice: rule.advice,
        level: sarif_level(rule.severity),
    }
}

/// How a log says how severe something is.
pub fn sarif_level(severity: Severity) -> ResultLevel {
    match severity {
        Severity::Error => ResultLevel::Error,
        Severity::SecurityWarning | Severity::Warning => ResultLevel::Warning,
        Severity::Suggestion => ResultLevel::Note,
    }
}

fn found<'l>(policy: &LintedPolicy<'l>, finding: &ReportedFinding) -> SarifFinding<'l> {
    let text = policy.words(finding);
    let position = Position { line: finding.line, column: finding.column };
    SarifFinding { rule: finding.code, subject: text.clone(), text, place: (source(policy), position) }
}

fn undecided<'l>(policy: &LintedPolicy<'l>, unknown: &ReportedUnknown) -> SarifFinding<'l> {
    let text = format!("{}: {}", Shown::value(policy.name), unknown.reason);
    SarifFinding { rule: UNDECIDED, subject: text.clone(), text, place: (source(policy), START) }
}

/// Its file, or else what it is called.
fn source<'l>(policy: &LintedPolicy<'l>) -> &'l Path {
    policy.file.unwrap_or(Path::new(policy.name))
}
