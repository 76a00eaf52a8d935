//! A disk that fails, tears or drops a write or a sync, and one that loses its power: each of them, one after the other.
//!
//! The test is its own writer: started on the bad disk (`disk.c`), it commits some transactions and says which of them were
//! acknowledged. Whatever the disk did, all of these are there afterwards; where a disk lied, it is noticed if they aren't.

#![cfg(all(target_os = "linux", target_env = "gnu"))]
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "integration test")]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Output};

use iamkit_store::{Change, Command, CommitError, CreateUser, Journal, JournalError, Store};
use iamkit_store_sqlite::{SqliteJournal, SqliteReader};
use iamkit_testkit::store::{account, call, change};
use tempfile::TempDir;

/// Tells the writer its file.
const FILE: &str = "IAMKIT_FAULTS_FILE";
const TEST: &str = "whatever_a_disk_does_nothing_acknowledged_is_lost_unnoticed";
/// Users of the workload: some before the file is closed and opened again, some after.
const USERS: [u32; 2] = [3, 2];

/// Opens the file, commits, closes it, and all that again; says how many users were acknowledged.
fn write(path: &Path) -> Result<(), CommitError> {
    let mut n_users = 0;
    for n_more in USERS {
        let store = Store::open(SqliteJournal::open(path)?)?;
        if store.snapshot().accounts().len() == 0 {
            store.commit(&[Change::create_account(call(), account())])?;
        }
        for _ in 0..n_more {
            let user = CreateUser::new(format!("u{n_users}").parse().unwrap());
            store.commit(&[change(Command::CreateUser(user))])?;
            n_users += 1;
            println!("kept: {n_users}");
            allow_power_cut(path);
        }
        drop(store);
        allow_power_cut(path);
    }
    Ok(())
}

fn allow_power_cut(path: &Path) {
    fs::write(path.with_file_name("power"), "may go").unwrap();
}

/// The disk, made anew for the test.
fn disk(folder: &Path) -> PathBuf {
    let library = folder.join("disk.so");
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/faults/disk.c");
    let compiled =
        Process::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).arg(source).status();
    assert!(compiled.unwrap().success());
    library
}

/// What a writer left, and what it said.
struct Left {
    folder: TempDir,
    said: String,
    n_calls: Option<u64>,
}

impl Left {
    /// Lets a writer work on a disk of which one call goes wrong.
    fn by(disk: &Path, kind: &str, nth: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = Process::new(env::current_exe().unwrap());
        writer.args([TEST, "--exact", "--nocapture"]).env(FILE, folder.path().join("accounts.db"));
        writer.env("LD_PRELOAD", disk).env("FAULT_FOLDER", folder.path());
        writer.env("FAULT_KIND", kind).env("FAULT_NTH", nth.to_string());
        let Output { stdout, stderr, .. } = writer.output().unwrap();
        let error = String::from_utf8(stderr).unwrap();
        let n_calls = error.lines().find_map(|line| line.strip_prefix("calls: ")?.parse().ok());
        assert!(!error.contains("panicked"), "{kind} {nth}: {error}");
        Self { folder, said: String::from_utf8(stdout).unwrap(), n_calls }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("accounts.db")
    }

    fn n_acknowledged(&self) -> usize {
        let mut counts = self.said.lines().filter_map(|line| line.split("kept: ").nth(1)?.parse().ok());
        counts.next_back().unwrap_or(0)
    }

    fn error(&self) -> Option<&str> {
        self.said.lines().find_map(|line| Some(line.split_once("error: ")?.1))
    }

    /// How many users there are for whoever reads, and then for whoever writes.
    fn n_users(&self) -> Result<usize, JournalError> {
        let n_read = n_users(SqliteReader::open(self.path())?)?;
        assert_eq!(n_users(SqliteJournal::open(self.path())?)?, n_read);
        Ok(n_read)
    }
}

fn n_users(journal: impl Journal) -> Result<usize, JournalError> {
    let snapshot = Store::open(journal)?.snapshot();
    Ok(snapshot.account(&account()).map_or(0, |account| account.users().len()))
}

#[test]
fn whatever_a_disk_does_nothing_acknowledged_is_lost_unnoticed() {
    if let Some(path) = env::var_os(FILE) {
        if let Err(error) = write(Path::new(&path)) {
            println!("error: {error}");
        }
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let disk = disk(folder.path());
    let whole = Left::by(&disk, "none", 0);
    let n_users = usize::try_from(USERS.iter().sum::<u32>()).unwrap();
    assert_eq!((whole.n_acknowledged(), whole.n_users().unwrap(), whole.error()), (n_users, n_users, None));
    let n_calls = whole.n_calls.unwrap();
    assert!(20 < n_calls, "{n_calls}");
    for kind in ["fail", "tear", "cut", "drop"] {
        let (mut n_failed, mut n_noticed) = (0, 0);
        for nth in 1..=n_calls {
            let left = Left::by(&disk, kind, nth);
            n_failed += u32::from(left.error().is_some());
            n_noticed += u32::from(is_noticed(&left, kind, nth));
        }
        println!("{kind}: {n_calls} calls, {n_failed} told at once, {n_noticed} noticed later");
        let (some_failed, some_noticed) = (["fail", "tear"].contains(&kind), kind == "drop");
        assert!(!some_failed || 0 < n_failed, "{kind}");
        assert_eq!(some_noticed, 0 < n_noticed, "{kind}");
    }
}

/// Whether something is missing that was acknowledged, of which the file then tells; only a disk that lies may do that.
fn is_noticed(left: &Left, kind: &str, nth: u64) -> bool {
    let n_acknowledged = left.n_acknowledged();
    let place = format!("{kind} {nth}, {n_acknowledged} kept, {:?}", left.error());
    if let Some(error) = left.error() {
        // SQLite says nothing where it can't turn the write-ahead log on.
        let reasons = ["disk I/O error", "(os error 5)", "accounts.db-wal`: No such file"];
        let is_reason = reasons.iter().any(|reason| error.contains(reason));
        assert!(is_reason || kind == "drop", "{place}");
    }
    if !left.path().exists() {
        assert_eq!(n_acknowledged, 0, "{place}");
        return false;
    }
    assert_ne!(fs::metadata(left.path()).unwrap().len(), 0, "{place}");
    match left.n_users() {
        Ok(n_users) => {
            assert!((n_acknowledged..=n_acknowledged + 1).contains(&n_users), "{place}: {n_users}");
            false
        }
        Err(error) => {
            assert_eq!(kind, "drop", "{place}: {error}");
            let is_named = matches!(error, JournalError::Corrupt { .. } | JournalError::Foreign { .. });
            assert!(is_named, "{place}: {error}");
            true
        }
    }
}
