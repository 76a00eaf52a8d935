//! `iamkit account what-can`: all that a user or role can do.

use std::process::ExitCode;

use iamkit_account::outside::Outsider;
use iamkit_account::reach::{Extent, Grounds, Reach};
use iamkit_account::view::AccessView;
use iamkit_account::who_can::Assumption;
use iamkit_policy::shown::{self, Shown};
use serde_json::json;

use super::source::{Accounts, principal};
use super::who_can::as_far_as;
use super::{Format, facts_json, print_facts};
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

/// So many actions of one grant are printed by name.
const SHOWN: usize = 6;

pub(crate) fn run(args: &Args) -> Outcome {
    let view = args.accounts.view()?;
    let outsider = outsider(&view, &args.principal);
    let subject = if let Some(outsider) = &outsider {
        let found = view.what_outsider_can(outsider)?;
        Subject { name: outsider.to_string(), reach: found.reach, roles: found.roles, unknown: Vec::new() }
    } else {
        let principal = principal(&view, &args.principal)?;
        let unknown = principal.unknown_policies().iter().map(ToString::to_string).collect();
        let (reach, roles) = (view.what_can(principal)?, view.can_assume(principal)?);
        Subject { name: principal.arn().to_owned(), reach, roles, unknown }
    };
    answer(args, subject, outsider.as_ref())
}

/// One whose access is told.
struct Subject {
    name: String,
    reach: Reach,
    roles: Vec<Assumption>,
    /// The policies that nobody can give.
    unknown: Vec<String>,
}

fn answer(args: &Args, mut subject: Subject, outsider: Option<&Outsider>) -> Outcome {
    keep(&mut subject.reach, &args.prefix);
    match args.format {
        Format::Json => {
            let roles = subject.roles.iter();
            let roles =
                roles.map(|role| json!({"role": role.role.arn(), "always": role.condition.is_always()}));
            let answer = json!({
                "principal": outsider.map_or(&*subject.name, Outsider::name), "grants": subject.reach.grants,
                "roles": roles.collect::<Vec<_>>(), "unknownPolicies": subject.unknown,
                "facts": facts_json(subject.reach.facts),
            });
            output::json_line(&answer)?;
        }
        Format::Text => {
            let name = outsider.map_or_else(|| Shown::value(&subject.name).to_string(), ToString::to_string);
            output::line(format_args!("{name}{}", outsider.map_or("", as_far_as)));
            for arn in &subject.unknown {
                output::line(format_args!("  has the policy {}, which is unknown", Shown::value(arn)));
            }
            if outsider.is_none() || !subject.reach.grants.is_empty() {
                print_text(&subject.reach);
            }
            for role in &subject.roles {
                output::line(format_args!(
                    "  can become {} {}",
                    Shown::value(role.role.arn()),
                    role.condition
                ));
            }
            print_facts(subject.reach.facts);
        }
    }
    // Whoever is outside does by becoming somebody.
    let is_nothing = subject.reach.grants.is_empty() && (outsider.is_none() || subject.roles.is_empty());
    Ok(if is_nothing { exit_different() } else { ExitCode::SUCCESS })
}

/// The outsider that is meant: an account by its digits or any ARN of its root user, a service, an identity provider, a
/// principal of another account, or `*` for anyone.
fn outsider(view: &AccessView, name: &str) -> Option<Outsider> {
    let account = name.split(':').nth(4).filter(|_| name.ends_with(":root"));
    view.outsiders().into_iter().find(|outsider| outsider.name() == account.unwrap_or(name))
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
        let shown = shown::joined(grant.actions.iter().take(SHOWN), ", ");
        let more = grant.actions.len().saturating_sub(SHOWN);
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        let extent = match grant.extent {
            Extent::Always => "always",
            Extent::Sometimes => "sometimes",
            Extent::Unproven => "perhaps",
            Extent::Never => "never",
        };
        let on = grant.resource.as_ref().map(|arn| format!(" on {}", Shown::value(arn))).unwrap_or_default();
        output::line(format_args!("  {extent}: {shown}{more}{on}"));
        print_grounds("granted by", &grant.granted_by);
        print_grounds("limited by", &grant.limited_by);
        print_grounds("denied by", &grant.denied_by);
    }
    if reach.grants.is_empty() {
        output::line("  can do nothing");
    }
}

fn print_grounds(word: &str, grounds: &[Grounds]) {
    for ground in grounds {
        let not = if ground.is_not_resource { "all but " } else { "" };
        let resources = shown::joined(&ground.resources, ", ");
        let conditions = ground.conditions.iter().map(ToString::to_string).collect::<Vec<_>>();
        let when =
            if conditions.is_empty() { String::new() } else { format!(" when {}", conditions.join(" and ")) };
        output::line(format_args!(
            "    {word} {} ({}), statement {}: on {not}{resources}{when}",
            Shown::value(&ground.policy),
            ground.path,
            ground.statement
        ));
    }
}
