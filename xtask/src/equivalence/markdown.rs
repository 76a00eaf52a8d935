//! The report as Markdown, for an issue or a review.

use std::fmt::Write as _;

use super::report::{Comparison, Report};
use super::text::{changes, counterexample, outcome_of_requests};
use super::verdict::verdict_of_pair;

/// The whole report; its last line is the verdict.
pub(crate) fn render(report: &Report) -> String {
    let mut text = String::new();
    for versions in report.groups() {
        group(&mut text, versions);
    }
    // Writing to a string can't fail, here and below.
    if !report.facts().is_empty() {
        let _ = writeln!(text, "Facts: {}\n", report.facts());
    }
    let _ = writeln!(text, "**Verdict:** {}", report.verdict);
    text
}

fn group(text: &mut String, versions: &[Comparison]) {
    let Some(last) = versions.last() else { return };
    let _ = writeln!(text, "## {} against {}, {} policies\n", last.custom, last.managed, last.kind);
    let _ = writeln!(
        text,
        "| version | date | any strings | real actions | requests | custom | managed | change |"
    );
    let _ = writeln!(text, "|---|---|---|---|---|---|---|---|");
    for (row, change) in versions.iter().zip(changes(versions)) {
        let (version, date) = (row.version.as_deref().unwrap_or("-"), row.date.as_deref().unwrap_or("-"));
        let catalog = &row.catalog;
        let _ = writeln!(
            text,
            "| {version} | {date} | {} | {} | {} | {} | {} | {} |",
            row.strings.relation,
            catalog.relation,
            outcome_of_requests(row),
            catalog.custom_actions,
            catalog.managed_actions,
            change.replace('|', "\\|").replace('*', "\\*"),
        );
    }
    let _ = writeln!(text);
    for grant in &last.catalog.grants {
        let _ = writeln!(text, "- {}, limited: `{grant}`", grant.side);
    }
    if let Some(found) = &last.property.counterexample {
        let _ = writeln!(text, "- counterexample: `{}`", counterexample(found));
    }
    let _ = writeln!(text, "\n{}\n", verdict_of_pair(versions));
}
