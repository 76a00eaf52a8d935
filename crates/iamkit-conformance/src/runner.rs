//! Runs a case on every voice, the naive evaluator and the compiled engine, and compares with what it expects.
//!
//! No I/O: what an action's requests are about (S25) is asked of a closure.

use iamkit_policy::shown::Shown;
use serde::Serialize;

use crate::case::{Case, DecidedBy, Expect, ExpectedAnswer};
use crate::engine::ask_engine;
use crate::naive::ask_naive;

pub use crate::answer::{Answer, VoiceOutcome};

/// What came of a case
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CaseRecord {
    /// The case.
    pub id: String,
    /// Its source.
    pub source: String,
    /// Whether every voice that decides the case answered as expected.
    pub passed: bool,
    /// Whether the naive evaluator doesn't decide such cases, so that the engine's answer alone was compared.
    pub by_engine_alone: bool,
    /// What was expected.
    pub expected: Expect,
    /// What the naive evaluator says.
    pub naive: VoiceOutcome,
    /// What the engine says.
    pub engine: VoiceOutcome,
    /// Each difference, one line.
    pub differences: Vec<String>,
}

/// A case that can't be run: every voice refuses its request or its policies, and it expects an answer
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("case `{}`: {problem}", Shown::value(.id))]
pub struct RunError {
    id: String,
    problem: String,
}

impl RunError {
    /// The case.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Why it is refused.
    pub fn problem(&self) -> &str {
        &self.problem
    }
}

/// Runs a case.
///
/// `is_about_star` says of an action whether its requests are about `*` (S25); it is asked where the case doesn't say.
///
/// # Errors
/// Every voice refuses a principal, action or policy, and the case doesn't expect an error.
pub fn run(case: &Case, is_about_star: impl Fn(&str) -> Option<bool>) -> Result<CaseRecord, RunError> {
    let situation = case.situation(is_about_star);
    let (naive, engine) = (ask_naive(&situation), ask_engine(&situation));
    let by_engine_alone = matches!(naive, VoiceOutcome::NotDecided { .. });
    if let (Expect::Answer(_), VoiceOutcome::Error { error }) = (&case.expect, &naive)
        && !matches!(engine, VoiceOutcome::Answer(_))
    {
        return Err(RunError { id: case.id.clone(), problem: error.clone() });
    }
    let of_naive = if by_engine_alone { Vec::new() } else { differences("naive", &case.expect, &naive) };
    let differences = [of_naive, differences("engine", &case.expect, &engine)].concat();
    Ok(CaseRecord {
        id: case.id.clone(),
        source: case.source.clone(),
        passed: differences.is_empty(),
        by_engine_alone,
        expected: case.expect.clone(),
        naive,
        engine,
        differences,
    })
}

/// The last line of a report: `N passed, N failed, N by the engine alone`.
///
/// A case of which the engine's answer alone was compared counts among the passed or failed as well.
pub fn summary(records: &[CaseRecord]) -> String {
    let n_passed = records.iter().filter(|record| record.passed).count();
    let n_failed = records.len() - n_passed;
    let n_alone = records.iter().filter(|record| record.by_engine_alone).count();
    match n_alone {
        0 => format!("{n_passed} passed, {n_failed} failed"),
        _ => format!("{n_passed} passed, {n_failed} failed, {n_alone} by the engine alone"),
    }
}

fn differences(voice: &str, expect: &Expect, outcome: &VoiceOutcome) -> Vec<String> {
    match (expect, outcome) {
        (Expect::Answer(expected), VoiceOutcome::Answer(answer)) => {
            let differences = in_answer(expected, answer);
            differences.into_iter().map(|difference| format!("{voice}: {difference}")).collect()
        }
        (Expect::Error { error: expected }, VoiceOutcome::Error { error }) if expected == error => Vec::new(),
        _ => vec![format!("{voice}: {}, expected {}", as_json(outcome), as_json(expect))],
    }
}

fn in_answer(expected: &ExpectedAnswer, answer: &Answer) -> Vec<String> {
    let decided_by = |list: &[DecidedBy]| {
        let mut list = list.to_vec();
        list.sort();
        as_json(&list)
    };
    let keys = |list: &[String]| as_json(&folded(list));
    let compared = [
        ("decision", Some(as_json(&expected.decision)), Some(as_json(&answer.decision))),
        ("decidedBy", expected.decided_by.as_deref().map(decided_by), Some(decided_by(&answer.decided_by))),
        ("missingKeys", expected.missing_keys.as_deref().map(keys), Some(keys(&answer.missing_keys))),
        ("dependsOn", expected.depends_on.as_deref().map(keys), Some(keys(&answer.depends_on))),
        ("undecidedKeys", expected.undecided_keys.as_deref().map(keys), Some(keys(&answer.undecided_keys))),
        ("blockedBy", expected.blocked_by.as_deref().map(keys), answer.blocked_by.as_deref().map(keys)),
    ];
    let differing = compared.into_iter().filter_map(|(name, expected, found)| {
        let (expected, found) = (expected?, found?);
        (expected != found).then(|| format!("{name} is {found}, expected {expected}"))
    });
    differing.collect()
}

fn folded(keys: &[String]) -> Vec<String> {
    let mut keys = keys.iter().map(|key| key.to_ascii_lowercase()).collect::<Vec<_>>();
    keys.sort();
    keys.dedup();
    keys
}

fn as_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
