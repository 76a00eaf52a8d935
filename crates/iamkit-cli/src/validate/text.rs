//! Findings as lines, and on a terminal with the lines of the documents.

use iamkit_console::output::{self, Lines, SourceMark};
use iamkit_report::validation::{ValidatedDocument, counts, lines, own_position, severity_word};
use iamkit_validate::lint::LintRule;
use iamkit_validate::rule::ValidationRule;
use iamkit_validate::{Finding, Severity};

use super::selection::Selection;
use super::subject::Subject;
use super::validated::Validated;

pub(super) fn print(validated: &[Validated], documents: &[ValidatedDocument<'_>], left_out: usize) {
    if output::is_read_on_terminal() {
        for Validated { subject, findings, .. } in validated {
            for finding in findings {
                output::marked(&mark(subject, finding), &subject.text);
            }
        }
    } else {
        output::lines(&lines(documents));
    }
    output::line(counts(documents, left_out));
}

fn mark(subject: &Subject, finding: &Finding) -> SourceMark {
    SourceMark {
        severity: match finding.severity {
            Severity::Error => output::MarkSeverity::Error,
            Severity::SecurityWarning | Severity::Warning => output::MarkSeverity::Warning,
            Severity::Suggestion => output::MarkSeverity::Suggestion,
        },
        rule: Some(finding.code),
        message: finding.message.clone(),
        name: subject.name.clone(),
        position: own_position(finding),
    }
}

/// Prints the rules that are chosen, those beyond AWS's behind AWS's.
pub(super) fn list(selection: &Selection) {
    let mut lines = Lines::default();
    for rule in ValidationRule::all().filter(|rule| selection.is_chosen(rule.code)) {
        let severity = severity_word(selection.severity(rule.code, rule.severity));
        lines.push(format!("{}: {severity}: {}", rule.code, rule.about));
    }
    for rule in LintRule::all().filter(|rule| selection.is_chosen(rule.code)) {
        let severity = severity_word(selection.severity(rule.code, rule.severity));
        lines.push(format!("{}: {severity}: {}", rule.code, rule.about));
    }
    output::lines(&lines);
}
