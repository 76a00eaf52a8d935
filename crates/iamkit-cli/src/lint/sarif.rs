//! What was found in policies, for the code scanners of a forge.

use std::path::Path;

use iamkit_policy::Position;
use iamkit_report::comparison::ReportedUnknown;
use iamkit_report::lint::ReportedFinding;
use iamkit_validate::Severity;
use iamkit_validate::lint::LintRule;
use serde_sarif::sarif::{ResultLevel, Sarif};

use super::linted::{Linted, value, words};
use crate::policy_argument::PolicyArgument;
use crate::sarif::{self, Rule, START};

const UNDECIDED: Rule = Rule {
    id: iamkit_validate::lint::UNDECIDED,
    finds: "Something could not be decided",
    explanation: "The search ended at its limits, or hangs on something that nobody said.",
    advice: "Raise the limits, or simplify the statement.",
    level: ResultLevel::Warning,
};

pub(super) fn log(linted: &[Linted]) -> Sarif {
    let findings = linted.iter().flat_map(|Linted { policy, report, .. }| {
        let findings = report.findings.iter().map(|it| found(policy, it));
        findings.chain(report.unknown.iter().map(|unknown| undecided(policy, unknown))).collect::<Vec<_>>()
    });
    sarif::log(&rules().collect::<Vec<_>>(), &findings.collect::<Vec<_>>())
}

/// The rules beyond AWS's, as a log lists them.
pub(crate) fn rules() -> impl Iterator<Item = Rule> {
    LintRule::all().map(rule).chain([UNDECIDED])
}

fn rule(rule: &'static LintRule) -> Rule {
    Rule {
        id: rule.code,
        finds: rule.about.trim_end_matches('.'),
        explanation: rule.explanation,
        advice: rule.advice,
        level: level(rule.severity),
    }
}

/// How a log says how grave something is.
pub(crate) fn level(severity: Severity) -> ResultLevel {
    match severity {
        Severity::Error => ResultLevel::Error,
        Severity::SecurityWarning | Severity::Warning => ResultLevel::Warning,
        Severity::Suggestion => ResultLevel::Note,
    }
}

fn found<'l>(policy: &'l PolicyArgument, finding: &ReportedFinding) -> sarif::Finding<'l> {
    let text = words(policy, finding);
    let position = Position { line: finding.line, column: finding.column };
    sarif::Finding { rule: finding.code, subject: text.clone(), text, place: (source(policy), position) }
}

fn undecided<'l>(policy: &'l PolicyArgument, unknown: &ReportedUnknown) -> sarif::Finding<'l> {
    let text = format!("{}: {}", value(&policy.name), unknown.reason);
    sarif::Finding { rule: UNDECIDED.id, subject: text.clone(), text, place: (source(policy), START) }
}

/// Its file, or else what it is called.
fn source(policy: &PolicyArgument) -> &Path {
    policy.file.as_deref().unwrap_or(Path::new(&policy.name))
}
