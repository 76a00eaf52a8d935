//! `cargo xtask lint`: what in policies does nothing.
//!
//! The facade finds it; this file reads the arguments and chooses how the answer is printed.

use std::collections::BTreeSet;
use std::process::ExitCode;

use clap::ValueEnum;
use iamkit::PolicyKind;
use iamkit::lint::{Finding, LintReport, LintRule};
use iamkit::policy::Position;
use serde_sarif::sarif::{Result as SarifResult, ResultKind, ResultLevel, Sarif};

use crate::command::{Failure, Outcome, exit_different, exit_unknown, report_failure};
use crate::compare::Question;
use crate::policy_argument::{FORMS, PolicyArgument};
use crate::policy_kind;
use crate::sarif;

/// Find what in policies does nothing: statements without any effect, and names that no action has.
#[derive(Debug, clap::Args)]
#[command(
    after_help = format!("{FORMS}\n\nExit codes: 0 nothing found, 1 something found, 2 bad input, \
        3 nothing found, but not all could be decided.")
)]
pub(crate) struct Args {
    /// The policies.
    #[arg(required = true, value_name = "POLICY")]
    policies: Vec<String>,
    #[command(flatten)]
    question: Question,
    /// The form of the answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line for each finding.
    Text,
    /// A list with an object for each policy.
    Json,
    /// For the code scanners of a forge.
    Sarif,
}

/// A policy with what was found in it.
struct Linted {
    policy: PolicyArgument,
    kind: PolicyKind,
    report: LintReport,
}

/// The report of the facade, with the policy's name.
#[derive(serde::Serialize)]
struct Json<'r> {
    policy: &'r str,
    kind: &'static str,
    #[serde(flatten)]
    report: &'r LintReport,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let (mut linted, mut failures) = (Vec::new(), Vec::new());
    for name in &args.policies {
        match lint(name, &args.question) {
            Ok(it) => linted.push(it),
            Err(failure) => failures.push(failure),
        }
    }
    match args.format {
        _ if linted.is_empty() => {}
        Format::Text => print(&linted),
        Format::Json => {
            let reports = linted.iter().map(|it| Json {
                policy: &it.policy.name,
                kind: it.kind.as_str(),
                report: &it.report,
            });
            anstream::println!("{}", serde_json::to_string_pretty(&reports.collect::<Vec<_>>())?);
        }
        Format::Sarif => anstream::println!("{}", serde_json::to_string_pretty(&log(&linted))?),
    }
    // What can't be read silences nothing else.
    if let Some(code) = failures.iter().map(report_failure).fold(None, |_, code| Some(code)) {
        return Ok(code);
    }
    let is_clean = linted.iter().all(|it| it.report.findings.is_empty());
    let is_decided = linted.iter().all(|it| it.report.unknown.is_empty());
    Ok(match (is_clean, is_decided) {
        (true, true) => ExitCode::SUCCESS,
        (true, false) => exit_unknown(),
        (false, _) => exit_different(),
    })
}

fn lint(name: &str, question: &Question) -> Result<Linted, Failure> {
    let policy = PolicyArgument::read(name)?;
    let kind = policy_kind::of_one(question.kind, &policy);
    let report = iamkit::lint::lint(&policy.document, kind, &question.universe(), &question.limits());
    let report = report.map_err(|error| format!("`{}`: {error}", policy.name))?;
    Ok(Linted { policy, kind, report })
}

fn print(linted: &[Linted]) {
    for Linted { policy, report, .. } in linted {
        for finding in &report.findings {
            let (line, column, rule) = (finding.line, finding.column, finding.rule.as_str());
            let place = policy.file.as_ref().map_or(policy.name.clone(), |file| file.display().to_string());
            anstream::println!("{place}:{line}:{column}: {} [{rule}]", words(policy, finding));
        }
        for open in &report.open {
            anstream::println!("{}: undecided: {}", policy.name, words(policy, open));
        }
        for unknown in &report.unknown {
            anstream::println!("{}: unknown: {}", policy.name, unknown.reason);
        }
    }
    let n_findings = linted.iter().map(|it| it.report.findings.len()).sum();
    let kinds = linted.iter().map(|it| it.kind.as_str()).collect::<BTreeSet<_>>();
    let kinds = kinds.into_iter().collect::<Vec<_>>().join(", ");
    anstream::println!("{} in {} ({kinds})", counted(n_findings, "finding"), policies(linted.len()));
}

/// In which statement a finding is, and what.
fn words(policy: &PolicyArgument, finding: &Finding) -> String {
    let member = policy.member().unwrap_or_default();
    let sid = finding.sid.as_ref().map(|sid| format!(" `{sid}`")).unwrap_or_default();
    let facts = if finding.facts.is_empty() {
        String::new()
    } else {
        format!(" (facts: {})", finding.facts.join(", "))
    };
    format!("{member}/Statement/{}{sid}: {}{facts}", finding.statement, finding.message)
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

fn policies(count: usize) -> String {
    if count == 1 { "1 policy".into() } else { format!("{count} policies") }
}

fn log(linted: &[Linted]) -> Sarif {
    let rules = LintRule::ALL.map(|rule| (rule.as_str(), rule.description()));
    let rules =
        rules.into_iter().chain([("undecided", "Whether a statement does anything could not be decided")]);
    let findings = linted.iter().flat_map(|Linted { policy, report, .. }| {
        let findings = report.findings.iter().map(|finding| result(policy, finding));
        let unknown = report.unknown.iter().map(|unknown| undecided(policy, &unknown.reason));
        findings.chain(unknown).collect::<Vec<_>>()
    });
    sarif::log(&rules.collect::<Vec<_>>(), findings.collect())
}

fn result(policy: &PolicyArgument, finding: &Finding) -> SarifResult {
    let position = Position { line: finding.line, column: finding.column };
    let locations = policy.file.iter().map(|file| sarif::location(file, position));
    let message = sarif::message(words(policy, finding));
    let result = SarifResult::builder().rule_id(finding.rule.as_str()).level(ResultLevel::Warning);
    result.message(message).locations(locations.collect::<Vec<_>>()).build()
}

fn undecided(policy: &PolicyArgument, reason: &str) -> SarifResult {
    let result =
        SarifResult::builder().rule_id("undecided").level(ResultLevel::Warning).kind(ResultKind::Open);
    result.message(sarif::message(format!("{}: {reason}", policy.name))).build()
}
