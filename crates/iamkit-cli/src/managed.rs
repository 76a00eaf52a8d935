//! `iamkit managed`: shows and compares the AWS managed policies.

mod lattice;

use std::process::ExitCode;

use clap::{Subcommand, ValueEnum};
use iamkit_console::command::{Failure, Outcome};
use iamkit_console::output;
use iamkit_managed::{ManagedPolicies, ManagedVersionId, Version};

use crate::hint;

/// Show and compare the AWS managed policies.
#[derive(Debug, clap::Args)]
#[command(arg_required_else_help = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
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
        Command::Show { policy, format } => show(&policy, format),
        Command::Lattice(args) => lattice::run(&args),
        Command::List { text } => {
            list(text.as_deref().unwrap_or_default());
            Ok(ExitCode::SUCCESS)
        }
        Command::Versions { name } => versions(&name),
    }
}

fn show(policy: &str, format: Format) -> Outcome {
    let version = find(policy)?;
    match format {
        Format::Text => output::json_text(version.document()?.to_canonical_string().trim_end()),
        Format::Json => output::json_text(&version.document_text()?),
    }
    Ok(ExitCode::SUCCESS)
}

fn find(wanted: &str) -> Result<Version<'static>, Failure> {
    let (name, version) = wanted.split_once('@').map_or((wanted, None), |(name, id)| (name, Some(id)));
    let policy = ManagedPolicies::embedded().policy(name);
    let policy = policy.map_err(|error| format!("{error}{}", hint::of_name(wanted)))?;
    match version {
        Some(id) => Ok(policy.version(id.parse::<ManagedVersionId>()?)?),
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
