//! What was found earlier and isn't told again.

use std::collections::HashMap;
use std::path::Path;

use iamkit_console::command::{Failure, read_string, shown};
use iamkit_report::validation::{ReportedPathElement, ValidationFinding};
use serde::Deserialize;

use crate::placed;

use super::validated::Validated;

/// By what a finding is the same one after lines moved: policy, code, message and the ways to its places.
type Key = (String, String, String, Vec<Vec<ReportedPathElement>>);

/// How often each finding was there
#[derive(Debug)]
pub(super) struct Baseline(HashMap<Key, usize>);

#[derive(Debug, Deserialize)]
struct Answer {
    policies: Vec<Earlier>,
}

#[derive(Debug, Deserialize)]
struct Earlier {
    policy: String,
    findings: Vec<ValidationFinding>,
}

impl Baseline {
    /// Reads what `--format json` wrote.
    ///
    /// # Errors
    /// The file can't be read or is no such answer.
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let text = read_string(path)?;
        let earlier = serde_json::from_str::<Answer>(&text).map_err(|error| {
            let told = format!("`{}` is no answer of `validate --format json`: {error}", shown(path));
            placed::failure(path, &text, told, placed::message(&error), placed::position(&text, &error))
        })?;
        let mut counts = HashMap::new();
        for Earlier { policy, findings } in earlier.policies {
            for finding in findings {
                *counts.entry(key(&policy, finding)).or_default() += 1;
            }
        }
        Ok(Self(counts))
    }

    /// Takes away what was there already, as often as it was.
    pub(super) fn retain_new(&mut self, validated: &mut Validated) {
        let Validated { subject, findings, .. } = validated;
        findings.retain(|finding| match self.0.get_mut(&key(&subject.name, finding.into())) {
            Some(count) if *count != 0 => {
                *count -= 1;
                false
            }
            _ => true,
        });
    }
}

fn key(policy: &str, finding: ValidationFinding) -> Key {
    let ways = finding.locations.into_iter().map(|location| location.path).collect();
    (policy.to_owned(), finding.code, finding.message, ways)
}
