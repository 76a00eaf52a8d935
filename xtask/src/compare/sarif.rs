//! A comparison as SARIF: a finding for each difference, at the statement that allows it where that stands in a file.

use iamkit::prover::{Difference, Side, Unknown, Witness};
use serde_sarif::sarif::{Location, Result as Finding, ResultKind, ResultLevel, Sarif};

use super::text::{reason, terms};
use super::{Compared, Report};
use crate::sarif;

const RULES: [(&str, &str); 3] = [
    ("access-lost", "The first policy allows something that the second doesn't"),
    ("access-gained", "The second policy allows something that the first doesn't"),
    ("undecided", "Whether one of the policies allows more could not be decided"),
];

/// The log: one run with all differences, then what is unknown.
pub(super) fn log(report: &Report) -> Sarif {
    let differences = report.found.list.iter().map(|difference| finding(report, difference));
    let unknown = report.found.comparison.unknown.iter().map(undecided);
    sarif::log(&RULES, differences.chain(unknown).collect())
}

fn finding(report: &Report, difference: &Difference) -> Finding {
    let (rule, level) = match difference.allowed_by {
        Side::A => ("access-lost", ResultLevel::Note),
        Side::B => ("access-gained", ResultLevel::Warning),
    };
    let allowing = report.side(difference.allowed_by);
    let reasons = [difference.allowed_by, difference.allowed_by.other()];
    let reasons = reasons.map(|side| reason(report.side(side), &difference.witness));
    let terms = terms(difference).join(" ");
    let text = format!(
        "only {} allows {}{}{terms}; for example {}: {}",
        allowing.name,
        difference.actions.join(", "),
        if terms.is_empty() { "" } else { " " },
        difference.witness,
        reasons.join("; "),
    );
    let finding = Finding::builder().rule_id(rule).level(level).message(sarif::message(text));
    finding.locations(location(allowing, &difference.witness).into_iter().collect::<Vec<_>>()).build()
}

fn undecided(unknown: &Unknown) -> Finding {
    let finding = Finding::builder().rule_id("undecided").level(ResultLevel::Warning).kind(ResultKind::Open);
    finding.message(sarif::message(unknown.to_string())).build()
}

/// The statement that allows the witness, in the file it stands in.
fn location(side: &Compared, witness: &Witness) -> Option<Location> {
    let file = side.file.as_ref()?;
    let evaluation = witness.evaluate(&side.access).ok()?;
    let statement = evaluation.decided_by().first()?;
    Some(sarif::location(file, statement.position()))
}
