//! `cargo xtask account policies`: the policies around a user or role, each with its path.

use std::process::ExitCode;

use serde_json::json;

use super::Format;
use super::source::{Accounts, principal};
use crate::command::Outcome;

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
            anstream::println!("{}", principal.arn());
            for policy in &policies {
                let version = policy.version().map(|version| format!(" {version}")).unwrap_or_default();
                let unknown = if policy.is_unknown() { ", unknown" } else { "" };
                anstream::println!("  {}{version}: {}{unknown}", policy.name(), policy.path());
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
            anstream::println!("{}", serde_json::to_string(&answer)?);
        }
    }
    Ok(ExitCode::SUCCESS)
}
