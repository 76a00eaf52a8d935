//! Where accounts come from: a database, listings, or a folder of either.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use iamkit_account::view::{AccessView, AccountPrincipal};
use iamkit_catalog::Catalog;
use iamkit_listing::details::{self, AuthorizationDetails, Problem, ReadingLimits, Source};
use iamkit_listing::intake::{Listings, PolicyOwner};
use iamkit_listing::resource_policies;
use iamkit_listing::restore::{Restoring, restore};
use iamkit_policy::id::last_part;
use iamkit_policy::shown::{self, Shown};
use iamkit_store::EmbeddedManagedPolicies;
use iamkit_store::{Directory, Quotas, Store, Timestamp};
use iamkit_store_sqlite::{SqliteJournal, SqliteReader};

use super::problems;
use crate::hint;
use iamkit_console::command::{Failure, read_text, shown};
use iamkit_console::output;

/// What a file of a database begins with.
const SQLITE: &[u8] = b"SQLite format 3\0";

/// The accounts to ask about.
#[derive(Debug, clap::Args)]
pub(crate) struct Accounts {
    /// A database, or what `aws iam get-account-authorization-details` printed, or a folder of such files.
    #[arg(long = "in", value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// A folder of files with the policies of resources, as `account import` takes them: they count beside those of a
    /// database.
    #[arg(long, value_name = "FOLDER")]
    resource_policies: Option<PathBuf>,
}

impl Accounts {
    /// The first file or folder that they come from.
    pub(crate) fn first(&self) -> Option<&Path> {
        self.paths.first().map(PathBuf::as_path)
    }

    pub(crate) fn view(&self) -> Result<AccessView, Failure> {
        let mut directory = directory(&self.paths)?;
        if let Some(folder) = &self.resource_policies {
            put_resource_policies(&mut directory, folder)?;
        }
        Ok(AccessView::new(&directory)?)
    }
}

pub(crate) fn view(paths: &[PathBuf]) -> Result<AccessView, Failure> {
    Ok(AccessView::new(&directory(paths)?)?)
}

/// The directory of a database, or of listings that are all right.
pub(crate) fn directory(paths: &[PathBuf]) -> Result<Directory, Failure> {
    if let [path] = paths
        && is_database(path)
    {
        let store = Store::open_with(SqliteReader::open(path)?, Arc::new(EmbeddedManagedPolicies))?;
        return Ok(store.snapshot().directory().clone());
    }
    let files = Files::read(paths)?;
    let (sources, unread) = files.sources();
    let reading = details::read(&sources);
    refuse(&unread.iter().chain(reading.problems()).collect::<Vec<_>>(), &files)?;
    in_memory(reading.accounts())
}

/// Fails where there are problems: the first on one line, and for people those of its file, each under its line.
fn refuse(problems: &[&Problem], files: &Files) -> Result<(), Failure> {
    let Some((problem, others)) = problems.split_first() else { return Ok(()) };
    let more = match others.len() {
        0 => String::new(),
        1 => ", and 1 more problem".to_owned(),
        count => format!(", and {count} more problems"),
    };
    let of_file = problems.iter().copied().filter(|other| other.file() == problem.file());
    let line = format!("{problem}{more}");
    Err(Box::new(problems::located(line, of_file, files.text(problem.file()))))
}

/// Puts the policies of resources into accounts that are there, in memory alone.
pub(crate) fn put_resource_policies(directory: &mut Directory, folder: &Path) -> Result<(), Failure> {
    let read = Files::read(&[folder.to_owned()])?;
    let (sources, unread) = read.sources();
    let files = resource_policies::read(&sources);
    refuse(&unread.iter().chain(files.problems()).collect::<Vec<_>>(), &read)?;
    let accounts = directory.accounts().map(|account| account.id().clone()).collect::<Vec<_>>();
    let account = match &*accounts {
        [account] => Some(PolicyOwner { account: account.clone(), partition: None }),
        _ => None,
    };
    let listings = Listings { resources: Some((account, files)), ..Listings::default() };
    let intake = listings.intake(directory, true, &restoring(None)?)?;
    refuse(&intake.problems().iter().collect::<Vec<_>>(), &read)?;
    directory.apply_all(intake.changes())?;
    Ok(())
}

/// The accounts in memory alone.
fn in_memory(accounts: &[AuthorizationDetails]) -> Result<Directory, Failure> {
    let mut directory = Directory::new(Arc::new(EmbeddedManagedPolicies));
    let restoring = restoring(None)?;
    for details in accounts {
        restore(&mut directory, details, &restoring)?;
    }
    Ok(directory)
}

pub(crate) fn restoring(time: Option<Timestamp>) -> Result<Restoring, Failure> {
    let caller = "cargo xtask account import".parse()?;
    Ok(Restoring { caller, time: time.unwrap_or_default(), quotas: Quotas::default() })
}

pub(crate) fn is_database(path: &Path) -> bool {
    use std::io::Read as _;
    let mut start = [0; SQLITE.len()];
    let opened = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut start));
    opened.is_ok() && start == *SQLITE
}

