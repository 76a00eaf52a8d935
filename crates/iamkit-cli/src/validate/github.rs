//! Findings as notes at the lines of a change.

use iamkit_console::output::{self, WorkflowLevel, WorkflowNote};
use iamkit_validate::{Finding, Severity};

use super::validated::Validated;
use iamkit_report::validation::ValidatedDocument;

pub(super) fn print(validated: &[Validated]) {
    for it in validated {
        let (document, file) = (it.shown(), it.subject.place());
        for finding in &it.findings {
            output::workflow_note(&note(&document, &file, finding));
        }
    }
}

fn note<'v>(document: &ValidatedDocument<'_>, file: &'v str, finding: &'v Finding) -> WorkflowNote<'v> {
    WorkflowNote {
        level: match finding.severity {
            Severity::Error => WorkflowLevel::Error,
            Severity::SecurityWarning | Severity::Warning => WorkflowLevel::Warning,
            Severity::Suggestion => WorkflowLevel::Notice,
        },
        file,
        position: document.position(finding),
        title: finding.code,
        message: &finding.message,
    }
}
