//! `cargo xtask managed`: fetch, build, check and show the AWS managed policies.

mod build;
mod lattice;
mod source;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Subcommand, ValueEnum};
use iamkit_managed::{ManagedPolicies, Version, VersionId};

use crate::command::{Outcome, shown};
use crate::fetch;
use crate::output;

/// The command that brings the sources.
const FETCH: &str = "cargo xtask managed fetch";

/// Fetch, build, check and show the AWS managed policies.
#[derive(Debug, clap::Args)]
#[command(arg_required_else_help = true, args_conflicts_with_subcommands = true)]
pub(crate) struct Args {
    /// Same as `build --check`.
    #[arg(long)]
    check: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Get the pinned package through npm and prove its sha256.
    Fetch {
        /// Take the archive from this folder instead of the network.
        #[arg(long, value_name = "DIR")]
        from: Option<PathBuf>,
    },
    /// Make the checked-in data from what was fetched.
    Build {
        /// Change nothing; exit with 1 when the checked-in data is not what would be made.
        #[arg(long, conflicts_with = "dry_run")]
        check: bool,
        /// Change nothing; say what would change.
        #[arg(long)]
        dry_run: bool,
    },
    /// Print the document of a policy: `NAME` for the current version, `NAME@v3` for another.
    Show {
        /// The policy's name or ARN, and its version.
        #[arg(value_name = "NAME[@vN]")]
        policy: String,
        /// How to print it.
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Compare all current policies with each other: which are equal to, or contained in, which.
    Lattice(lattice::Args),
    /// List the policies with their current versions.
    List {
        /// Only names that hold this text, in any letter case.
        text: Option<String>,
    },
    /// List the versions of a policy with their dates, and those that nobody captured.
    Versions {
        /// The policy's name or ARN.
        name: String,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// Canonical text, two spaces a level.
    Text,
    /// The compact JSON as it is stored.
    Json,
}

pub(crate) fn run(args: Args) -> Outcome {
    match args.command {
        Some(Command::Fetch { from }) => fetch_sources(from.as_deref()),
        None | Some(Command::Build { check: true, .. }) => build::run(build::Mode::Check),
        Some(Command::Build { dry_run: true, .. }) => build::run(build::Mode::DryRun),
        Some(Command::Build { .. }) => build::run(build::Mode::Write),
        Some(Command::Show { policy, format }) => show(&policy, format),
        Some(Command::Lattice(args)) => lattice::run(&args),
        Some(Command::List { text }) => {
            list(text.as_deref().unwrap_or_default());
            Ok(ExitCode::SUCCESS)
        }
        Some(Command::Versions { name }) => versions(&name),
    }
}

fn fetch_sources(from: Option<&Path>) -> Outcome {
    let pin = fetch::pins()?.managed_policies;
    let fetched = fetch::fetch(&pin, &fetch::sources_directory(), from)?;
    output::line(format_args!("{pin}: {} at {}", fetched.origin, shown(&fetched.path)));
    Ok(ExitCode::SUCCESS)
}

fn show(policy: &str, format: Format) -> Outcome {
    let version = find(policy)?;
    match format {
        Format::Text => output::json_text(version.document()?.to_canonical_string().trim_end()),
        Format::Json => output::json_text(&version.document_text()?),
    }
    Ok(ExitCode::SUCCESS)
}

fn find(policy: &str) -> Result<Version<'static>, iamkit_managed::ManagedError> {
    let (name, version) = policy.split_once('@').map_or((policy, None), |(name, id)| (name, Some(id)));
    let policy = ManagedPolicies::embedded().policy(name)?;
    match version {
        Some(id) => policy.version(id.parse::<VersionId>()?),
        None => Ok(policy.current()),
    }
}

fn list(text: &str) {
    let text = text.to_ascii_lowercase();
    for policy in ManagedPolicies::embedded().iter() {
        if policy.name().to_ascii_lowercase().contains(&text) {
            output::line(format_args!("{} {} {}", policy.name(), policy.latest(), policy.current().date()));
        }
    }
}

fn versions(name: &str) -> Outcome {
    let policy = ManagedPolicies::embedded().policy(name)?;
    output::line(format_args!("{}, created {}", policy.arn(), policy.created()));
    for version in policy.versions() {
        output::line(format_args!("{} {}", version.id(), version.date()));
    }
    let missing = policy.missing_versions().iter().map(ToString::to_string).collect::<Vec<_>>();
    if !missing.is_empty() {
        output::line(format_args!("never captured: {}", missing.join(", ")));
    }
    Ok(ExitCode::SUCCESS)
}
