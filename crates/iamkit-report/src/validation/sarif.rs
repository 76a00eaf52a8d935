//! Findings for the code scanners of a forge.

use std::path::Path;

use iamkit_validate::Finding;
use iamkit_validate::rule::ValidationRule;
use serde_sarif::sarif::Sarif;

use super::document::{ValidatedDocument, json_pointer};
use crate::lint;
use crate::sarif::{SarifFinding, SarifRule, log};

/// A log of all findings; the addresses of files are relative to a folder, by an absolute path.
pub fn sarif(documents: &[ValidatedDocument<'_>], root: &Path) -> Sarif {
    let rules = ValidationRule::all().map(rule).chain(lint::sarif_rules()).collect::<Vec<_>>();
    let findings = documents
        .iter()
        .flat_map(|document| document.findings.iter().map(|finding| found(document, finding)));
    log(&rules, &findings.collect::<Vec<_>>(), root)
}

fn rule(rule: &'static ValidationRule) -> SarifRule {
    SarifRule {
        id: rule.code,
        finds: rule.about.trim_end_matches('.'),
        explanation: "AWS's own validation reports it, by the same code.",
        advice: "Each finding says what to write instead.",
        level: lint::sarif_level(rule.severity),
    }
}

fn found<'v>(document: &ValidatedDocument<'v>, finding: &Finding) -> SarifFinding<'v> {
    let way = finding.locations.first().map(json_pointer).unwrap_or_default();
    SarifFinding {
        rule: finding.code,
        subject: format!("{way}: {}", finding.message),
        text: finding.message.clone(),
        place: (document.file.unwrap_or(Path::new(document.name)), document.position(finding)),
    }
}
