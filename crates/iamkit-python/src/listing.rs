//! Accounts as they are read: listings in memory, files and folders of them, a database, and the policies of resources.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use iamkit::listing::details::{self, AuthorizationDetails, Problem, ReadingLimits, Source};
use iamkit::listing::intake::{Listings, PolicyOwner};
use iamkit::listing::resource_policies;
use iamkit::listing::restore::{Restoring, restore};
use iamkit::policy::shown::Shown;
use iamkit::store::{Directory, EmbeddedManagedPolicies, Generation, Journal as _, Quotas, Timestamp};
use iamkit_store_sqlite::SqliteReader;

use crate::error::{Fault, Outcome};
use crate::snapshot::Made;

/// How a database begins.
const SQLITE: &[u8] = b"SQLite format 3\0";

/// Texts with the names that problems are told by.
pub(crate) type Named = Vec<(String, String)>;
/// The same as they are read.
type Unread = Vec<(String, Vec<u8>)>;

fn shown(path: &Path) -> String {
    Shown::value(&path.to_string_lossy()).to_string()
}

fn unreadable(path: &Path, error: &std::io::Error) -> Fault {
    Fault::account("unreadable", format!("cannot read `{}`: {error}", shown(path)))
}

/// What a database has, or listings and folders of listings.
pub(crate) fn made_of(paths: &[PathBuf]) -> Outcome<Made> {
    if let [path] = paths
        && is_database(path)
    {
        let fault = |error: &dyn ToString| Fault::account("database", error.to_string());
        let mut reader = SqliteReader::open(path).map_err(|error| fault(&error))?;
        let transactions = reader.read(Generation::ZERO).map_err(|error| fault(&error))?;
        let changes = transactions.iter().flat_map(|transaction| &transaction.changes);
        let lines = changes.map(iamkit::store::Change::to_json).collect::<Result<_, _>>();
        return Ok(Made::Changes(lines.map_err(|error| fault(&error))?));
    }
    Ok(Made::Listings(texts(paths)?))
}

/// The texts of paths, those of folders by their names.
pub(crate) fn texts(paths: &[PathBuf]) -> Outcome<Named> {
    decoded(&files(paths)?)
}

/// Texts, unpacked and in whichever encoding they were.
pub(crate) fn decoded(files: &[(String, Vec<u8>)]) -> Outcome<Named> {
    let mut texts = Vec::new();
    for (name, bytes) in files {
        let source = Source::from_bytes(name, bytes);
        let source = source.map_err(|problem| Fault::account("invalidListing", problem))?;
        texts.push((name.clone(), source.text.to_owned()));
    }
    Ok(texts)
}

fn is_database(path: &Path) -> bool {
    let mut start = [0; SQLITE.len()];
    let opened = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut start));
    opened.is_ok() && start == *SQLITE
}

/// The files of paths, those of folders by their names.
fn files(paths: &[PathBuf]) -> Outcome<Unread> {
    let mut files = Vec::new();
    let mut left = ReadingLimits::default().bytes;
    for path in paths {
        let of_path = if path.is_dir() { json_files(path)? } else { vec![path.clone()] };
        for path in of_path {
            let bytes = read_within(&path, left)?;
            left = left.saturating_sub(bytes.len());
            files.push((path.display().to_string(), bytes));
        }
    }
    if files.is_empty() {
        let names = paths.iter().map(|path| shown(path)).collect::<Vec<_>>();
        return Err(Fault::account("noListing", format!("no JSON file in `{}`", names.join("`, `"))));
    }
    Ok(files)
}

fn read_within(path: &Path, limit: usize) -> Outcome<Vec<u8>> {
    let limit = limit as u64;
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(|error| unreadable(path, &error))?;
    file.take(limit + 1).read_to_end(&mut bytes).map_err(|error| unreadable(path, &error))?;
    if limit < bytes.len() as u64 {
        let path = shown(path);
        return Err(Fault::account(
            "tooLarge",
            format!("`{path}`: more than {limit} bytes are left for listings"),
        ));
    }
    Ok(bytes)
}

fn json_files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let failed = |error: std::io::Error| unreadable(folder, &error);
    let entries = std::fs::read_dir(folder).map_err(failed)?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>();
    let mut paths = paths.map_err(failed)?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    Ok(paths)
}

/// The accounts that listings have.
pub(crate) fn of_listings(files: &Named) -> Outcome<Directory> {
    let reading = details::read(&sources(files));
    refuse(reading.problems().iter())?;
    in_memory(reading.accounts())
}

fn sources(files: &Named) -> Vec<Source<'_>> {
    files.iter().map(|(name, text)| Source { name, text }).collect()
}

fn refuse<'p>(mut problems: impl Iterator<Item = &'p Problem>) -> Outcome<()> {
    let Some(problem) = problems.next() else { return Ok(()) };
    let more = match problems.count() {
        0 => String::new(),
        1 => ", and 1 more problem".to_owned(),
        count => format!(", and {count} more problems"),
    };
    Err(Fault::account("invalidListing", format!("{problem}{more}")))
}

fn restoring() -> Outcome<Restoring> {
    let caller =
        "iamkit".parse().map_err(|error: iamkit::store::NameError| Fault::account("caller", error))?;
    Ok(Restoring { caller, time: Timestamp::default(), quotas: Quotas::default() })
}

fn in_memory(accounts: &[AuthorizationDetails]) -> Outcome<Directory> {
    let mut directory = Directory::new(Arc::new(EmbeddedManagedPolicies));
    let restoring = restoring()?;
    for details in accounts {
        restore(&mut directory, details, &restoring)
            .map_err(|error| Fault::account("invalidListing", error))?;
    }
    Ok(directory)
}

/// Puts the policies of resources that files have into the accounts.
pub(crate) fn put_resource_policies(directory: &mut Directory, files: &Named) -> Outcome<()> {
    let files = resource_policies::read(&sources(files));
    refuse(files.problems().iter())?;
    let accounts = directory.accounts().map(|account| account.id().clone()).collect::<Vec<_>>();
    let account = match &*accounts {
        [account] => Some(PolicyOwner { account: account.clone(), partition: None }),
        _ => None,
    };
    let listings = Listings { resources: Some((account, files)), ..Listings::default() };
    let intake = listings.intake(directory, true, &restoring()?);
    let intake = intake.map_err(|error| Fault::account("invalidListing", error))?;
    refuse(intake.problems().iter())?;
    directory.apply_all(intake.changes()).map_err(|error| Fault::account("invalidListing", error))?;
    Ok(())
}
