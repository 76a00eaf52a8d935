//! Statements that may not stand in a policy of its kind, as a failure with their places.

use iamkit_console::command::Failure;
use iamkit_console::output::{Located, MarkSeverity, SourceMark};
use iamkit_engine::{CompileErrors, PolicyKind};

use crate::hint;
use crate::policy_argument::PolicyArgument;

/// Why a policy is none of its kind, and which it looks like.
pub(crate) fn failure(policy: &PolicyArgument, kind: PolicyKind, errors: &CompileErrors) -> Failure {
    let hint = hint::of_kind(&policy.document, kind);
    let marks = errors.iter().map(|error| SourceMark {
        severity: MarkSeverity::Error,
        rule: None,
        message: error.problem().message().to_owned(),
        name: policy.place(),
        position: error.problem().position(),
    });
    let line = match &hint {
        Some(hint) => format!("{policy}: {errors}; {hint}"),
        None => format!("{policy}: {errors}"),
    };
    Box::new(Located { line, source: policy.document.source().into(), marks: marks.collect(), hint })
}
