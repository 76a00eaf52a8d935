//! A comparison as SARIF: a finding for each difference, at the statement that allows it where that stands in a file.

use std::path::Path;

use iamkit_policy::Position;
use iamkit_policy::shown::{self, Shown};
use iamkit_prover::{Difference, Side, Unknown, Witness};
use serde_sarif::sarif::{ResultLevel, Sarif};

use super::reasons::{reason, terms};
use super::sides::{ComparedSide, ComparedSides};
use crate::sarif::{self, START, SarifFinding, SarifRule};

const RULES: [SarifRule; 3] = [
    SarifRule {
        id: "access-lost",
        finds: "The first policy allows something that the second doesn't",
        explanation: "Requests that were allowed are denied once the second policy takes the place of the first.",
        advice: "If somebody needs that access, allow it in the second policy.",
        level: ResultLevel::Note,
    },
    SarifRule {
        id: "access-gained",
        finds: "The second policy allows something that the first doesn't",
        explanation: "Requests that were denied are allowed once the second policy takes the place of the first.",
        advice: "If that access isn't meant, narrow the statement that allows it.",
        level: ResultLevel::Warning,
    },
    SarifRule {
        id: "undecided",
        finds: "Whether one of the policies allows more could not be decided",
        explanation: "The search ended at its limits, or hangs on something that nobody said.",
        advice: "Raise the limits, simplify the statement, or compare by hand.",
        level: ResultLevel::Warning,
    },
];

impl ComparedSides {
    /// The log for code scanners: one run with all differences, then what is unknown; the addresses of files are relative
    /// to a folder, by an absolute path.
    pub fn sarif(&self, root: &Path) -> Sarif {
        log(self, root)
    }
}

fn log(report: &ComparedSides, root: &Path) -> Sarif {
    let differences = report.found.list.iter().map(|difference| finding(report, difference));
    let unknown = report.found.comparison.unknown.iter().map(|unknown| undecided(report, unknown));
    sarif::log(&RULES, &differences.chain(unknown).collect::<Vec<_>>(), root)
}

fn finding<'r>(report: &'r ComparedSides, difference: &Difference) -> SarifFinding<'r> {
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
    SarifFinding { rule, text, subject, place: statement.unwrap_or_else(|| start(report)) }
}

fn undecided<'r>(report: &'r ComparedSides, unknown: &Unknown) -> SarifFinding<'r> {
    let statement = unknown.statements.first();
    let file = statement.and_then(|statement| report.side(statement.side).file.as_deref());
    let place = file.zip(statement.map(|statement| statement.position));
    SarifFinding {
        rule: "undecided",
        text: unknown.to_string(),
        subject: shown::joined(&unknown.actions, ", "),
        place: place.unwrap_or_else(|| start(report)),
    }
}

/// The statement that allows the witness.
fn statement(side: &ComparedSide, witness: &Witness) -> Option<Position> {
    let evaluation = witness.evaluate(&side.access).ok()?;
    Some(evaluation.decided_by().first()?.position())
}

/// The start of a file that was compared, or else of what the second side is called, for what stands in none by itself.
fn start(report: &ComparedSides) -> (&Path, Position) {
    let source = [Side::B, Side::A].into_iter().find_map(|side| report.side(side).source.as_deref());
    (source.unwrap_or(Path::new(&report.b.name)), START)
}
