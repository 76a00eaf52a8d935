//! A comparison for a reader at a terminal, in the manner of a diff from a to b: `-` is lost, `+` is gained.

use std::fmt::Display;

use anstyle::{AnsiColor, Style};
use iamkit_engine::Decision;
use iamkit_engine::Evaluation;
use iamkit_engine::StatementRef;
use iamkit_policy::shown::Shown;
use iamkit_prover::{Difference, Relation, Side, Witness};

use super::report::{Compared, Report};
use crate::words;
use iamkit_console::output::{Line, Lines};

/// The whole answer, the relation first.
pub(super) fn render(report: &Report) -> Lines {
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

/// A name as sentences show it.
fn shown(name: &str) -> String {
    Shown::value(name).to_string()
}

fn styled(style: Style, text: impl Display) -> Line {
    Line::default().styled(style, text)
}

/// What only one side allows.
fn differences(text: &mut Lines, report: &Report, side: Side) {
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

fn one(text: &mut Lines, report: &Report, difference: &Difference) {
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

/// What a difference says besides its actions, a line for each part; none where that is everything.
pub(super) fn terms(difference: &Difference) -> Vec<String> {
    words::terms(&difference.actions_except, &difference.terms, difference.is_exact)
}

/// Why a side decides a witness as it does.
pub(super) fn reason(side: &Compared, witness: &Witness) -> String {
    let name = shown(&side.name);
    match witness.evaluate(&side.access) {
        // A resource control policy lets pass what it doesn't deny, without an Allow of its own (S68).
        Ok(evaluation) if is_let_pass(side, witness, &evaluation) => format!("{name} lets it pass"),
        Ok(evaluation) => format!("{name} {}", because(&evaluation)),
        Err(error) => format!("{name}: {error}"),
    }
}

fn is_let_pass(side: &Compared, witness: &Witness, evaluation: &Evaluation) -> bool {
    evaluation.decision() != Decision::Allow && witness.is_allowed_by(&side.access) == Ok(true)
}

fn because(evaluation: &Evaluation) -> String {
    let decision = match evaluation.decision() {
        Decision::Allow => "allows it",
        Decision::ExplicitDeny => "denies it",
        Decision::ImplicitDeny | Decision::Depends => return near_miss(evaluation),
    };
    match evaluation.decided_by().first() {
        Some(statement) => {
            let sid = statement.sid().map(|sid| format!(" `{}`", Shown::value(sid))).unwrap_or_default();
            format!("{decision} by {}{sid} ({})", place(evaluation, statement), statement.position())
        }
        None => decision.into(),
    }
}

fn near_miss(evaluation: &Evaluation) -> String {
    let missing = match evaluation.blocked_by() {
        [] => "has no Allow for it".to_owned(),
        _ if evaluation.layers().len() < 2 => "has no Allow for it".to_owned(),
        layers => format!("has no Allow for it in {}", layers.join(" and ")),
    };
    match evaluation.near_misses().first() {
        Some(remark) => {
            let statement = remark.statement();
            let place = format!("{} ({})", place(evaluation, statement), statement.position());
            format!("{missing}; {place} fails in {}: {}", remark.element(), remark.reason())
        }
        None => missing,
    }
}

/// The statement's place, with its layer where there are several.
fn place(evaluation: &Evaluation, statement: &StatementRef) -> String {
    let pointer = format!("/Statement/{}", statement.index());
    let of_layer = evaluation.layers().iter().find(|layer| layer.statements().contains(statement));
    match of_layer.filter(|_| 1 < evaluation.layers().len()) {
        Some(layer) => format!("{}{pointer}", layer.layer()),
        None => pointer,
    }
}

fn notes(text: &mut Lines, report: &Report) {
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
        let sources = iamkit_catalog::Catalog::embedded().sources().collect::<Vec<_>>();
        text.push(format_args!("catalog: {}", sources.join(", ")));
    }
}
