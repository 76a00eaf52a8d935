//! `iamkit lint`: what in policies does nothing, grants more than it seems, or lets others in.
//!
//! `iamkit-validate` finds it; this file reads the arguments and chooses how the answer is printed.

mod choosing;
mod linted;

use std::process::ExitCode;

use clap::ValueEnum;
use iamkit_engine::PolicyKind;
use iamkit_policy::Position;
#[cfg(feature = "sarif")]
use iamkit_prover::{Limits, Universe};
#[cfg(feature = "sarif")]
use iamkit_report::lint::sarif;
use iamkit_report::lint::{
    LintReport, LintedPolicy, NamedLint, ReportedFinding, counts, lines, undecided_lines,
};
use iamkit_validate::lint::{LintOptions, LintRule, lint_with};
use indicatif::{ParallelProgressIterator as _, ProgressBar};
use rayon::prelude::*;

#[cfg(feature = "sarif")]
use crate::forms::Forms;
use crate::misplaced;
use crate::policy_argument::{FORMS, PolicyArgument, expanded};
use crate::policy_kind;
use crate::progress::unless_quiet;
use crate::question::Question;
#[cfg(feature = "sarif")]
use crate::sarif::root;
use choosing::{Choosing, Known, list};
use iamkit_console::command::{Failure, Outcome, exit_different, exit_unknown, report_failure};
use iamkit_console::output::{self, MarkSeverity, SourceMark};
use linted::Linted;

/// Find what in policies does nothing, grants more than it seems, or lets others in: proven, or shown by requests.
#[derive(Debug, clap::Args)]
#[command(
    after_help = format!("{FORMS}\n\nExit codes: 0 nothing found, 1 something found, 2 bad input, \
        3 nothing found, but not all could be decided.")
)]
pub(crate) struct Args {
    /// The policies.
    #[arg(required_unless_present = "list", value_name = "POLICY")]
    policies: Vec<String>,
    #[command(flatten)]
    choosing: Choosing,
    /// List the rules instead.
    #[arg(long, conflicts_with = "policies")]
    list: bool,
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
    #[cfg(feature = "sarif")]
    Sarif,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let rules = args.choosing.rules()?;
    if args.list {
        list(&rules);
        return Ok(ExitCode::SUCCESS);
    }
    let known = Known::new(&args.choosing)?;
    let mut names = Vec::new();
    for argument in &args.policies {
        match expanded(argument) {
            Ok(files) => names.extend(files.into_iter().map(Ok)),
            Err(failure) => names.push(Err(failure)),
        }
    }
    let (linted, failures) = each(names, |name| lint(name, &rules, &args.question, &known));
    match args.format {
        _ if linted.is_empty() => {}
        Format::Text => print_text(&linted),
        Format::Json => {
            let reports = linted.iter().map(|it| NamedLint {
                policy: it.policy.name.clone(),
                kind: it.kind.as_str(),
                lint: it.report.clone(),
            });
            output::json(&reports.collect::<Vec<_>>())?;
        }
        #[cfg(feature = "sarif")]
        Format::Sarif => output::json(&sarif(&shown(&linted), &root()))?,
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

/// From so many policies on it may take long enough to tell how far it is.
const MANY: usize = 100;

/// What came of each policy, in parallel and in their order, and what couldn't be done.
fn each<T: Send>(
    names: Vec<Result<String, Failure>>,
    with: impl Fn(&str) -> Result<T, Failure> + Sync,
) -> (Vec<T>, Vec<Failure>) {
    let count = u64::try_from(names.len()).unwrap_or(u64::MAX);
    let bar = if MANY <= names.len() { unless_quiet(ProgressBar::new(count)) } else { ProgressBar::hidden() };
    let done = names.into_par_iter().progress_with(bar.clone()).map(|name| with(&name?)).collect::<Vec<_>>();
    bar.finish_and_clear();
    let (mut results, mut failures) = (Vec::new(), Vec::new());
    for it in done {
        it.map_or_else(|failure| failures.push(failure), |result| results.push(result));
    }
    (results, failures)
}

fn lint(
    name: &str,
    rules: &[&'static LintRule],
    question: &Question,
    known: &Known,
) -> Result<Linted, Failure> {
    let policy = PolicyArgument::read_one(name, None)?;
    let kind = policy_kind::of_one(question.kind, &policy);
    linted(policy, kind, rules, &known.options(&question.universe(), &question.limits()))
}

fn linted(
    policy: PolicyArgument,
    kind: PolicyKind,
    rules: &[&'static LintRule],
    options: &LintOptions<'_>,
) -> Result<Linted, Failure> {
    let found = lint_with(rules.iter().copied(), &policy.document, kind, options);
    let found = found.map_err(|errors| misplaced::failure(&policy, kind, &errors))?;
    let report = LintReport::new(&found, &policy.document);
    Ok(Linted { policy, kind, report })
}

/// A person gets the lines of the documents, too.
fn print_text(linted: &[Linted]) {
    let policies = shown(linted);
    if output::is_read_on_terminal() {
        for (Linted { policy, .. }, shown) in linted.iter().zip(&policies) {
            for finding in &shown.report.findings {
                output::marked(&mark(policy, shown, finding), policy.document.source());
            }
        }
        output::lines(&undecided_lines(&policies));
    } else {
        output::lines(&lines(&policies));
    }
    output::line(counts(&policies));
}

fn shown(linted: &[Linted]) -> Vec<LintedPolicy<'_>> {
    linted.iter().map(Linted::shown).collect()
}

fn mark(policy: &PolicyArgument, shown: &LintedPolicy<'_>, finding: &ReportedFinding) -> SourceMark {
    let position = Position { line: finding.line, column: finding.column };
    let (message, name) = (shown.words(finding), policy.place());
    SourceMark { severity: MarkSeverity::Warning, rule: Some(finding.code), message, name, position }
}

/// What is found in a policy, in the forms for people and for scanners.
///
/// # Errors
/// A statement that may not stand in a policy of its kind.
#[cfg(feature = "sarif")]
pub(crate) fn forms(
    policy: PolicyArgument,
    universe: &Universe<'_>,
    limits: &Limits,
) -> Result<Forms, Failure> {
    let kind = policy.kind;
    let options = LintOptions::new(*universe, *limits);
    let linted = [linted(policy, kind, &LintRule::all().collect::<Vec<_>>(), &options)?];
    let policies = shown(&linted);
    Ok(Forms { text: lines(&policies), markdown: Vec::new(), sarif: sarif(&policies, &root()) })
}
