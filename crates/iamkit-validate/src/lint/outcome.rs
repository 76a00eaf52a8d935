//! What is found in a policy, in the order of its text and with its places.

use iamkit_policy::fact::{Fact, Facts};
use iamkit_policy::{PolicyDocument, Span, json};
use iamkit_prover::Unknown;

use super::place::LintPlace;
use super::rule::LintDraft;
use crate::finding::{Finding, FindingEvidence, Severity};
use crate::location::{Location, locate};

/// Everything found in a policy
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Lint {
    /// What is found, in the order of the document.
    pub findings: Vec<Finding>,
    /// What would be found if more was taken for granted than is asked with: by its facts.
    pub open: Vec<Finding>,
    /// What could not be decided.
    pub unknown: Vec<Unknown>,
}

/// The code of what could not be decided, where that is told as a finding
pub const UNDECIDED: &str = "undecided";

impl Lint {
    /// The findings, and what could not be decided as findings of the code [`UNDECIDED`], in the order of the document; of
    /// what is undecided of one place for want of work, one.
    pub fn with_undecided(self, document: &PolicyDocument) -> Vec<Finding> {
        let Self { mut findings, open, unknown } = self;
        findings.extend(open.into_iter().map(|it| Finding {
            code: UNDECIDED,
            severity: Severity::Warning,
            message: format!("{}, if more is taken for granted: {}", it.message, ids(it.facts)),
            ..it
        }));
        let mut undecided = unknown.iter().map(|it| undecided(document, it)).collect::<Vec<_>>();
        undecided.sort_by_key(|it| it.locations.first().map(|location| location.start));
        undecided.dedup_by(|later, first| later.locations == first.locations);
        findings.extend(undecided);
        findings.sort_by_key(|it| it.locations.first().map(|location| location.start));
        findings
    }
}

/// The ids of facts, as the end of a sentence.
fn ids(facts: Facts) -> String {
    facts.iter().map(Fact::id).collect::<Vec<_>>().join(", ")
}

/// That a text can't be read as a policy of its kind.
pub(super) fn unread(text: &str, error: &dyn std::fmt::Display) -> Finding {
    Finding {
        code: UNDECIDED,
        severity: Severity::Warning,
        message: format!("the rules beyond AWS's can't read it: {error}"),
        locations: located(text, &[Span { start: 0, end: text.len() }.into()]),
        facts: Facts::NONE,
        evidence: FindingEvidence::Text,
    }
}

/// What could not be decided, at the first of its statements or else at the whole document.
fn undecided(document: &PolicyDocument, unknown: &Unknown) -> Finding {
    let statement = unknown.statements.first().and_then(|it| document.statements().get(it.statement));
    let place = statement.map_or_else(|| LintPlace::from(document.span()), LintPlace::from);
    Finding {
        code: UNDECIDED,
        severity: Severity::Warning,
        message: format!("it could not be decided: {}", unknown.reason),
        locations: located_in(document, &[place]),
        facts: Facts::NONE,
        evidence: FindingEvidence::Text,
    }
}

/// Puts what was found into the order of the document, and tells its places.
pub(super) fn finished(document: &PolicyDocument, mut drafts: Vec<LintDraft>) -> Vec<Finding> {
    // Stable: what begins at the same place stays in the order of the rules.
    drafts.sort_by_key(|draft| draft.places.first().map(|place| place.start));
    let places = drafts.iter().flat_map(|draft| draft.places.iter().copied()).collect::<Vec<_>>();
    let mut locations = located_in(document, &places).into_iter();
    let finish = |draft: LintDraft| Finding {
        code: draft.rule.code,
        severity: draft.rule.severity,
        message: draft.message,
        locations: locations.by_ref().take(draft.places.len()).collect(),
        facts: draft.facts,
        evidence: draft.evidence,
    };
    drafts.into_iter().map(finish).collect()
}

/// The same in a document, whose parts know their places in the text that it was read from.
fn located_in(document: &PolicyDocument, places: &[LintPlace]) -> Vec<Location> {
    let begins = document.span().start;
    let own = |offset: usize| offset.saturating_sub(begins);
    let own = |place: &LintPlace| LintPlace {
        value: Span { start: own(place.value.start), end: own(place.value.end) },
        start: own(place.start),
    };
    located(document.text(), &places.iter().map(own).collect::<Vec<_>>())
}

/// The ways to the values, with the points at which something begins in them.
fn located(text: &str, places: &[LintPlace]) -> Vec<Location> {
    if places.is_empty() {
        return Vec::new();
    }
    let tape = json::parse(text).ok();
    let root = tape.as_ref().map(json::Tape::root);
    let values = locate(text, root, &places.iter().map(|it| it.value).collect::<Vec<_>>());
    let parts = places.iter().map(|it| Span { start: it.start, end: it.value.end }).collect::<Vec<_>>();
    let parts = locate(text, None, &parts);
    values.into_iter().zip(parts).map(|(value, part)| Location { path: value.path, ..part }).collect()
}
