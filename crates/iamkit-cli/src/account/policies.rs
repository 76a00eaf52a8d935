//! `iamkit account policies`: the policies around a user or role, each with its path.

use std::process::ExitCode;

use iamkit_report::account::policies::{EffectivePoliciesReport, lines};

use super::format::Format;
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
        Format::Text => lines(principal.arn(), &policies).into_iter().for_each(output::prose),
        Format::Json => output::json_line(&EffectivePoliciesReport::new(principal.arn(), &policies))?,
    }
    Ok(ExitCode::SUCCESS)
}
