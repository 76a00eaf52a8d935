//! `iamkit trail fit`: the policy that allows what was used of another, proven to be within it.

use std::process::ExitCode;

use clap::ValueEnum;
use iamkit_catalog::Catalog;
use iamkit_cloudtrail::{FitOptions, Generalize, HeldPolicy, Judge, UsedRequest, fit, from_nothing};
use iamkit_engine::PolicyKind;
use iamkit_policy::shown;
use iamkit_policy::{PolicyDocument, SizeQuota};
use iamkit_prover::Limits;
use iamkit_validate::rewrite::within;
use iamkit_validate::{PolicyType, validate};

use super::logs::{AccountArgs, LogArgs};
use crate::account::source::principal;
use crate::rewrite::quota::Room;
use iamkit_console::command::Outcome;
use iamkit_console::output;

/// Which logs, which accounts and which policy.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes: 0 there is such a policy, 2 there is none, or it could not be answered.")]
pub(super) struct Args {
    #[command(flatten)]
    logs: LogArgs,
    #[command(flatten)]
    accounts: AccountArgs,
    /// The policy: the ARN of a managed one, or the name of one that --principal has.
    #[arg(long, value_name = "POLICY", required_unless_present = "from")]
    policy: Option<String>,
    /// The user or role whose calls count, and whose policy it is: its ARN or name.
    #[arg(long, value_name = "NAME", required_if_eq("from", "nothing"))]
    principal: Option<String>,
    /// How far the policy goes beyond what was used.
    #[arg(long, value_enum, default_value_t = Further::Resources)]
    generalize: Further,
    /// What is kept though it was never seen.
    #[arg(long, value_enum)]
    keep: Option<Keep>,
    /// Make the policy from the logs alone.
    #[arg(long, value_enum, conflicts_with = "policy")]
    from: Option<Source>,
    #[command(flatten)]
    room: Room,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Further {
    /// The patterns of actions that the policy has stay where one of them was used.
    Actions,
    /// The resources that the policy names stay.
    Resources,
    /// What was used, and nothing else.
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Keep {
    /// Actions that logs can't show.
    NotObservable,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Source {
    /// No policy.
    Nothing,
}

pub(super) fn run(args: &Args) -> Outcome {
    let view = args.accounts.view()?;
    let judge = Judge::new(&view);
    let only = args.principal.as_deref().map(|name| principal(&view, name)).transpose()?;
    let only = only.map(|only| only.arn().to_owned());
    let usage = args.logs.usage(judge.keys())?;
    let Some(name) = &args.policy else {
        let requests = usage.requests();
        let own = requests.into_iter().filter(|request| Some(&request.caller) == only.as_ref());
        let (document, open) = from_nothing(&own.collect::<Vec<_>>())?;
        if !open.is_empty() {
            output::note(format_args!(
                "on `*`, because the logs tell no resource: {}",
                shown::joined(&open, ", ")
            ));
        }
        return print(&document, args.room);
    };
    let HeldPolicy { document, holders } = HeldPolicy::find(&view, name, only.as_deref())?;
    let requests = usage.requests().into_iter().filter(|request| holders.contains(&request.caller));
    let requests = requests.collect::<Vec<&UsedRequest>>();
    let generalize = match args.generalize {
        Further::Actions => Generalize::Actions,
        Further::Resources => Generalize::Resources,
        Further::None => Generalize::None,
    };
    let options = FitOptions { generalize, keeps_not_observable: args.keep.is_some() };
    let fitted = fit(&judge, &document, &requests, &usage, options)?;
    for statement in &fitted.dropped {
        output::note(format_args!("statement {statement}: nothing of it was used"));
    }
    let not_observable = fitted.not_observable.iter().take(50).collect::<Vec<_>>();
    if !not_observable.is_empty() {
        let word = if args.keep.is_some() { "kept" } else { "left out" };
        let count = fitted.not_observable.len();
        output::note(format_args!(
            "{word}, as logs can't show them ({count}): {}",
            shown::joined(not_observable, ", ")
        ));
    }
    output::note(format_args!(
        "proven to be within the old policy; {} requests get the same answer",
        fitted.requests
    ));
    print(&fitted.document, args.room)
}

/// Prints a policy as one document, or as the several that its size asks for; and tells what validation finds in them.
fn print(document: &PolicyDocument, room: Room) -> Outcome {
    let quota = room.quota().unwrap_or(SizeQuota::MANAGED);
    let catalog = Catalog::embedded();
    let drafts = within(document, PolicyKind::Identity, quota, catalog, &Limits::default())?;
    if 1 < drafts.len() && room.is_of_all_together() {
        let count = drafts.len();
        let most = quota.characters();
        return Err(format!(
            "the policy takes {count} documents of {most} characters, and inline policies count against their quota \
             together: make it managed ones"
        )
        .into());
    }
    if 1 < drafts.len() {
        let most = quota.characters();
        output::note(format_args!(
            "{} documents of at most {most} characters, which are the policy together",
            drafts.len()
        ));
    }
    for draft in &drafts {
        let text = draft.pretty();
        for finding in validate(&text, PolicyType::Identity, catalog)? {
            output::note(format_args!("{}: {}", finding.code, finding.message));
        }
        output::json_text(text.trim_end());
    }
    Ok(ExitCode::SUCCESS)
}
