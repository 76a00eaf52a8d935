//! `iamkit account explain`: one request of a user or role, decided with reasons.

use std::process::ExitCode;

use iamkit_account::view::Wanted;
use iamkit_engine::Context;
use iamkit_engine::Decision;
use iamkit_policy::shown::Shown;
use iamkit_report::account::explanation::{AccountExplanation, lines};

use super::format::Format;
use super::source::{Accounts, check_wanted, principal};
use iamkit_console::command::{Failure, Outcome, exit_different, exit_unknown};
use iamkit_console::output;

/// What is asked.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 answered (with --check: allowed), 1 not allowed (with --check), 2 could not be \
                        answered, 3 hangs on policies that nobody can give (with --check)."
)]
pub(crate) struct Args {
    /// The ARN of a user or role, or its name.
    principal: String,
    /// The action.
    action: String,
    /// The ARN of the resource, or `*`.
    resource: String,
    #[command(flatten)]
    accounts: Accounts,
    /// A condition key of the request.
    #[arg(long, value_name = "KEY=VALUE")]
    context: Vec<String>,
    /// Exit with 1 when the request is not allowed.
    #[arg(long)]
    check: bool,
    /// How to answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(crate) fn run(args: &Args) -> Outcome {
    check_wanted(&args.action, &args.resource)?;
    let view = args.accounts.view()?;
    let principal = principal(&view, &args.principal)?;
    let context = context(&args.context)?;
    let wanted = Wanted::new(&args.action, &args.resource).with_context(&context);
    let answer = view.evaluate(principal, &wanted)?;
    match args.format {
        Format::Text => lines(principal.arn(), &wanted, &answer).into_iter().for_each(output::prose),
        Format::Json => output::json_line(&AccountExplanation::new(principal.arn(), &wanted, &answer))?,
    }
    Ok(match answer.evaluation().decision() {
        Decision::ImplicitDeny | Decision::ExplicitDeny if args.check => exit_different(),
        Decision::Depends if args.check => exit_unknown(),
        _ => ExitCode::SUCCESS,
    })
}

fn context(pairs: &[String]) -> Result<Context<'_>, Failure> {
    let mut context = Context::default();
    for pair in pairs {
        let (key, value) = pair
            .split_once('=')
            .ok_or_else(|| format!("`{}` is no condition key: expected KEY=VALUE", Shown::value(pair)))?;
        context.insert(key, value)?;
    }
    Ok(context)
}
