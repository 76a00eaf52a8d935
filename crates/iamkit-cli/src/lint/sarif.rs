//! What was found in policies, for the code scanners of a forge.

use std::path::Path;

use iamkit_policy::Position;
use iamkit_report::comparison::ReportedUnknown;
use iamkit_report::lint::ReportedFinding;
use iamkit_validate::lint::LintRule;
use serde_sarif::sarif::{ResultLevel, Sarif};

use super::linted::{Linted, value, words};
use crate::policy_argument::PolicyArgument;
use crate::sarif::{self, Rule, START};

const UNDECIDED: Rule = Rule {
    id: "undecided",
    finds: "Whether a statement does anything could not be decided",
    explanation: "The search ended at its limits, or hangs on something that nobody said.",
    advice: "Raise the limits, or simplify the statement.",
    level: ResultLevel::Warning,
};

pub(super) fn log(linted: &[Linted]) -> Sarif {
    let rules = LintRule::ALL.map(|rule| Rule {
        id: rule.as_str(),
        finds: rule.description(),
        explanation: rule.explanation(),
        advice: rule.advice(),
        level: ResultLevel::Warning,
    });
    let findings = linted.iter().flat_map(|Linted { policy, report, .. }| {
        let findings = report.findings.iter().map(|it| found(policy, it));
        findings.chain(report.unknown.iter().map(|unknown| undecided(policy, unknown))).collect::<Vec<_>>()
    });
    let rules = rules.into_iter().chain([UNDECIDED]).collect::<Vec<_>>();
    sarif::log(&rules, &findings.collect::<Vec<_>>())
}

fn found<'l>(policy: &'l PolicyArgument, finding: &ReportedFinding) -> sarif::Finding<'l> {
    let text = words(policy, finding);
    let position = Position { line: finding.line, column: finding.column };
    sarif::Finding { rule: finding.rule, subject: text.clone(), text, place: (source(policy), position) }
}

fn undecided<'l>(policy: &'l PolicyArgument, unknown: &ReportedUnknown) -> sarif::Finding<'l> {
    let text = format!("{}: {}", value(&policy.name), unknown.reason);
    sarif::Finding { rule: UNDECIDED.id, subject: text.clone(), text, place: (source(policy), START) }
}

/// Its file, or else what it is called.
fn source(policy: &PolicyArgument) -> &Path {
    policy.file.as_deref().unwrap_or(Path::new(&policy.name))
}
