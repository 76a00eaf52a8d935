//! A policy with what was found in it.

use iamkit_engine::PolicyKind;
use iamkit_report::lint::{LintReport, LintedPolicy};

use crate::policy_argument::PolicyArgument;

/// A policy with what was found in it
pub(super) struct Linted {
    pub(super) policy: PolicyArgument,
    pub(super) kind: PolicyKind,
    pub(super) report: LintReport,
}

impl Linted {
    pub(super) fn shown(&self) -> LintedPolicy<'_> {
        LintedPolicy {
            name: &self.policy.name,
            file: self.policy.file.as_deref(),
            member: self.policy.member(),
            kind: self.kind.as_str(),
            report: &self.report,
        }
    }
}
