//! A policy that was looked through beyond AWS's validation, and how a finding is said.

use std::path::Path;

use iamkit_policy::shown::Shown;

use super::{LintReport, ReportedFinding};

/// A policy with what was found in it, to be shown
#[derive(Debug, Clone, Copy)]
pub struct LintedPolicy<'l> {
    /// What it is called.
    pub name: &'l str,
    /// Where it is, if in a file.
    pub file: Option<&'l Path>,
    /// The member of the file that was named, if one was.
    pub member: Option<&'l str>,
    /// The kind that it was taken for.
    pub kind: &'static str,
    /// What was found.
    pub report: &'l LintReport,
}

impl LintedPolicy<'_> {
    /// In which statement a finding is, and what.
    pub fn words(&self, finding: &ReportedFinding) -> String {
        let member = Shown::value(self.member.unwrap_or_default());
        let statement = finding.statement.map(|at| format!("/Statement/{at}")).unwrap_or_default();
        let sid = finding.sid.as_ref().map(|sid| format!(" `{}`", Shown::value(sid))).unwrap_or_default();
        let facts = if finding.facts.is_empty() {
            String::new()
        } else {
            format!(" (facts: {})", finding.facts.join(", "))
        };
        let place = format!("{member}{statement}{sid}");
        let place = if place.is_empty() { place } else { format!("{place}: ") };
        format!("{place}{}{facts}", finding.message)
    }

    /// Its file, or else what it is called, as lines show it.
    #[cfg(feature = "text")]
    pub(super) fn shown_place(&self) -> String {
        let file = self.file.map(|file| file.display().to_string());
        Shown::value(file.as_deref().unwrap_or(self.name)).to_string()
    }
}
