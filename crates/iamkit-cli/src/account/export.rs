//! `iamkit account export`: an account as AWS lists it.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;
use iamkit_listing::details;
use iamkit_listing::resource_policies;
use iamkit_listing::restore::listed;
use iamkit_store::{AccountId, Directory};

use super::source;
use iamkit_console::command::{Failure, Outcome, replace};
use iamkit_console::output;

/// What to give out.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The database, or listings.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// The account, where there are several.
    #[arg(long)]
    account: Option<AccountId>,
    /// How to write the documents.
    #[arg(long, value_enum, default_value_t = Documents::Objects)]
    documents: Documents,
    /// A folder for the policies of resources, which a listing has no place for: a file for each.
    #[arg(long, value_name = "FOLDER")]
    resource_policies: Option<PathBuf>,
    /// The file to write; without it, print.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Documents {
    /// As objects, like the command line.
    Objects,
    /// Percent-encoded, like the API.
    Encoded,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let directory = source::directory(&args.paths)?;
    let account = match &args.account {
        Some(account) => account.clone(),
        None => only(directory.accounts().map(|account| account.id().clone()).collect())?,
    };
    let documents = match args.documents {
        Documents::Objects => details::Documents::Objects,
        Documents::Encoded => details::Documents::Encoded,
    };
    let text = details::write(&listed(&directory, &account)?, documents)?;
    match &args.out {
        Some(path) => replace(path, format!("{text}\n").as_bytes())?,
        None => output::json_text(&text),
    }
    resources(args, &directory, &account)?;
    Ok(ExitCode::SUCCESS)
}

/// Writes the policies of resources, or says that there are some.
fn resources(args: &Args, directory: &Directory, account: &AccountId) -> Result<(), Failure> {
    let policies = directory.account(account)?.resource_policies();
    let Some(folder) = &args.resource_policies else {
        if 0 < policies.len() {
            let count = policies.len();
            output::note(format_args!(
                "{count} policies of resources are not in a listing; --resource-policies writes them"
            ));
        }
        return Ok(());
    };
    for policy in policies {
        let document = directory.resource_policy(account, policy.arn())?;
        let (name, text) = resource_policies::file(policy.arn(), &document);
        replace(&folder.join(name), text.as_bytes())?;
    }
    Ok(())
}

fn only(accounts: Vec<AccountId>) -> Result<AccountId, Failure> {
    match <[AccountId; 1]>::try_from(accounts) {
        Ok([account]) => Ok(account),
        Err(accounts) if accounts.is_empty() => Err("there is no account to export".into()),
        Err(accounts) => {
            let ids = accounts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            Err(format!("several accounts, choose one with --account: {ids}").into())
        }
    }
}
