//! `iamkit account what-can`: all that a user or role can do.

use std::process::ExitCode;

use iamkit_account::outside::Outsider;
use iamkit_account::reach::Reach;
use iamkit_account::view::AccessView;
use iamkit_report::account::what_can::{ReachSubject, WhatCanReport, lines};

use super::format::Format;
use super::source::{Accounts, principal};
use iamkit_console::command::{Outcome, exit_different};
use iamkit_console::output;

/// Who.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes: 0 it can do something, 1 nothing, 2 could not be answered.")]
pub(crate) struct Args {
    /// The ARN of a user or role, or its name; `user/NAME` or `role/NAME` where both have it. Or whom a policy lets come in
    /// from outside: the twelve digits of an account, a service, an identity provider.
    principal: String,
    #[command(flatten)]
    accounts: Accounts,
    /// Only actions whose names begin like this, such as `s3:`.
    #[arg(long, default_value = "")]
    prefix: String,
    /// How to answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let view = args.accounts.view()?;
    let outsider = outsider(&view, &args.principal);
    let (subject, reach, roles) = if let Some(outsider) = &outsider {
        let found = view.what_outsider_can(outsider)?;
        (ReachSubject::Outsider(outsider), found.reach, found.roles)
    } else {
        let principal = principal(&view, &args.principal)?;
        (ReachSubject::Principal(principal), view.what_can(principal)?, view.can_assume(principal)?)
    };
    let reach = keep(reach, &args.prefix);
    match args.format {
        Format::Json => output::json_line(&WhatCanReport::new(subject, &reach, &roles))?,
        Format::Text => lines(subject, &reach, &roles).into_iter().for_each(output::prose),
    }
    // Whoever is outside does by becoming somebody.
    let is_nothing = reach.grants.is_empty() && (outsider.is_none() || roles.is_empty());
    Ok(if is_nothing { exit_different() } else { ExitCode::SUCCESS })
}

/// The outsider that is meant: an account by its digits or any ARN of its root user, a service, an identity provider, a
/// principal of another account, or `*` for anyone.
fn outsider(view: &AccessView, name: &str) -> Option<Outsider> {
    let account = name.split(':').nth(4).filter(|_| name.ends_with(":root"));
    view.outsiders().into_iter().find(|outsider| outsider.name() == account.unwrap_or(name))
}

/// What of it has actions whose names begin so.
fn keep(mut reach: Reach, prefix: &str) -> Reach {
    let prefix = prefix.to_ascii_lowercase();
    for grant in &mut reach.grants {
        grant.actions.retain(|action| action.to_ascii_lowercase().starts_with(&prefix));
    }
    reach.grants.retain(|grant| !grant.actions.is_empty());
    reach
}
