//! A comparison for a comment in a review: the relation, a diff, the examples, what is unknown.

use std::fmt::Write as _;

use super::Report;
use super::text::{reason, terms};

/// The whole answer in Markdown.
pub(super) fn render(report: &Report) -> String {
    let mut text = String::new();
    // Writing to a string can't fail.
    let _ = write!(text, "**{}**: {}.\n\n", report.found.comparison.relation, report.headline());
    if !report.found.list.is_empty() {
        let _ = write!(text, "```diff\n{}```\n\n", diff(report));
        let _ = write!(
            text,
            "<details><summary>A request for each</summary>\n\n{}\n</details>\n\n",
            examples(report)
        );
    }
    for unknown in &report.found.comparison.unknown {
        let _ = writeln!(text, "- unknown: {unknown}");
    }
    let comparison = &report.found.comparison;
    if !comparison.assumptions.is_empty() {
        let _ = writeln!(text, "Assuming that {}.", comparison.assumptions.join("; "));
    }
    if !comparison.facts.is_empty() {
        let _ = writeln!(text, "Facts: {}.", comparison.facts);
    }
    text
}

fn diff(report: &Report) -> String {
    let mut text = String::new();
    for difference in &report.found.list {
        let sign = difference.allowed_by.sign();
        let _ = writeln!(text, "{sign} {}", difference.actions.join(", "));
        for term in terms(difference) {
            let _ = writeln!(text, "{sign}   {term}");
        }
    }
    text
}

fn examples(report: &Report) -> String {
    let mut text = String::new();
    for difference in &report.found.list {
        let witness = &difference.witness;
        let sides = [difference.allowed_by, difference.allowed_by.other()];
        let reasons = sides.map(|side| reason(report.side(side), witness));
        let _ = writeln!(text, "- {witness}: {}", reasons.join("; "));
    }
    text
}
