//! Twenty readers and four writers, each a process of its own, on one file: no reader fails, no update is lost.
//!
//! `IAMKIT_PROCESSES_SECONDS` says for how long, a few seconds by itself.

#![expect(clippy::unwrap_used, reason = "integration test")]

use std::env;
use std::path::Path;
use std::process::{Child, Command as Process, Stdio};
use std::time::{Duration, Instant};

use iamkit_store::{Change, Command, CommitError, CreateUser, Generation, Snapshot, Store};
use iamkit_store_sqlite::{SqliteJournal, SqliteReader};
use iamkit_testkit::store::{account, call, change};

const TEST: &str = "readers_and_writers_are_in_nobody_s_way";
/// Tells a process its file and what it is.
const FILE: &str = "IAMKIT_PROCESSES_FILE";
const PART: &str = "IAMKIT_PROCESSES_PART";
const SECONDS: &str = "IAMKIT_PROCESSES_SECONDS";
const N_READERS: usize = 20;
const N_WRITERS: usize = 4;
/// How many commits a writer makes before it opens the file anew.
const N_COMMITS: usize = 25;

fn duration() -> Duration {
    Duration::from_secs(env::var(SECONDS).map_or(3, |seconds| seconds.parse().unwrap()))
}

fn start(path: &Path, part: &str) -> Child {
    let mut process = Process::new(env::current_exe().unwrap());
    process.args([TEST, "--nocapture", "--exact"]).env(FILE, path).env(PART, part);
    process.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// How often a process did what it does.
fn finish(process: Child) -> u64 {
    let output = process.wait_with_output().unwrap();
    let (said, error) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}{error}");
    said.lines().find_map(|line| line.split("times: ").nth(1)).unwrap().parse().unwrap()
}

/// Opens the file again and again: each state is whole, and none is older than the one before.
fn read(path: &Path) -> u64 {
    let (started, mut n_times, mut last) = (Instant::now(), 0, Generation::ZERO);
    while started.elapsed() < duration() {
        let store = Store::open(SqliteReader::open(path).unwrap()).unwrap();
        for snapshot in [store.snapshot(), store.refresh().unwrap()] {
            assert!(last <= snapshot.generation());
            assert_eq!(n_users(&snapshot) + 1, snapshot.generation().number());
            last = snapshot.generation();
        }
        n_times += 1;
    }
    n_times
}

fn n_users(snapshot: &Snapshot) -> u64 {
    snapshot.account(&account()).unwrap().users().len() as u64
}

/// Makes one user after the other and counts those that were acknowledged.
fn write(path: &Path, name: &str) -> u64 {
    let (started, mut n_times) = (Instant::now(), 0);
    while started.elapsed() < duration() {
        let store = Store::open(SqliteJournal::open(path).unwrap()).unwrap();
        for _ in 0..N_COMMITS {
            let user = CreateUser::new(format!("{name}-{n_times}").parse().unwrap());
            match store.commit(&[change(Command::CreateUser(user))]) {
                Ok(_) => n_times += 1,
                Err(error) => assert!(matches!(error, CommitError::Concurrent(_)), "{error}"),
            }
        }
    }
    n_times
}

#[test]
fn readers_and_writers_are_in_nobody_s_way() {
    if let (Some(path), Ok(part)) = (env::var_os(FILE), env::var(PART)) {
        let path = Path::new(&path);
        let n_times = if part == "reader" { read(path) } else { write(path, &part) };
        println!("times: {n_times}");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("accounts.db");
    let store = Store::open(SqliteJournal::open(&path).unwrap()).unwrap();
    store.commit(&[Change::create_account(call(), account())]).unwrap();
    drop(store);
    let writers = (0..N_WRITERS).map(|index| start(&path, &format!("writer{index}"))).collect::<Vec<_>>();
    let readers = (0..N_READERS).map(|_| start(&path, "reader")).collect::<Vec<_>>();
    let n_read = readers.into_iter().map(finish).collect::<Vec<_>>();
    let n_written = writers.into_iter().map(finish).collect::<Vec<_>>();
    assert!(n_read.iter().all(|n| 0 < *n), "{n_read:?}");
    assert!(n_written.iter().all(|n| 0 < *n), "{n_written:?}");
    let store = Store::open(SqliteReader::open(&path).unwrap()).unwrap();
    assert_eq!(n_users(&store.snapshot()), n_written.iter().sum::<u64>());
    println!("{} looks of {N_READERS} readers, {n_written:?} commits", n_read.iter().sum::<u64>());
}
