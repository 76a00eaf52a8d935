//! `iamkit account import`: listings into a database, all or nothing.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use iamkit_listing::details::{self, Leniency, Problem, ProblemKind};
use iamkit_listing::intake::{Intake, Listings, PolicyOwner};
use iamkit_listing::{organization, policy_files, resource_policies};
use iamkit_policy::shown::Shown;
use iamkit_report::import::{ImportReport, taken_lines};
use iamkit_store::EmbeddedManagedPolicies;
use iamkit_store::{Directory, StoreError, Timestamp};
use indicatif::ProgressBar;

use super::format::Format;
use super::problems;
use super::source::{self, Files};
use crate::progress;
use iamkit_console::command::{Failure, Outcome, exit_different};
use iamkit_console::output;

/// What to take in.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 all was taken, 1 a part was taken, as --partial allows, 2 nothing was taken."
)]
pub(crate) struct Args {
    /// What `aws iam get-account-authorization-details` printed: files, or folders of files. Pages belong together.
    #[arg(required_unless_present_any = ["policies", "resource_policies"])]
    paths: Vec<PathBuf>,
    /// A folder of files with policy documents, each to become a customer managed policy called as its file or member.
    #[arg(long, value_name = "FOLDER")]
    policies: Option<PathBuf>,
    /// A folder of files with the policies of resources, as AWS answers them. The resource's ARN stands in the answer or in
    /// the file's name, with `%2F` for `/`.
    #[arg(long, value_name = "FOLDER")]
    resource_policies: Option<PathBuf>,
    /// The account that takes the policies, and those of resources of which nothing says whose they are: twelve digits, or
    /// an ARN, which tells the partition too; without it, the one that is listed. For --policies it is made where there is
    /// none.
    #[arg(long, value_name = "ID")]
    account: Option<PolicyOwner>,
    /// The database to take them into, made where there is none; without it, only check them.
    #[arg(long, value_name = "DB")]
    into: Option<PathBuf>,
    /// What `aws organizations` listed of the organisation above the accounts: a folder, a file for each answer.
    #[arg(long, value_name = "FOLDER")]
    organization: Option<PathBuf>,
    /// Take what is all right, and leave out what isn't and whatever refers to it; a managed policy that someone has and
    /// nobody lists is taken as unknown.
    #[arg(long)]
    partial: bool,
    /// Give entities ids of our own where the listed ones can't be read, as in listings that were made unrecognisable.
    #[arg(long)]
    lenient_ids: bool,
    /// Put the accounts, and the organisation where one is given, in the place of those that the database holds already.
    #[arg(long, requires = "into")]
    replace: bool,
    /// The date of the import, for the audit trail and for entities without a date of their own.
    #[arg(long, value_name = "TIME")]
    time: Option<Timestamp>,
    /// How to report.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

impl Args {
    /// What is taken all the same of listings that aren't all right.
    fn leniency(&self) -> Leniency {
        Leniency { unknown_policies: self.partial, ids: self.lenient_ids }
    }
}

pub(crate) fn run(args: &Args) -> Outcome {
    let progress = progress::unless_quiet(ProgressBar::new_spinner().with_message("reading"));
    progress.enable_steady_tick(Duration::from_millis(100));
    if args.account.is_some() && args.policies.is_none() && args.resource_policies.is_none() {
        return Err("--account tells who takes --policies or --resource-policies".into());
    }
    let (listings, files) = listings(args)?;
    progress.set_message("taking in");
    let (intake, is_taken) = take(args, &listings)?;
    progress.finish_and_clear();
    intake.problems().iter().for_each(|problem| complain(problem, &files));
    report(args, &listings, &intake, is_taken)?;
    Ok(match (intake.problems().is_empty(), is_taken) {
        (true, true) => ExitCode::SUCCESS,
        (false, true) => exit_different(),
        (_, false) => ExitCode::from(2),
    })
}

/// What is listed, and the files that it was read from.
fn listings(args: &Args) -> Result<(Listings, Vec<Files>), Failure> {
    let (mut listings, mut read) = (Listings::default(), Vec::new());
    if !args.paths.is_empty() {
        let files = Files::read(&args.paths)?;
        let (sources, unread) = files.sources();
        listings.accounts = details::read_leniently(&sources, args.leniency());
        listings.unread = unread;
        read.push(files);
    }
    if let Some(folder) = &args.policies {
        let files = Files::read(std::slice::from_ref(folder))?;
        let (sources, unread) = files.sources();
        listings.policies = Some((owner(args, &listings)?, policy_files::read(&sources)));
        listings.unread.extend(unread);
        read.push(files);
    }
    if let Some(folder) = &args.resource_policies {
        let files = Files::read(std::slice::from_ref(folder))?;
        let (sources, unread) = files.sources();
        listings.resources = Some((owner(args, &listings).ok(), resource_policies::read(&sources)));
        listings.unread.extend(unread);
        read.push(files);
    }
    if let Some(folder) = &args.organization {
        let files = Files::read(std::slice::from_ref(folder))?;
        let (sources, unread) = files.sources();
        listings.organization = Some(organization::read(&sources).beside_unread(unread));
        read.push(files);
    }
    Ok((listings, read))
}

/// Complains of a problem, with the line that it is in where a person reads that.
fn complain(problem: &Problem, files: &[Files]) {
    let text = files.iter().map(|files| files.text(problem.file())).find(|text| !text.is_empty());
    let problems = std::iter::once(problem);
    output::located(&problems::located(problem.to_string(), problems, text.unwrap_or_default()));
}

fn owner(args: &Args, listings: &Listings) -> Result<PolicyOwner, Failure> {
    match (&args.account, listings.accounts.accounts()) {
        (Some(owner), _) => Ok(owner.clone()),
        (None, [listed]) => Ok(PolicyOwner { account: listed.account.clone(), partition: None }),
        (None, _) => Err("which account takes the policies? --account tells".into()),
    }
}

/// Takes in what can be taken, as one transaction, and says whether anything was; without a database, whether it could.
///
/// A database that isn't there is made only when there is something to put into it.
fn take(args: &Args, listings: &Listings) -> Result<(Intake, bool), Failure> {
    let present = args.into.as_deref().filter(|path| path.exists()).map(source::open).transpose()?;
    let directory = match &present {
        Some(store) => store.snapshot().directory().clone(),
        None => Directory::new(Arc::new(EmbeddedManagedPolicies)),
    };
    let intake = listings.intake(&directory, args.replace, &source::restoring(args.time)?)?;
    let is_whole = intake.problems().is_empty();
    if is_whole && intake.changes().is_empty() {
        return Err("nothing is listed that could be taken".into());
    }
    let is_taken = (is_whole || args.partial) && !intake.changes().is_empty();
    if let Some(path) = args.into.as_deref().filter(|_| is_taken) {
        present.map_or_else(|| source::open(path), Ok)?.commit(intake.changes())?;
    }
    Ok((intake, is_taken))
}

fn report(args: &Args, listings: &Listings, intake: &Intake, is_taken: bool) -> Result<(), Failure> {
    for note in listings.notes() {
        output::note(note);
    }
    match args.format {
        Format::Text => print_text(args, listings, intake, is_taken),
        Format::Json => output::json_line(&ImportReport::new(listings, intake, is_taken))?,
    }
    Ok(())
}

fn print_text(args: &Args, listings: &Listings, intake: &Intake, is_taken: bool) {
    if is_taken {
        taken_lines(listings, intake).into_iter().for_each(output::prose);
    }
    for given in listings.accounts.given_ids() {
        output::line(given);
    }
    for arn in intake.unknown_policies().filter(|_| is_taken) {
        output::line(format_args!("unknown: policy `{}`", Shown::value(arn)));
    }
    for entity in intake.untaken() {
        output::line(format_args!("not taken: {entity}"));
    }
    if !is_taken && args.partial {
        output::line("nothing could be taken");
    } else if !is_taken {
        output::line("nothing was taken; --partial takes what is all right");
    }
    if !is_taken && !args.replace && intake.problems().iter().any(is_there_already) {
        output::line("--replace puts what is listed in the place of what is there already");
    }
}

/// Whether a problem is that the database holds something of that name.
fn is_there_already(problem: &Problem) -> bool {
    matches!(problem.kind(), ProblemKind::Refused(StoreError::EntityAlreadyExists(_)))
}
