//! A comparison as SARIF: a finding for each difference, at the statement that allows it where that stands in a file.

use std::path::Path;

use iamkit_policy::Position;
use iamkit_policy::shown::{self, Shown};
use iamkit_prover::{Difference, Side, Unknown, Witness};
use serde_sarif::sarif::{ResultLevel, Sarif};

use super::report::{Compared, Report};
use super::text::{reason, terms};
use crate::sarif::{self, Finding, Rule, START};

const RULES: [Rule; 3] = [
    Rule {
        id: "access-lost",
        finds: "The first policy allows something that the second doesn't",
        explanation: "Requests that were allowed are denied once the second policy takes the place of the first.",
        advice: "If somebody needs that access, allow it in the second policy.",
        level: ResultLevel::Note,
    },
    Rule {
        id: "access-gained",
        finds: "The second policy allows something that the first doesn't",
        explanation: "Requests that were denied are allowed once the second policy takes the place of the first.",
        advice: "If that access isn't meant, narrow the statement that allows it.",
        level: ResultLevel::Warning,
    },
    Rule {
        id: "undecided",
        finds: "Whether one of the policies allows more could not be decided",
        explanation: "The search ended at its limits, or hangs on something that nobody said.",
        advice: "Raise the limits, simplify the statement, or compare by hand.",
        level: ResultLevel::Warning,
    },
];

/// The log: one run with all differences, then what is unknown.
pub(super) fn log(report: &Report) -> Sarif {
    let differences = report.found.list.iter().map(|difference| finding(report, difference));
    let unknown = report.found.comparison.unknown.iter().map(|unknown| undecided(report, unknown));
    sarif::log(&RULES, &differences.chain(unknown).collect::<Vec<_>>())
}

fn finding<'r>(report: &'r Report, difference: &Difference) -> Finding<'r> {
    let rule = match difference.allowed_by {
        Side::A => "access-lost",
        Side::B => "access-gained",
    };
    let allowing = report.side(difference.allowed_by);
    let reasons = [difference.allowed_by, difference.allowed_by.other()];
    let reasons = reasons.map(|side| reason(report.side(side), &difference.witness));
    let terms = terms(difference).join(" ");
    let space = if terms.is_empty() { "" } else { " " };
    let subject = format!("{}{space}{terms}", shown::joined(&difference.actions, ", "));
    let text = format!(
        "only {} allows {subject}; for example {}: {}",
        Shown::value(&allowing.name),
        difference.witness,
        reasons.join("; "),
    );
    let statement = allowing.file.as_deref().zip(statement(allowing, &difference.witness));
    Finding { rule, text, subject, place: statement.unwrap_or_else(|| start(report)) }
}

fn undecided<'r>(report: &'r Report, unknown: &Unknown) -> Finding<'r> {
    let statement = unknown.statements.first();
    let file = statement.and_then(|statement| report.side(statement.side).file.as_deref());
    let place = file.zip(statement.map(|statement| statement.position));
    Finding {
        rule: "undecided",
        text: unknown.to_string(),
        subject: shown::joined(&unknown.actions, ", "),
        place: place.unwrap_or_else(|| start(report)),
    }
}

/// The statement that allows the witness.
fn statement(side: &Compared, witness: &Witness) -> Option<Position> {
    let evaluation = witness.evaluate(&side.access).ok()?;
    Some(evaluation.decided_by().first()?.position())
}

/// The start of a file that was compared, or else of what the second side is called, for what stands in none by itself.
fn start(report: &Report) -> (&Path, Position) {
    let source = [Side::B, Side::A].into_iter().find_map(|side| report.side(side).source.as_deref());
    (source.unwrap_or(Path::new(&report.b.name)), START)
}