/// Opens a database to write it, or makes it.
pub(crate) fn open(path: &Path) -> Result<Store<SqliteJournal>, Failure> {
    Ok(Store::open_with(SqliteJournal::open(path)?, Arc::new(EmbeddedManagedPolicies))?)
}

/// Files, each with its name and what is in it.
pub(crate) struct Files(Vec<(String, Vec<u8>)>);

impl Files {
    /// Reads files, and the JSON files of folders in the order of their names: as many bytes together as listings may
    /// have.
    pub(crate) fn read(paths: &[PathBuf]) -> Result<Self, Failure> {
        let mut files = Vec::new();
        let mut left = ReadingLimits::default().bytes;
        for path in paths {
            let of_path = if path.is_dir() { json_files(path)? } else { vec![path.clone()] };
            for path in of_path {
                let bytes = read_text(&path, left)?;
                left = left.saturating_sub(bytes.len());
                files.push((path.display().to_string(), bytes));
            }
        }
        if files.is_empty() {
            let names = paths.iter().map(|path| shown(path)).collect::<Vec<_>>();
            return Err(format!("no JSON file in `{}`", names.join("`, `")).into());
        }
        Ok(Self(files))
    }

    /// The text of a file; empty where it is none, or wasn't read.
    pub(crate) fn text(&self, name: &str) -> &str {
        let file = self.0.iter().find(|(other, _)| other == name);
        file.and_then(|(_, bytes)| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }

    /// The texts, and of files that are none what is wrong with them.
    pub(crate) fn sources(&self) -> (Vec<Source<'_>>, Vec<Problem>) {
        let (mut sources, mut unread) = (Vec::new(), Vec::new());
        for (name, bytes) in &self.0 {
            match Source::from_bytes(name, bytes) {
                Ok(source) => sources.push(source),
                Err(problem) => unread.push(*problem),
            }
        }
        (sources, unread)
    }
}

fn json_files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let cannot = |error: std::io::Error| format!("cannot read `{}`: {error}", shown(folder));
    let entries = std::fs::read_dir(folder).map_err(cannot)?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>();
    let mut paths = paths.map_err(cannot)?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    Ok(paths)
}

/// A name may be that far from another one to be taken for it: a letter in three.
fn is_near(distance: usize, name: &str) -> bool {
    distance <= name.chars().count() / 3
}

fn no_such(view: &AccessView, name: &str) -> String {
    let wanted = last_part(name).to_ascii_lowercase();
    let distance = |principal: &&Arc<AccountPrincipal>| {
        let other = last_part(principal.arn()).to_ascii_lowercase();
        strsim::osa_distance(&wanted, &other)
    };
    let nearest = view.principals().min_by_key(distance).filter(|near| is_near(distance(near), &wanted));
    let near =
        nearest.map(|near| format!("; did you mean `{}`?", Shown::value(near.arn()))).unwrap_or_default();
    format!("there is no user or role `{}`{near}{}", Shown::value(name), hint::of_name(name))
}

/// Looks at an action and a resource before anybody is asked about them: what is none is refused; an action that the
/// catalog doesn't have may be a new one, so that it is only told.
pub(crate) fn check_wanted(action: &str, resource: &str) -> Result<(), Failure> {
    if resource != "*" && (!resource.starts_with("arn:") || resource.split(':').count() < 6) {
        return Err(format!("`{}` is no resource: expected an ARN or `*`", Shown::value(resource)).into());
    }
    let catalog = Catalog::embedded();
    let named = iamkit_engine::ActionName::new(action);
    named.map_err(|error| format!("{error}{}", hint::of_name(action)))?;
    if catalog.action(action).is_none() {
        let near = catalog.nearest_actions(action, 3);
        let near = shown::quoted(near.iter().map(ToString::to_string));
        let near = if near.is_empty() { String::new() } else { format!("; near are {near}") };
        output::note(format_args!("the catalog has no action `{}`{near}", Shown::value(action)));
    }
    Ok(())
}

/// The user or role with an ARN or a name, such as `alice` or `role/Deploy`.
pub(crate) fn principal<'v>(view: &'v AccessView, name: &str) -> Result<&'v Arc<AccountPrincipal>, Failure> {
    if let Some(principal) = view.principal(name) {
        return Ok(principal);
    }
    let short = |arn: &str| last_part(arn).to_ascii_lowercase();
    let (kind, wanted) = name.split_once('/').unwrap_or(("", name));
    let wanted = last_part(wanted).to_ascii_lowercase();
    let is_of_kind = |principal: &AccountPrincipal| match kind {
        "user" => principal.is_user(),
        "role" => !principal.is_user(),
        _ => true,
    };
    // An ARN means one principal, not whoever is called alike elsewhere.
    let is_arn = name.starts_with("arn:");
    let is_meant = |principal: &&Arc<AccountPrincipal>| {
        !is_arn && short(principal.arn()) == wanted && is_of_kind(principal)
    };
    let named = view.principals().filter(is_meant);
    let named = named.collect::<Vec<_>>();
    match &*named {
        [] => Err(no_such(view, name).into()),
        [principal] => Ok(principal),
        several => {
            let arns = shown::quoted(several.iter().map(|principal| principal.arn()));
            Err(format!("several are called `{}`: {arns}", Shown::value(name)).into())
        }
    }
}
