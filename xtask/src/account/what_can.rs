//! `cargo xtask account what-can`: all that a user or role can do.

use std::process::ExitCode;

use iamkit::account::reach::{Extent, Grounds, Reach};
use serde_json::json;

use super::Format;
use super::source::{Accounts, principal};
use crate::command::{Outcome, exit_different};

/// Who.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes: 0 it can do something, 1 nothing, 2 could not be answered.")]
pub(crate) struct Args {
    /// The ARN of a user or role, or its name; `user/NAME` or `role/NAME` where both have it.
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

/// So many actions of one grant are printed by name.
const SHOWN: usize = 6;

pub(crate) fn run(args: &Args) -> Outcome {
    let view = args.accounts.view()?;
    let principal = principal(&view, &args.principal)?;
    let mut reach = view.what_can(principal)?;
    keep(&mut reach, &args.prefix);
    let roles = view.can_assume(principal)?;
    match args.format {
        Format::Json => {
            let roles = roles
                .iter()
                .map(|role| json!({"role": role.role.arn(), "always": role.condition.is_always()}));
            let answer = json!({"principal": principal.arn(), "grants": reach.grants, "roles": roles.collect::<Vec<_>>()});
            anstream::println!("{}", serde_json::to_string(&answer)?);
        }
        Format::Text => {
            anstream::println!("{}", principal.arn());
            print_text(&reach);
            for role in roles {
                anstream::println!("  can become {} {}", role.role.arn(), role.condition);
            }
        }
    }
    Ok(if reach.grants.is_empty() { exit_different() } else { ExitCode::SUCCESS })
}

fn keep(reach: &mut Reach, prefix: &str) {
    let prefix = prefix.to_ascii_lowercase();
    for grant in &mut reach.grants {
        grant.actions.retain(|action| action.to_ascii_lowercase().starts_with(&prefix));
    }
    reach.grants.retain(|grant| !grant.actions.is_empty());
}

fn print_text(reach: &Reach) {
    for grant in &reach.grants {
        let shown = grant.actions.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
        let more = grant.actions.len().saturating_sub(SHOWN);
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        let extent = match grant.extent {
            Extent::Always => "always",
            Extent::Sometimes => "sometimes",
            Extent::Unproven => "perhaps",
            Extent::Never => "never",
        };
        let on = grant.resource.as_ref().map(|arn| format!(" on {arn}")).unwrap_or_default();
        anstream::println!("  {extent}: {shown}{more}{on}");
        print_grounds("granted by", &grant.granted_by);
        print_grounds("limited by", &grant.limited_by);
        print_grounds("denied by", &grant.denied_by);
    }
    if reach.grants.is_empty() {
        anstream::println!("  can do nothing");
    }
}

fn print_grounds(word: &str, grounds: &[Grounds]) {
    for ground in grounds {
        let not = if ground.is_not_resource { "all but " } else { "" };
        let resources = ground.resources.join(", ");
        let conditions = ground.conditions.iter().map(ToString::to_string).collect::<Vec<_>>();
        let when =
            if conditions.is_empty() { String::new() } else { format!(" when {}", conditions.join(" and ")) };
        anstream::println!(
            "    {word} {} ({}), statement {}: on {not}{resources}{when}",
            ground.policy,
            ground.path,
            ground.statement
        );
    }
}
