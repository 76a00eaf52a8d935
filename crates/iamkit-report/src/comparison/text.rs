//! A comparison for a reader at a terminal, in the manner of a diff from a to b: `-` is lost, `+` is gained.

use std::fmt::Display;

use anstyle::{AnsiColor, Style};
use iamkit_catalog::Catalog;
use iamkit_console::line::{Line, Lines};
use iamkit_prover::{Difference, Relation, Side};

use super::reasons::{reason, shown, terms};
use super::sides::ComparedSides;
use crate::words;

impl ComparedSides {
    /// The whole answer for a person, the relation first.
    pub fn text(&self) -> Lines {
        render(self)
    }
}

fn render(report: &ComparedSides) -> Lines {
    let mut text = Lines::default();
    let relation = report.found.comparison.relation;
    let style = match relation {
        Relation::Equal => AnsiColor::Green.on_default(),
        Relation::Unknown => AnsiColor::Red.on_default(),
        Relation::Narrower | Relation::Broader | Relation::Incomparable => AnsiColor::Yellow.on_default(),
    };
    let relation = Line::default().styled(style.bold(), relation);
    text.push(relation.plain(format_args!(": {}", report.headline(shown))));
    for side in [Side::A, Side::B] {
        differences(&mut text, report, side);
    }
    notes(&mut text, report);
    text
}

fn styled(style: Style, text: impl Display) -> Line {
    Line::default().styled(style, text)
}

/// What only one side allows.
fn differences(text: &mut Lines, report: &ComparedSides, side: Side) {
    let of_side = report.found.list.iter().filter(|difference| difference.allowed_by == side);
    let of_side = of_side.collect::<Vec<_>>();
    if of_side.is_empty() {
        return;
    }
    let (sign, style) = sign(side);
    text.push("");
    text.push(styled(style, format_args!("{sign} only {} allows", shown(&report.side(side).name))));
    for difference in of_side {
        one(text, report, difference);
    }
}

fn sign(side: Side) -> (char, Style) {
    let colour = match side {
        Side::A => AnsiColor::Red,
        Side::B => AnsiColor::Green,
    };
    (side.sign(), colour.on_default())
}

fn one(text: &mut Lines, report: &ComparedSides, difference: &Difference) {
    let (sign, style) = sign(difference.allowed_by);
    for actions in words::wrapped(&difference.actions) {
        text.push(styled(style, format_args!("{sign}   {actions}")));
    }
    for terms in terms(difference).iter().flat_map(|terms| words::hanging(terms)) {
        text.push(styled(style, format_args!("{sign}     {terms}")));
    }
    let dim = Style::new().dimmed();
    let witness = &difference.witness;
    text.push(styled(dim, format_args!("      for example {witness}")));
    let reasons = [difference.allowed_by, difference.allowed_by.other()];
    let reasons = reasons.map(|side| reason(report.side(side), witness));
    text.push(styled(dim, format_args!("      {}", reasons.join("; "))));
}

fn notes(text: &mut Lines, report: &ComparedSides) {
    let comparison = &report.found.comparison;
    if !comparison.unknown.is_empty() {
        text.push("");
    }
    for unknown in &comparison.unknown {
        let style = AnsiColor::Red.on_default();
        let side =
            unknown.side.map(|side| format!(" whether {} allows more", shown(&report.side(side).name)));
        let heading = styled(style, format_args!("unknown{}", side.unwrap_or_default()));
        text.push(heading.plain(format_args!(": {unknown}")));
    }
    text.push("");
    for assumption in &comparison.assumptions {
        text.push(format_args!("assuming that {assumption}"));
    }
    if !comparison.facts.is_empty() {
        text.extend(words::hanging(&format!("facts: {}", comparison.facts)));
    }
    if let Some(kind) = report.kind {
        text.push(format_args!("kind of policy: {}", kind.as_str()));
    }
    if comparison.universe == "real" {
        let sources = Catalog::embedded().sources().collect::<Vec<_>>();
        text.push(format_args!("catalog: {}", sources.join(", ")));
    }
}
