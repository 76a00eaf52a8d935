//! `iamkit account policies`: the policies around a user or role, each with its path.

use std::process::ExitCode;

use iamkit_policy::shown::Shown;
use serde_json::json;

use super::Format;
use super::source::{Accounts, principal};
use iamkit_console::command::Outcome;
use iamkit_console::output;

/// Whose.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The ARN of a user or role, or its name.
    principal: String,
    #[command(flatten)]
    accounts: Accounts,
    /// How to answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let view = args.accounts.view()?;
    let principal = principal(&view, &args.principal)?;
    let policies = view.effective_policies(principal);
    match args.format {
        Format::Text => {
            output::line(Shown::value(principal.arn()));
            for policy in &policies {
                let version = policy.version().map(|version| format!(" {version}")).unwrap_or_default();
                let unknown = if policy.is_unknown() { ", unknown" } else { "" };
                let (name, path) = (Shown::value(policy.name()), policy.path());
                output::line(format_args!("  {name}{version}: {path}{unknown}"));
            }
        }
        Format::Json => {
            let policies = policies.iter().map(|policy| {
                json!({
                    "name": policy.name(), "arn": policy.arn().map(ToString::to_string),
                    "version": policy.version().map(|version| version.to_string()),
                    "path": policy.path().to_string(), "isUnknown": policy.is_unknown(),
                })
            });
            let answer = json!({"principal": principal.arn(), "policies": policies.collect::<Vec<_>>()});
            output::json_line(&answer)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
