//! `escalation`.

use super::granted::{is_of_everything, places};
use super::technique_ways::{Way, ways};
use crate::lint::rules::prelude::*;

pub(in crate::lint::rules) static RULE: LintRule = LintRule {
    code: "escalation",
    severity: Severity::SecurityWarning,
    kinds: GRANTING,
    about: "Actions that together make more of whoever has them are allowed.",
    explanation: "By such steps a principal takes on what others may do, up to everything.",
    advice: "Name the users, roles and services that are meant, and keep the steps apart.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"], "Resource": "*"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"], "Resource": "*", "Condition": {"StringEqualsIfExists": {"iam:PassedToService": "ec2.amazonaws.com"}}}}"#,
    ),
    check,
};

fn check(subject: &Subject<'_>, found: &mut LintFound<'_>) {
    if is_of_everything(subject) {
        return;
    }
    for (statements, ways) in ways(subject) {
        let names = ways.iter().take(TOLD).map(told).collect::<Vec<_>>().join("; ");
        let more = match ways.len().saturating_sub(TOLD) {
            0 => String::new(),
            more => format!("; and {more} more ways"),
        };
        let facts = ways.iter().fold(Facts::NONE, |facts, way| facts.union(way.facts));
        let requests = ways.into_iter().next().map(|way| way.requests).unwrap_or_default();
        let message = format!("it gives a way to more access by {names}{more}");
        found.draft(places(subject, &statements), message, facts, FindingEvidence::Requests(requests));
    }
}

/// The actions of a way.
fn told(way: &Way) -> String {
    let needs = way.technique.needs.iter();
    needs.map(|need| format!("`{}`", need.action)).collect::<Vec<_>>().join(" with ")
}

/// So many ways are told of a longer list.
const TOLD: usize = 3;
