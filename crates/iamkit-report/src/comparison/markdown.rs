//! A comparison for a comment in a review: the relation, a diff, the examples, what is unknown.

use iamkit_policy::shown;
use iamkit_prover::{Difference, Unknown};

use super::reasons::{reason, terms};
use super::sides::ComparedSides;
use iamkit_console::markdown::{Block, code, fenced, folded, plain};

impl ComparedSides {
    /// The whole answer in Markdown.
    pub fn markdown(&self) -> Vec<Block> {
        render(self)
    }
}

fn render(report: &ComparedSides) -> Vec<Block> {
    let comparison = &report.found.comparison;
    let headline = report.headline(|name| code(name));
    let mut blocks = vec![plain(vec![format!("**{}**: {headline}.", comparison.relation)])];
    if !report.found.list.is_empty() {
        blocks.push(fenced("diff", report.found.list.iter().flat_map(diff).collect()));
        let examples = report.found.list.iter().map(|difference| example(report, difference));
        blocks.push(folded("A request for each", examples.collect()));
    }
    if !comparison.unknown.is_empty() {
        blocks.push(plain(comparison.unknown.iter().map(undecided).collect()));
    }
    let mut notes = Vec::new();
    if !comparison.assumptions.is_empty() {
        notes.push(format!("Assuming that {}.", code(comparison.assumptions.join("; "))));
    }
    if !comparison.facts.is_empty() {
        notes.push(format!("Facts: {}.", comparison.facts));
    }
    blocks.push(plain(notes));
    blocks
}

fn undecided(unknown: &Unknown) -> String {
    format!("- unknown: {}", code(unknown))
}

fn diff(difference: &Difference) -> Vec<String> {
    let sign = difference.allowed_by.sign();
    let actions = format!("{sign} {}", shown::joined(&difference.actions, ", "));
    let terms = terms(difference).into_iter().map(|term| format!("{sign}   {term}"));
    [actions].into_iter().chain(terms).collect()
}

fn example(report: &ComparedSides, difference: &Difference) -> String {
    let witness = &difference.witness;
    let sides = [difference.allowed_by, difference.allowed_by.other()];
    let reasons = sides.map(|side| reason(report.side(side), witness));
    format!("- {}", code(format_args!("{witness}: {}", reasons.join("; "))))
}

#[cfg(test)]
mod tests {
    use iamkit_prover::Reason;
    use pulldown_cmark::{Event, Parser};

    use super::*;

    #[test]
    fn what_is_unknown_names_nothing_outside_of_code() {
        let reason = Reason::PolicyVariable { key: "a` [b](https://example.com) <i>".into() };
        let unknown = Unknown { side: None, reason, actions: vec!["`@b".into()], statements: Vec::new() };
        let line = undecided(&unknown);
        let words = Parser::new(&line).filter(|event| matches!(event, Event::Text(_))).collect::<Vec<_>>();
        assert_eq!(words, [Event::Text("unknown: ".into())], "{line}");
        assert!(!Parser::new(&line).any(|event| matches!(event, Event::InlineHtml(_))), "{line}");
    }
}
