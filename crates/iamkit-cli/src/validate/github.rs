//! Findings as notes at the lines of a change.

use iamkit_console::output::{self, WorkflowLevel, WorkflowNote};
use iamkit_validate::{Finding, Severity};

use super::subject::Subject;
use super::text::position;
use super::validated::Validated;

pub(super) fn print(validated: &[Validated]) {
    for Validated { subject, findings, .. } in validated {
        let file = subject.place();
        for finding in findings {
            output::workflow_note(&note(subject, &file, finding));
        }
    }
}

fn note<'v>(subject: &'v Subject, file: &'v str, finding: &'v Finding) -> WorkflowNote<'v> {
    WorkflowNote {
        level: match finding.severity {
            Severity::Error => WorkflowLevel::Error,
            Severity::SecurityWarning | Severity::Warning => WorkflowLevel::Warning,
            Severity::Suggestion => WorkflowLevel::Notice,
        },
        file,
        position: position(subject, finding),
        title: finding.code,
        message: &finding.message,
    }
}
