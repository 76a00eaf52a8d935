//! What has to hold of any bytes that are taken for a database: what fuzzing drives, and an ordinary test over kept inputs.

use std::fs;
use std::path::Path;

use iamkit_store::{AccountId, Call, Change, Generation, JournalError, Operation, Partition, Quotas, Store};
use iamkit_store_sqlite::{SqliteJournal, SqliteReader};

/// What is violated, in words.
pub(crate) type Checked = Result<(), String>;

fn ensure(holds: bool, violated: impl FnOnce() -> String) -> Checked {
    if holds { Ok(()) } else { Err(violated()) }
}

/// A file of any bytes is read without a change, and is an error or says the same to whoever reads and whoever writes;
/// what is committed to it is there afterwards.
///
/// # Errors
/// What is violated.
pub(crate) fn journal(bytes: &[u8]) -> Checked {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let path = folder.path().join("accounts.db");
    fs::write(&path, bytes).map_err(|error| error.to_string())?;
    let read = SqliteReader::open(&path).and_then(Store::open);
    let n_files = fs::read_dir(folder.path()).map_err(|error| error.to_string())?.count();
    let is_same = fs::read(&path).is_ok_and(|now| now == bytes);
    ensure(is_same && n_files == 1, || format!("reading leaves {n_files} files, the same: {is_same}"))?;
    match (read, SqliteJournal::open(&path).and_then(Store::open)) {
        (Ok(read), Ok(written)) => {
            let (read, present) = (read.snapshot(), written.snapshot());
            ensure(read.generation() == present.generation(), || "a reader sees another generation".into())?;
            ensure(read.directory() == present.directory(), || "a reader sees another state".into())?;
            keeps(&path, &written)
        }
        // Nothing at all is a store to whoever writes, and none to whoever asks.
        (Err(error), Ok(written)) => {
            let is_empty = written.snapshot().generation() == Generation::ZERO;
            ensure(is_empty, || format!("only to be written: {error}"))
        }
        (_, Err(error)) => ensure(error.to_string().contains("accounts.db"), || error.to_string()),
    }
}

/// What is committed is there for the next one, or was refused with an error.
fn keeps(path: &Path, store: &Store<SqliteJournal>) -> Checked {
    let Ok(change) = account() else { return Err("no change to make".into()) };
    let Ok(committed) = store.commit(&[change]) else { return Ok(()) };
    let again: Result<Store<SqliteReader>, JournalError> = SqliteReader::open(path).and_then(Store::open);
    let again = again.map_err(|error| format!("not to be read after a commit: {error}"))?.snapshot();
    ensure(again.directory() == committed.snapshot().directory(), || "the commit isn't there".into())
}

fn account() -> Result<Change, Box<dyn std::error::Error>> {
    let account: AccountId = "999988887777".parse()?;
    let call = Call::new("arn:aws:iam::999988887777:root".parse()?, "2026-05-01T10:00:00Z".parse()?);
    let (partition, quotas) = (Partition::Aws, Quotas::default());
    Ok(Change { call, operation: Operation::CreateAccount { account, partition, seed: 0, quotas } })
}
