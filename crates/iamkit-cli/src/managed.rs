//! `iamkit managed`: shows and compares the AWS managed policies.

mod lattice;

use std::process::ExitCode;

use clap::{Subcommand, ValueEnum};
use iamkit_console::command::{Failure, Outcome};
use iamkit_console::output;
use iamkit_managed::{ManagedPolicies, ManagedPolicy, ManagedVersionId, Version};
use iamkit_report::managed::{ManagedListReport, ManagedVersionsReport};

use crate::hint;
use crate::list_format::ListFormat;

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
        /// The form of the answer.
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        format: ListFormat,
    },
    /// List the versions of a policy with their dates, and those that nobody captured.
    Versions {
        /// The policy's name or ARN.
        name: String,
        /// The form of the answer.
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        format: ListFormat,
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
        Command::List { text, format } => list(text.as_deref().unwrap_or_default(), format),
        Command::Versions { name, format } => versions(&name, format),
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

/// The policy of a name.
fn policy(name: &str) -> Result<ManagedPolicy<'static>, Failure> {
    let policy = ManagedPolicies::embedded().policy(name);
    policy.map_err(|error| format!("{error}{}", hint::of_name(name)).into())
}

fn find(wanted: &str) -> Result<Version<'static>, Failure> {
    let (name, version) = wanted.split_once('@').map_or((wanted, None), |(name, id)| (name, Some(id)));
    let policy = policy(name)?;
    match version {
        Some(id) => Ok(policy.version(id.parse::<ManagedVersionId>()?)?),
        None => Ok(policy.current()),
    }
}

fn list(text: &str, format: ListFormat) -> Outcome {
    let text = text.to_ascii_lowercase();
    let policies = ManagedPolicies::embedded().iter();
    let report =
        ManagedListReport::new(policies.filter(|policy| policy.name().to_ascii_lowercase().contains(&text)));
    match format {
        ListFormat::Json => output::json(&report)?,
        ListFormat::Text => {
            for policy in &report.policies {
                output::line(format_args!("{} {} {}", policy.name, policy.version, policy.date));
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn versions(name: &str, format: ListFormat) -> Outcome {
    let report = ManagedVersionsReport::new(policy(name)?);
    match format {
        ListFormat::Json => output::json(&report)?,
        ListFormat::Text => versions_text(&report),
    }
    Ok(ExitCode::SUCCESS)
}

fn versions_text(report: &ManagedVersionsReport) {
    output::line(format_args!("{}, created {}", report.arn, report.created));
    for version in &report.versions {
        output::line(format_args!("{} {}", version.version, version.date));
    }
    if !report.never_captured.is_empty() {
        output::line(format_args!("never captured: {}", report.never_captured.join(", ")));
    }
}
