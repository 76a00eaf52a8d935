//! `iamkit trail unused`: what policies grant and nobody used.

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use iamkit_account::view::AccessView;
use iamkit_cloudtrail::{Judge, StatementUse, TrailUsage, statement_uses};
use iamkit_policy::shown::{self, Shown};

use super::logs::{AccountArgs, LogArgs};
use super::table::{Cell, Row, TableFormat, tell};
use crate::account::source::principal;
use iamkit_console::command::Outcome;
use iamkit_console::output;

/// Which logs and which accounts.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes: 0 answered, 2 could not be answered.")]
pub(super) struct Args {
    #[command(flatten)]
    logs: LogArgs,
    #[command(flatten)]
    accounts: AccountArgs,
    /// Only what this user or role has: its ARN or name.
    #[arg(long, value_name = "NAME")]
    principal: Option<String>,
    /// How to answer.
    #[arg(long, value_enum, default_value_t = TableFormat::Text)]
    format: TableFormat,
}

const HEAD: [&str; 9] =
    ["principal", "policy", "path", "statement", "sid", "calls", "used", "neverSeen", "notObservable"];

/// So many actions of a statement are listed for reading.
const MOST: usize = 12;

pub(super) fn run(args: &Args) -> Outcome {
    let view = args.accounts.view()?;
    let judge = Judge::new(&view);
    let only = args.principal.as_deref().map(|name| principal(&view, name)).transpose()?;
    let usage = args.logs.usage(judge.keys())?;
    let mut rows = Vec::new();
    for one in view.principals().filter(|one| only.is_none_or(|only| only.arn() == one.arn())) {
        let requests =
            usage.requests().into_iter().filter(|request| request.caller == one.arn()).collect::<Vec<_>>();
        for policy in one.effective_policies() {
            let path = policy.path().to_string();
            // A boundary grants nothing, and of a policy that nobody can give nothing is known.
            if path == "permissions boundary" || policy.is_unknown() {
                continue;
            }
            for used in statement_uses(&judge, policy.document(), &requests, &usage)? {
                rows.push(row(one.arn(), (policy.name(), &path), &used));
            }
        }
    }
    tell(&HEAD, &rows, args.format)?;
    tell_idle(&view, &usage, args);
    Ok(ExitCode::SUCCESS)
}

fn row(arn: &str, (policy, path): (&str, &str), used: &StatementUse<'_>) -> Row {
    let count = used.used.values().sum::<u64>();
    let names = used.used.keys().cloned().collect::<Vec<_>>();
    let sid = used.sid.as_deref().unwrap_or_default();
    let place = format!("statement {}", used.index);
    let [who, name, sid_shown] = [arn, policy, sid].map(|text| Shown::value(text).to_string());
    let sid_shown = if sid.is_empty() { String::new() } else { format!(" `{sid_shown}`") };
    let mut lines =
        vec![format!("{who}: {name} ({}), {place}{sid_shown}: {count} calls", Shown::value(path))];
    lines.extend(listed("used", &names));
    lines.extend(listed("never seen", &used.unseen));
    lines.extend(listed("not observable", &used.not_observable));
    let cells = vec![
        arn.into(),
        policy.into(),
        path.into(),
        Cell::Count(used.index as u64),
        sid.into(),
        Cell::Count(count),
        Cell::List(names),
        Cell::List(used.unseen.clone()),
        Cell::List(used.not_observable.clone()),
    ];
    Row { cells, lines }
}

fn listed(what: &str, names: &[String]) -> Option<String> {
    if names.is_empty() {
        return None;
    }
    let more = if MOST < names.len() { format!(" and {} more", names.len() - MOST) } else { String::new() };
    Some(format!("  {what} ({}): {}{more}", names.len(), shown::joined(names.iter().take(MOST), ", ")))
}

/// Users and roles that made no call, and access keys that no call was signed with.
fn tell_idle(view: &AccessView, usage: &TrailUsage, args: &Args) {
    let requests = usage.requests();
    let callers = requests.iter().map(|request| request.caller.as_str()).collect::<BTreeSet<_>>();
    let mut idle = BTreeMap::new();
    for one in view.principals().filter(|one| args.principal.is_none() && !callers.contains(one.arn())) {
        idle.insert(one.arn().to_owned(), "made no call");
    }
    for account in view.directory().accounts().filter(|_| args.principal.is_none()) {
        for user in account.users() {
            let keys = user.access_keys().map(|key| key.id().to_string());
            for key in keys.filter(|key| !usage.access_keys().contains(key)) {
                idle.insert(format!("{} key {key}", user.arn()), "signed no call");
            }
        }
    }
    for (who, what) in idle {
        let line = format!("{} {what}", Shown::value(&who));
        match args.format {
            TableFormat::Text => output::line(line),
            _ => output::note(line),
        }
    }
}
