//! Findings for the code scanners of a forge.

use std::path::Path;

use iamkit_validate::Finding;
use iamkit_validate::rule::ValidationRule;
use serde_sarif::sarif::Sarif;

use super::subject::Subject;
use super::text::{position, way};
use super::validated::Validated;
use crate::lint;
use crate::sarif::{self, Rule};

pub(super) fn log(validated: &[Validated]) -> Sarif {
    let rules = ValidationRule::all().map(rule).chain(lint::sarif::rules()).collect::<Vec<_>>();
    let findings =
        validated.iter().flat_map(|it| it.findings.iter().map(|finding| found(&it.subject, finding)));
    sarif::log(&rules, &findings.collect::<Vec<_>>())
}

fn rule(rule: &'static ValidationRule) -> Rule {
    Rule {
        id: rule.code,
        finds: rule.about.trim_end_matches('.'),
        explanation: "AWS's own validation reports it, by the same code.",
        advice: "Each finding says what to write instead.",
        level: lint::sarif::level(rule.severity),
    }
}

fn found<'v>(subject: &'v Subject, finding: &Finding) -> sarif::Finding<'v> {
    let way = finding.locations.first().map(way).unwrap_or_default();
    let file = subject.file.as_deref().unwrap_or(Path::new(&subject.name));
    sarif::Finding {
        rule: finding.code,
        subject: format!("{way}: {}", finding.message),
        text: finding.message.clone(),
        place: (file, position(subject, finding)),
    }
}
