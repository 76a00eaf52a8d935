//! Findings as notes at the lines of a change.

use iamkit_console::output::{self, Note, NoteLevel};
use iamkit_validate::{Finding, Severity};

use super::Validated;
use super::subject::Subject;
use super::text::position;

pub(super) fn print(validated: &[Validated]) {
    for Validated { subject, findings } in validated {
        for finding in findings {
            output::workflow_note(&note(subject, finding));
        }
    }
}

fn note<'v>(subject: &'v Subject, finding: &'v Finding) -> Note<'v> {
    Note {
        level: match finding.severity {
            Severity::Error => NoteLevel::Error,
            Severity::SecurityWarning | Severity::Warning => NoteLevel::Warning,
            Severity::Suggestion => NoteLevel::Notice,
        },
        file: &subject.name,
        position: position(finding),
        title: finding.code,
        message: &finding.message,
    }
}
