//! `cargo xtask account import`: listings into a database, all or nothing.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use iamkit::account::details::Reading;
use iamkit::account::organization::{self, OrganizationDetails};
use iamkit::account::restore::{Restoration, restoration};
use iamkit::store::{Change, Operation, Timestamp};
use indicatif::ProgressBar;
use serde_json::json;

use super::Format;
use super::source::{self, Files};
use crate::command::{Failure, Outcome, exit_different};

/// What to take in.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What `aws iam get-account-authorization-details` printed: files, or folders of files. Pages belong together.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// The database to take them into, made where there is none; without it, only check them.
    #[arg(long, value_name = "DB")]
    into: Option<PathBuf>,
    /// What `aws organizations` listed of the organisation above the accounts: a folder, a file for each answer.
    #[arg(long, value_name = "FOLDER")]
    organization: Option<PathBuf>,
    /// Take what is all right, and leave out what isn't and whatever refers to it.
    #[arg(long)]
    partial: bool,
    /// Put the accounts in the place of those that the database holds already.
    #[arg(long, requires = "into")]
    replace: bool,
    /// The date of the import, for the audit trail and for entities without a date of their own.
    #[arg(long, value_name = "TIME")]
    time: Option<Timestamp>,
    /// How to report.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let progress = ProgressBar::new_spinner().with_message("reading");
    progress.enable_steady_tick(Duration::from_millis(100));
    let files = Files::read(&args.paths)?;
    let reading = files.reading();
    let organization = args.organization.clone().map(organization).transpose()?;
    progress.set_message("taking in");
    let is_whole = reading.problems().is_empty();
    let is_taken = is_whole || args.partial;
    if is_taken {
        take(args, &reading, organization.as_ref())?;
    }
    progress.finish_and_clear();
    report(args, &reading, is_taken)?;
    Ok(match (is_whole, is_taken) {
        (true, _) => ExitCode::SUCCESS,
        (false, true) => exit_different(),
        (false, false) => ExitCode::from(2),
    })
}

/// Reads what is listed of the organisation; every problem is told, the first one again as the failure.
fn organization(folder: PathBuf) -> Result<OrganizationDetails, Failure> {
    let files = Files::read(&[folder])?;
    organization::read(&files.sources()).map_err(|problems| {
        for problem in &problems {
            anstream::eprintln!("error: {problem}");
        }
        format!("the organisation can't be taken: {} problems", problems.len()).into()
    })
}

/// Applies the changes: in the database as one transaction, or in memory to see that they can be.
fn take(args: &Args, reading: &Reading, organization: Option<&OrganizationDetails>) -> Result<(), Failure> {
    let Some(path) = &args.into else {
        return source::in_memory(reading.accounts(), args.time).map(|_| ());
    };
    let store = source::open(path)?;
    let snapshot = store.snapshot();
    let restoring = source::restoring(args.time)?;
    let (mut changes, mut restorations) = (Vec::new(), Vec::new());
    for details in reading.accounts() {
        let restoration = restoration(details, &restoring);
        if args.replace && snapshot.directory().account(&details.account).is_ok() {
            let call = iamkit::store::Call::new(restoring.caller.clone(), restoring.time);
            let operation = Operation::RemoveAccount { account: details.account.clone() };
            changes.push(Change { call, operation });
        }
        restorations.push((changes.len(), restoration.clone()));
        changes.extend(restoration.into_changes());
    }
    if let Some(organization) = organization {
        let call = iamkit::store::Call::new(restoring.caller.clone(), restoring.time).restoring();
        restorations.push((changes.len(), Restoration::default()));
        changes.extend(organization.changes(&call));
    }
    store.commit(&changes).map(|_| ()).map_err(|error| named(&error, &restorations))
}

/// The refusal of a change with the entity that it was for.
fn named(error: &iamkit::store::CommitError, restorations: &[(usize, Restoration)]) -> Failure {
    let iamkit::store::CommitError::Refused(refused) = error else { return error.to_string().into() };
    let of = restorations.iter().rev().find(|(start, _)| *start <= refused.index());
    let entity = of.and_then(|(start, restoration)| restoration.entity(refused.index() - start));
    match entity {
        Some(entity) => format!("the {entity} can't be taken: {}", refused.error()).into(),
        None => error.to_string().into(),
    }
}

fn report(args: &Args, reading: &Reading, is_taken: bool) -> Result<(), Failure> {
    for problem in reading.problems() {
        anstream::eprintln!("error: {problem}");
    }
    for note in reading.notes() {
        anstream::eprintln!("note: {note}");
    }
    match args.format {
        Format::Text => print_text(reading, is_taken),
        Format::Json => print_json(reading, is_taken)?,
    }
    Ok(())
}

fn print_text(reading: &Reading, is_taken: bool) {
    for details in reading.accounts().iter().filter(|_| is_taken) {
        let (users, groups) = (details.users.len(), details.groups.len());
        let (roles, policies) = (details.roles.len(), details.policies.len());
        anstream::println!(
            "account {}: {users} users, {groups} groups, {roles} roles, {policies} policies",
            details.account
        );
    }
    for entity in reading.untaken() {
        anstream::println!("not taken: {entity}");
    }
    if !is_taken {
        anstream::println!("nothing was taken; --partial takes what is all right");
    }
}

fn print_json(reading: &Reading, is_taken: bool) -> Result<(), Failure> {
    let accounts = reading.accounts().iter().filter(|_| is_taken).map(|details| {
        json!({
            "account": details.account.as_str(), "users": details.users.len(), "groups": details.groups.len(),
            "roles": details.roles.len(), "policies": details.policies.len(),
        })
    });
    let problems = reading.problems().iter().map(|problem| {
        json!({
            "file": problem.file(), "line": problem.position().line, "column": problem.position().column,
            "pointer": problem.pointer(), "entity": problem.entity(), "problem": problem.kind().to_string(),
        })
    });
    let report = json!({
        "taken": accounts.collect::<Vec<_>>(), "notTaken": reading.untaken(),
        "problems": problems.collect::<Vec<_>>(),
    });
    anstream::println!("{}", serde_json::to_string(&report)?);
    Ok(())
}
