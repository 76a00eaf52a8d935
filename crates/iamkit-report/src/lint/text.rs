//! What was found in policies beyond AWS's validation, on lines.

use std::collections::BTreeSet;

use iamkit_console::line::Lines;
use iamkit_policy::shown::Shown;

use super::policy::LintedPolicy;
use crate::comparison::ReportedStatement;

/// A line for each finding, its place first, and for what could not be decided.
pub fn lines(policies: &[LintedPolicy<'_>]) -> Lines {
    let mut lines = Lines::default();
    for policy in policies {
        for finding in &policy.report.findings {
            let (line, column, rule) = (finding.line, finding.column, finding.code);
            let (place, words) = (policy.shown_place(), policy.words(finding));
            lines.push(format_args!("{place}:{line}:{column}: {words} [{rule}]"));
        }
        undecided(policy, &mut lines);
    }
    lines
}

/// What could not be decided alone, on lines.
pub fn undecided_lines(policies: &[LintedPolicy<'_>]) -> Lines {
    let mut lines = Lines::default();
    for policy in policies {
        undecided(policy, &mut lines);
    }
    lines
}

fn undecided(policy: &LintedPolicy<'_>, lines: &mut Lines) {
    let name = Shown::value(policy.name);
    for open in &policy.report.open {
        lines.push(format_args!("{name}: undecided: {}", policy.words(open)));
    }
    for unknown in &policy.report.unknown {
        lines.push(format_args!("{name}: unknown: {}{}", places(&unknown.statements), unknown.reason));
    }
}

/// How much was found in how many policies, in one line.
pub fn counts(policies: &[LintedPolicy<'_>]) -> String {
    let n_findings = policies.iter().map(|it| it.report.findings.len()).sum();
    let kinds = policies.iter().map(|it| it.kind).collect::<BTreeSet<_>>();
    let kinds = kinds.into_iter().collect::<Vec<_>>().join(", ");
    let n_policies = policies.len();
    let policies = if n_policies == 1 { "1 policy".into() } else { format!("{n_policies} policies") };
    format!("{} in {policies} ({kinds})", counted(n_findings, "finding"))
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// Of which statements, the first of them by its place.
fn places(statements: &[ReportedStatement]) -> String {
    let Some((first, others)) = statements.split_first() else { return String::new() };
    let ReportedStatement { index, line, column, .. } = first;
    let others = if others.is_empty() { String::new() } else { format!(" and {} more", others.len()) };
    format!("/Statement/{index} ({line}:{column}){others}: ")
}
