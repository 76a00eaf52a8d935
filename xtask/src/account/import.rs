//! `cargo xtask account import`: listings into a database, all or nothing.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use iamkit::account::details::Reading;
use iamkit::account::organization::{self, OrganizationDetails};
use iamkit::account::policy_files::{self, PolicyFiles};
use iamkit::account::restore::{Restoration, restoration};
use iamkit::store::{AccountId, Change, Directory, Operation, Timestamp};
use indicatif::ProgressBar;
use serde_json::json;

use super::Format;
use super::source::{self, Files};
use crate::command::{Failure, Outcome, exit_different};

/// What to take in.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What `aws iam get-account-authorization-details` printed: files, or folders of files. Pages belong together.
    #[arg(required_unless_present = "policies")]
    paths: Vec<PathBuf>,
    /// A folder of files with policy documents, each to become a customer managed policy called as its file or member.
    #[arg(long, value_name = "FOLDER")]
    policies: Option<PathBuf>,
    /// The account that takes the policies, made where there is none; without it, the one that is listed.
    #[arg(long, value_name = "ID", requires = "policies")]
    account: Option<AccountId>,
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
    let reading = match &*args.paths {
        [] => Reading::default(),
        paths => Files::read(paths)?.reading(),
    };
    let policies = args.policies.as_ref().map(|folder| policies(args, folder, &reading)).transpose()?;
    let organization = args.organization.clone().map(organization).transpose()?;
    progress.set_message("taking in");
    let is_whole = reading.problems().is_empty()
        && policies.as_ref().is_none_or(|(_, files)| files.problems().is_empty());
    let is_taken = is_whole || args.partial;
    if is_taken {
        take(
            args,
            &Taken { reading: &reading, policies: policies.as_ref(), organization: organization.as_ref() },
        )?;
    }
    progress.finish_and_clear();
    report(args, &reading, policies.as_ref(), is_taken)?;
    Ok(match (is_whole, is_taken) {
        (true, _) => ExitCode::SUCCESS,
        (false, true) => exit_different(),
        (false, false) => ExitCode::from(2),
    })
}

/// Policies and the account that takes them.
type Policies = (AccountId, PolicyFiles);

fn policies(args: &Args, folder: &Path, reading: &Reading) -> Result<Policies, Failure> {
    let account = match (&args.account, reading.accounts()) {
        (Some(account), _) => account.clone(),
        (None, [listed]) => listed.account.clone(),
        (None, _) => return Err("which account takes the policies? --account tells".into()),
    };
    let files = Files::read(&[folder.to_owned()])?;
    Ok((account, policy_files::read(&files.sources())))
}

/// What is to be taken.
struct Taken<'t> {
    reading: &'t Reading,
    policies: Option<&'t Policies>,
    organization: Option<&'t OrganizationDetails>,
}

impl Taken<'_> {
    /// The changes that create the policies, once the listed accounts are there.
    fn policy_changes(&self, args: &Args, before: &Directory) -> Result<Vec<Change>, Failure> {
        let Some((account, files)) = self.policies else { return Ok(Vec::new()) };
        let is_listed = self.reading.accounts().iter().any(|details| details.account == *account);
        let is_there = is_listed || before.account(account).is_ok();
        Ok(files.changes(account, is_there, &source::restoring(args.time)?))
    }
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
fn take(args: &Args, taken: &Taken<'_>) -> Result<(), Failure> {
    let Some(path) = &args.into else {
        let mut directory = source::in_memory(taken.reading.accounts(), args.time)?;
        let changes = taken.policy_changes(args, &directory)?;
        return directory.apply_all(&changes).map(|_| ()).map_err(|error| error.to_string().into());
    };
    let store = source::open(path)?;
    let snapshot = store.snapshot();
    let restoring = source::restoring(args.time)?;
    let (mut changes, mut restorations) = (Vec::new(), Vec::new());
    for details in taken.reading.accounts() {
        let restoration = restoration(details, &restoring);
        if args.replace && snapshot.directory().account(&details.account).is_ok() {
            let call = iamkit::store::Call::new(restoring.caller.clone(), restoring.time);
            let operation = Operation::RemoveAccount { account: details.account.clone() };
            changes.push(Change { call, operation });
        }
        restorations.push((changes.len(), restoration.clone()));
        changes.extend(restoration.into_changes());
    }
    restorations.push((changes.len(), Restoration::default()));
    changes.extend(taken.policy_changes(args, snapshot.directory())?);
    if let Some(organization) = taken.organization {
        let call = iamkit::store::Call::new(restoring.caller.clone(), restoring.time).restoring();
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

fn report(
    args: &Args,
    reading: &Reading,
    policies: Option<&Policies>,
    is_taken: bool,
) -> Result<(), Failure> {
    for problem in reading.problems() {
        anstream::eprintln!("error: {problem}");
    }
    for problem in policies.iter().flat_map(|(_, files)| files.problems()) {
        anstream::eprintln!("error: {problem}");
    }
    for note in reading.notes() {
        anstream::eprintln!("note: {note}");
    }
    match args.format {
        Format::Text => print_text(reading, policies, is_taken),
        Format::Json => print_json(reading, policies, is_taken)?,
    }
    Ok(())
}

fn print_text(reading: &Reading, policies: Option<&Policies>, is_taken: bool) {
    for details in reading.accounts().iter().filter(|_| is_taken) {
        let (users, groups) = (details.users.len(), details.groups.len());
        let (roles, policies) = (details.roles.len(), details.policies.len());
        anstream::println!(
            "account {}: {users} users, {groups} groups, {roles} roles, {policies} policies",
            details.account
        );
    }
    if let Some((account, files)) = policies.filter(|_| is_taken) {
        let count = files.policies().len();
        let policies = if count == 1 { "policy" } else { "policies" };
        anstream::println!("account {account}: {count} {policies} from files");
    }
    for entity in reading.untaken() {
        anstream::println!("not taken: {entity}");
    }
    if !is_taken {
        anstream::println!("nothing was taken; --partial takes what is all right");
    }
}

fn print_json(reading: &Reading, policies: Option<&Policies>, is_taken: bool) -> Result<(), Failure> {
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
    let from_files = policies.filter(|_| is_taken).map(|(account, files)| {
        let names = files.policies().iter().map(|policy| policy.name.as_str()).collect::<Vec<_>>();
        json!({"account": account.as_str(), "policies": names})
    });
    let file_problems = policies.iter().flat_map(|(_, files)| files.problems()).map(
        |problem| json!({"file": problem.file(), "pointer": problem.pointer(), "problem": problem.problem()}),
    );
    let report = json!({
        "fromFiles": from_files, "taken": accounts.collect::<Vec<_>>(), "notTaken": reading.untaken(),
        "problems": problems.chain(file_problems).collect::<Vec<_>>(),
    });
    anstream::println!("{}", serde_json::to_string(&report)?);
    Ok(())
}
