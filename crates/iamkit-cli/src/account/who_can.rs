//! `iamkit account who-can`: everyone who can do something to a resource.

use std::process::ExitCode;

use iamkit_account::view::Wanted;
use iamkit_report::account::who_can::{WhoCanReport, lines};

use super::format::Format;
use super::source::{Accounts, check_wanted};
use iamkit_console::command::{Outcome, exit_different, exit_unknown};
use iamkit_console::output;

/// What someone might do.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 someone can, 1 nobody can, 2 could not be answered, 3 hangs on policies that nobody can give."
)]
pub(crate) struct Args {
    /// The action, such as `s3:GetObject`.
    action: String,
    /// The ARN of the resource, or `*` for an action that has none.
    resource: String,
    #[command(flatten)]
    accounts: Accounts,
    /// How to answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(crate) fn run(args: &Args) -> Outcome {
    check_wanted(&args.action, &args.resource)?;
    let view = args.accounts.view()?;
    let wanted = Wanted::new(&args.action, &args.resource);
    let who = view.who_can(&wanted)?;
    let outside = view.from_outside(&wanted, &who)?;
    match args.format {
        Format::Text => lines(&wanted, &who, &outside).into_iter().for_each(output::prose),
        Format::Json => output::json_line(&WhoCanReport::new(&wanted, &who, &outside))?,
    }
    // Whoever reaches it through roles ends at one of those who can by themselves.
    let own = who.direct.iter().map(|can| &can.condition);
    let conditions = own.chain(outside.direct.iter().map(|can| &can.condition)).collect::<Vec<_>>();
    let is_unknown = conditions.iter().all(|condition| !condition.unknown_policies().is_empty());
    Ok(match (conditions.is_empty(), is_unknown) {
        (true, _) => exit_different(),
        (false, true) => exit_unknown(),
        (false, false) => ExitCode::SUCCESS,
    })
}
