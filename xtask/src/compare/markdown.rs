//! A comparison for a comment in a review: the relation, a diff, the examples, what is unknown.

use iamkit::prover::Difference;
use iamkit_policy::shown;

use super::Report;
use super::text::{reason, terms};
use crate::output::markdown::{Block, code, fenced, folded, plain};

/// The whole answer in Markdown.
pub(super) fn render(report: &Report) -> Vec<Block> {
    let comparison = &report.found.comparison;
    let headline = report.headline(|name| code(name));
    let mut blocks = vec![plain(vec![format!("**{}**: {headline}.", comparison.relation)])];
    if !report.found.list.is_empty() {
        blocks.push(fenced("diff", report.found.list.iter().flat_map(diff).collect()));
        let examples = report.found.list.iter().map(|difference| example(report, difference));
        blocks.push(folded("A request for each", examples.collect()));
    }
    let unknown = comparison.unknown.iter().map(|unknown| format!("- unknown: {}", code(unknown)));
    let mut notes = unknown.collect::<Vec<_>>();
    if !comparison.assumptions.is_empty() {
        notes.push(format!("Assuming that {}.", code(comparison.assumptions.join("; "))));
    }
    if !comparison.facts.is_empty() {
        notes.push(format!("Facts: {}.", comparison.facts));
    }
    blocks.push(plain(notes));
    blocks
}

fn diff(difference: &Difference) -> Vec<String> {
    let sign = difference.allowed_by.sign();
    let actions = format!("{sign} {}", shown::joined(&difference.actions, ", "));
    let terms = terms(difference).into_iter().map(|term| format!("{sign}   {term}"));
    [actions].into_iter().chain(terms).collect()
}

fn example(report: &Report, difference: &Difference) -> String {
    let witness = &difference.witness;
    let sides = [difference.allowed_by, difference.allowed_by.other()];
    let reasons = sides.map(|side| reason(report.side(side), witness));
    format!("- {}", code(format_args!("{witness}: {}", reasons.join("; "))))
}
