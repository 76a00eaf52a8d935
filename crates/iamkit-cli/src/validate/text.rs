//! Findings as lines, and on a terminal with the lines of the documents.

use iamkit_console::output::{self, Lines, SourceMark};
use iamkit_policy::Position;
use iamkit_policy::shown::Shown;
use iamkit_validate::lint::LintRule;
use iamkit_validate::rule::ValidationRule;
use iamkit_validate::{Finding, Location, PathElement, Severity};

use super::selection::Selection;
use super::subject::Subject;
use super::validated::Validated;

pub(super) fn print(validated: &[Validated], left_out: usize) {
    let all = validated.iter().flat_map(|it| it.findings.iter().map(move |finding| (&it.subject, finding)));
    if output::is_read_on_terminal() {
        all.for_each(|(subject, finding)| output::marked(&mark(subject, finding), &subject.text));
    } else {
        let mut lines = Lines::default();
        all.for_each(|(subject, finding)| lines.push(line(subject, finding)));
        output::lines(&lines);
    }
    output::line(count(validated, left_out));
}

/// Line and column, from 1, of where a finding begins in the file.
pub(super) fn position(subject: &Subject, finding: &Finding) -> Position {
    let Position { line, column } = own_position(finding);
    let before = subject.before.unwrap_or_default();
    let columns = if line == 1 { before.columns } else { 0 };
    Position { line: line.saturating_add(before.lines), column: column.saturating_add(columns) }
}

/// The same in the document's own text.
fn own_position(finding: &Finding) -> Position {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let start = finding.locations.first().map(|location| location.start).unwrap_or_default();
    Position { line: number(start.line), column: number(start.column.saturating_add(1)) }
}

/// How severe it is, in a word.
pub(super) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::SecurityWarning => "security warning",
        Severity::Warning => "warning",
        Severity::Suggestion => "suggestion",
    }
}

/// The way to a place, as a JSON pointer.
pub(super) fn way(location: &Location) -> String {
    let step = |element: &PathElement| match element {
        PathElement::Value(name) | PathElement::Key(name) => name.replace('~', "~0").replace('/', "~1"),
        PathElement::Index(index) => index.to_string(),
    };
    location.path.iter().flat_map(|element| ["/".to_owned(), step(element)]).collect()
}

fn line(subject: &Subject, finding: &Finding) -> String {
    let name = Shown::value(&subject.name);
    let Position { line, column } = position(subject, finding);
    let severity = severity(finding.severity);
    let way = finding.locations.first().map(way).unwrap_or_default();
    let way = if way.is_empty() { way } else { format!(" {}", Shown::value(&way)) };
    format!("{name}:{line}:{column}: {severity} [{}]{way}: {}", finding.code, finding.message)
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

/// How much was found in how many policies, and how many files have none.
fn count(validated: &[Validated], left_out: usize) -> String {
    let of = |wanted: Severity| {
        validated.iter().flat_map(|it| &it.findings).filter(|finding| finding.severity == wanted).count()
    };
    let counts = Severity::ALL.map(|it| (of(it), severity(it)));
    let told = counts.iter().filter(|(count, _)| *count != 0);
    let told = told.map(|(count, word)| counted(*count, word)).collect::<Vec<_>>();
    let told = if told.is_empty() { "nothing found".to_owned() } else { told.join(", ") };
    let policies =
        if validated.len() == 1 { "1 policy".to_owned() } else { format!("{} policies", validated.len()) };
    let left_out = match left_out {
        0 => String::new(),
        1 => "; 1 file without a policy left out".to_owned(),
        several => format!("; {several} files without a policy left out"),
    };
    format!("{told} in {policies}{left_out}")
}

fn counted(count: usize, word: &str) -> String {
    let end = if count == 1 { "" } else { "s" };
    format!("{count} {word}{end}")
}

/// Prints the rules that are chosen, those beyond AWS's behind AWS's.
pub(super) fn list(selection: &Selection) {
    let mut lines = Lines::default();
    for rule in ValidationRule::all().filter(|rule| selection.is_chosen(rule.code)) {
        let severity = severity(selection.severity(rule.code, rule.severity));
        lines.push(format!("{}: {severity}: {}", rule.code, rule.about));
    }
    for rule in LintRule::all().filter(|rule| selection.is_chosen(rule.code)) {
        let severity = severity(selection.severity(rule.code, rule.severity));
        lines.push(format!("{}: {severity}: {}", rule.code, rule.about));
    }
    output::lines(&lines);
}
