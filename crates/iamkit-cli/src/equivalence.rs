//! `iamkit equivalence`: does a customer managed policy give the same access as an AWS managed policy?
//!
//! The answer is proven first, over any strings and over real actions, by `iamkit_prover::equivalence`; requests drawn at
//! random are then a check on the proof, in [`property`], and `iamkit_report::equivalence` tells both. This file reads the arguments and chooses what is compared; it decides
//! nothing itself.

pub(crate) mod input;
mod property;

use std::process::ExitCode;

use clap::ValueEnum;
use iamkit_engine::PolicyKind;
use iamkit_policy::shown::Shown;
use iamkit_prover::equivalence::Equivalence;
use iamkit_prover::{Limits, Universe};
use iamkit_report::equivalence::EquivalenceReport;
use iamkit_report::equivalence::version::{ComparedVersion, VersionComparison};
use indicatif::{ProgressBar, ProgressStyle};

use crate::assumptions::Assumptions;
use crate::compare::compile;
use crate::managed_argument::{self, Version};
use crate::policy_argument::{FORMS, Kind, PolicyArgument};
use crate::policy_kind;
use crate::progress;
use crate::second_voice::{self, Spoken};
use iamkit_console::command::{Failure, Outcome, exit_different, exit_unknown};
use iamkit_console::output;
use input::Pair;

/// Check whether a customer managed policy gives the same access as an AWS managed policy.
///
/// Without arguments: the two custom policies of the documentation against every version of the AWS managed
/// policies that they are said to equal.
///
/// A report (no arguments, or `@all`) exits with 0 when it was answered. A comparison with one version or one file is
/// a check: 0 when equal, 1 when different. Equal means the same access for every action of the catalog, resources and
/// conditions included, and no request for a real action that is decided differently; names of no action don't count.
/// 2 means that it could not be answered, 3 that it could be decided neither way.
#[derive(Debug, clap::Args)]
#[command(after_help = FORMS)]
pub(crate) struct Args {
    /// The policy to check.
    #[arg(long, value_name = "POLICY")]
    custom: Option<String>,
    /// Which member of the file, when it holds several.
    #[arg(long, value_name = "MEMBER", requires = "custom")]
    name: Option<String>,
    /// The AWS managed policy: its current version, version `@vN`, or `@all`.
    #[arg(long, value_name = "NAME[@vN|@all]", conflicts_with = "with")]
    managed: Option<String>,
    /// Another policy instead of a managed one.
    #[arg(long, value_name = "POLICY")]
    with: Option<String>,
    /// Which member of the other file.
    #[arg(long, value_name = "MEMBER", requires = "with")]
    with_name: Option<String>,
    /// What kind of policies they are; without it, as they and their wrappings show.
    #[arg(long, value_enum)]
    kind: Option<Kind>,
    /// How many requests are drawn for each comparison; of identity policies alone.
    #[arg(long, value_name = "N", default_value_t = 1000)]
    cases: u32,
    /// The seed of the requests: the same seed draws the same requests.
    #[arg(long, value_name = "S", default_value_t = 20_150_206)]
    seed: u64,
    #[command(flatten)]
    assumptions: Assumptions,
    /// The form of the answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Markdown,
}

/// How the answer becomes an exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Report,
    Check,
}

#[expect(clippy::needless_pass_by_value, reason = "the dispatcher hands the arguments over")]
pub(crate) fn run(args: Args) -> Outcome {
    let (pairs, purpose) = pairs(&args)?;
    let report = compare(&pairs, &args)?;
    match args.format {
        Format::Text => output::lines(&report.text()),
        Format::Json => output::json(&report)?,
        Format::Markdown => output::markdown(&report.markdown()),
    }
    let is_equal = report.comparisons.iter().all(VersionComparison::is_equal);
    let is_decided = report.comparisons.iter().all(VersionComparison::is_decided);
    Ok(match purpose {
        Purpose::Check if !is_decided => exit_unknown(),
        Purpose::Check if !is_equal => exit_different(),
        Purpose::Report | Purpose::Check => ExitCode::SUCCESS,
    })
}

fn pairs(args: &Args) -> Result<(Vec<Pair>, Purpose), Failure> {
    let Some(custom) = &args.custom else {
        return match (&args.managed, &args.with) {
            (None, None) => Ok((input::workmail()?, Purpose::Report)),
            _ => Err("no policy to check: give `--custom FILE`".into()),
        };
    };
    let policy = PolicyArgument::read_member(custom, args.name.as_deref())?;
    let mut kind = policy_kind::of_one(args.kind, &policy);
    let (managed, versions, purpose) = match (&args.managed, &args.with) {
        (Some(managed), _) => managed_versions(managed)?,
        (None, Some(with)) => {
            let with = PolicyArgument::read_member(with, args.with_name.as_deref())?;
            kind = policy_kind::of_both(args.kind, &policy, &with)?;
            compile(&with, kind)?;
            let version = Version { number: None, date: None, document: with.document };
            (with.label, vec![version], Purpose::Check)
        }
        (None, None) => {
            return Err(format!(
                "nothing to compare `{}` with: give `--managed NAME` or `--with FILE`",
                Shown::value(custom)
            )
            .into());
        }
    };
    compile(&policy, kind)?;
    Ok((vec![Pair { custom: policy.label, kind, document: policy.document, managed, versions }], purpose))
}

fn managed_versions(wanted: &str) -> Result<(String, Vec<Version>, Purpose), Failure> {
    let (name, versions) = managed_argument::managed(wanted)?;
    let purpose = if wanted.ends_with("@all") { Purpose::Report } else { Purpose::Check };
    Ok((name, versions, purpose))
}

fn compare(pairs: &[Pair], args: &Args) -> Result<EquivalenceReport, Failure> {
    let count: usize = pairs.iter().map(|pair| pair.versions.len()).sum();
    let bar = ProgressBar::new(count as u64)
        .with_style(ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}")?);
    let bar = progress::unless_quiet(bar);
    let universes = [Universe::strings(), Universe::real()].map(|universe| args.assumptions.of(universe));
    let mut comparisons = Vec::new();
    for pair in pairs {
        for version in &pair.versions {
            bar.set_message(Shown::value(&pair.managed).to_string());
            comparisons.push(one(pair, version, universes, args)?);
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    Ok(EquivalenceReport::new(comparisons))
}

/// One version: both proofs, confirmed by the naive evaluator, and the drawn requests.
fn one(
    pair: &Pair,
    version: &Version,
    universes: [Universe<'_>; 2],
    args: &Args,
) -> Result<VersionComparison, Failure> {
    let (custom, managed) = (&pair.document, &version.document);
    let found = Equivalence::in_universes(custom, managed, pair.kind, universes, &Limits::default())?;
    let spoken = [(&pair.custom, custom), (&pair.managed, managed)]
        .map(|(name, document)| Spoken::policy(name, pair.kind, document));
    let [a, b] = &spoken;
    second_voice::confirm_all(&found.strings.list, a, b)?;
    second_voice::confirm_all(&found.real.list, a, b)?;
    // Requests that say who asks, and of whose resources, are not drawn.
    let cases = if pair.kind == PolicyKind::Identity { args.cases } else { 0 };
    let property = property::check(pair, version, cases, args.seed)?;
    let compared = ComparedVersion {
        custom: pair.custom.clone(),
        managed: pair.managed.clone(),
        kind: pair.kind,
        version: version.number,
        date: version.date.clone(),
    };
    Ok(VersionComparison::new(compared, found, property))
}
