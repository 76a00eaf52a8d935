//! `iamkit equivalence`: does a customer managed policy give the same access as an AWS managed policy?
//!
//! The answer is proven first, over any strings and over real actions, by `iamkit_prover::equivalence`; requests drawn at random
//! are then a check on the proof, in [`property`]. This file reads the arguments and chooses what is compared; it decides
//! nothing itself.

pub(crate) mod input;
mod markdown;
mod property;
mod report;
mod text;
mod verdict;

use std::process::ExitCode;

use clap::ValueEnum;
use iamkit_policy::shown::Shown;
use iamkit_prover::Universe;
use indicatif::{ProgressBar, ProgressStyle};

use crate::assumptions::Assumptions;
use crate::managed_argument::{self, Version};
use crate::policy_argument::{FORMS, Kind, PolicyArgument};
use crate::policy_kind;
use crate::progress;
use iamkit_console::command::{Failure, Outcome, exit_different, exit_unknown};
use iamkit_console::output;
use input::Pair;
use report::{Comparison, Report};

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
        Format::Text => output::lines(&text::render(&report)),
        Format::Json => output::json(&report)?,
        Format::Markdown => output::markdown(&markdown::render(&report)),
    }
    let is_equal = report.comparisons.iter().all(Comparison::is_equal);
    let is_decided = report.comparisons.iter().all(Comparison::is_decided);
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
    Ok((vec![Pair { custom: policy.label, kind, document: policy.document, managed, versions }], purpose))
}

fn managed_versions(wanted: &str) -> Result<(String, Vec<Version>, Purpose), Failure> {
    let (name, versions) = managed_argument::managed(wanted)?;
    let purpose = if wanted.ends_with("@all") { Purpose::Report } else { Purpose::Check };
    Ok((name, versions, purpose))
}

fn compare(pairs: &[Pair], args: &Args) -> Result<Report, Failure> {
    let count: usize = pairs.iter().map(|pair| pair.versions.len()).sum();
    let bar = ProgressBar::new(count as u64)
        .with_style(ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}")?);
    let bar = progress::unless_quiet(bar);
    let universes = [Universe::strings(), Universe::real()].map(|universe| args.assumptions.of(universe));
    let mut comparisons = Vec::new();
    for pair in pairs {
        for version in &pair.versions {
            bar.set_message(Shown::value(&pair.managed).to_string());
            comparisons.push(Comparison::new(pair, version, universes, args.cases, args.seed)?);
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    let verdict = verdict::verdict(&comparisons, |name| Shown::value(name).to_string());
    Ok(Report::new(comparisons, verdict))
}
