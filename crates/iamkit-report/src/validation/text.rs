//! Findings on lines.

use iamkit_console::line::Lines;
use iamkit_policy::Position;
use iamkit_policy::shown::Shown;
use iamkit_validate::{Finding, Severity};

use super::document::{ValidatedDocument, json_pointer, severity_word};

/// A line for each finding, its place first.
pub fn lines(documents: &[ValidatedDocument<'_>]) -> Lines {
    let mut lines = Lines::default();
    for document in documents {
        for finding in document.findings {
            lines.push(line(document, finding));
        }
    }
    lines
}

fn line(document: &ValidatedDocument<'_>, finding: &Finding) -> String {
    let name = Shown::value(document.name);
    let Position { line, column } = document.position(finding);
    let severity = severity_word(finding.severity);
    let way = finding.locations.first().map(json_pointer).unwrap_or_default();
    let way = if way.is_empty() { way } else { format!(" {}", Shown::value(&way)) };
    format!("{name}:{line}:{column}: {severity} [{}]{way}: {}", finding.code, finding.message)
}

/// How much was found in how many documents, and how many files have none, in one line.
pub fn counts(documents: &[ValidatedDocument<'_>], files_left_out: usize) -> String {
    let of = |wanted: Severity| {
        documents.iter().flat_map(|it| it.findings).filter(|finding| finding.severity == wanted).count()
    };
    let counts = Severity::ALL.map(|it| (of(it), severity_word(it)));
    let told = counts.iter().filter(|(count, _)| *count != 0);
    let told = told.map(|(count, word)| counted(*count, word)).collect::<Vec<_>>();
    let told = if told.is_empty() { "nothing found".to_owned() } else { told.join(", ") };
    let policies =
        if documents.len() == 1 { "1 policy".to_owned() } else { format!("{} policies", documents.len()) };
    let left_out = match files_left_out {
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
