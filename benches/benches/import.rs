//! Importing a whole account as `cargo xtask account import` does: from JSON text into a `SQLite` file, step by step.
//!
//! The input is the drawn account of `iamkit_testkit::accounts`: 5,000 users, 1,000 roles, 500 groups, 1,500 customer
//! managed policies; the tenfold one where `IAMKIT_LARGE` is set.

#![expect(
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a bench stops where its input is wrong, and says what memory it took"
)]

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

use criterion::{BatchSize, Criterion, Throughput, criterion_group};
use iamkit_listing::details::{self, Source};
use iamkit_listing::intake::{Intake, Listings};
use iamkit_listing::restore::Restoring;
use iamkit_store::EmbeddedManagedPolicies;
use iamkit_store::{Directory, Quotas, Store};
use iamkit_store_sqlite::SqliteJournal;
use iamkit_testkit::accounts::{AccountShape, listing};

fn shape() -> AccountShape {
    if std::env::var_os("IAMKIT_LARGE").is_some() {
        AccountShape::LARGE.times(10)
    } else {
        AccountShape::LARGE
    }
}

fn read(text: &str) -> Listings {
    let accounts = details::read(&[Source { name: "account.json", text }]);
    Listings { accounts, ..Listings::default() }
}

fn tried(listings: &Listings) -> Intake {
    let restoring = Restoring {
        caller: "bench".parse().expect("is a caller"),
        time: "2026-01-02T03:04:05Z".parse().expect("is a time"),
        quotas: Quotas::default(),
    };
    let empty = Directory::new(Arc::new(EmbeddedManagedPolicies));
    let intake = listings.intake(&empty, false, &restoring).expect("is of that partition");
    assert_eq!(intake.problems(), []);
    intake
}

fn opened(path: &Path) -> Store<SqliteJournal> {
    let journal = SqliteJournal::open(path).expect("is opened");
    Store::open_with(journal, Arc::new(EmbeddedManagedPolicies)).expect("is read")
}

fn imported(text: &str, path: &Path) -> Store<SqliteJournal> {
    let store = opened(path);
    store.commit(tried(&read(text)).changes()).expect("is committed");
    store
}

/// Where a process of its own, which has drawn nothing, finds the listing: so that memory is told of the import alone.
const LISTING: &str = "IAMKIT_LISTING";

/// The most memory that this process has had, where the system tells.
fn most_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.unwrap_or("not told").trim().to_owned()
}

/// Imports a listing once, and says what memory that took.
fn import_once(listing: &Path) {
    let before = most_memory();
    let text = std::fs::read_to_string(listing).expect("is read");
    let path = listing.with_extension("db");
    let store = imported(&text, &path);
    assert_eq!(store.snapshot().accounts().len(), 1);
    let file = std::fs::metadata(&path).map_or(0, |file| file.len()) >> 20;
    eprintln!("import: {} at most, {before} before it; the file has {file} MiB", most_memory());
}

fn say_memory(text: &str, folder: &Path) {
    let listing = folder.join("listing.json");
    std::fs::write(&listing, text).expect("is written");
    let this = std::env::current_exe().expect("has a path");
    let status = std::process::Command::new(this).env(LISTING, &listing).status().expect("runs");
    assert!(status.success());
}

fn import(criterion: &mut Criterion) {
    let shape = shape();
    let text = listing(&shape);
    let folder = tempfile::tempdir().expect("is made");
    let mut number = 0;
    let mut new = || {
        number += 1;
        folder.path().join(format!("{number}.db"))
    };
    say_memory(&text, folder.path());
    let (listings, size) = (read(&text), format!("{}_users", shape.users));
    let intake = tried(&listings);
    let mut group = criterion.benchmark_group("import");
    group.sample_size(10).throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function(format!("read/{size}"), |bencher| bencher.iter(|| black_box(read(&text))));
    group.bench_function(format!("try/{size}"), |bencher| bencher.iter(|| black_box(tried(&listings))));
    group.bench_function(format!("commit_sqlite/{size}"), |bencher| {
        let commit = |store: Store<SqliteJournal>| store.commit(intake.changes()).expect("is committed");
        bencher.iter_batched(|| opened(&new()), commit, BatchSize::PerIteration);
    });
    group.bench_function(format!("whole_sqlite/{size}"), |bencher| {
        bencher.iter_batched(&mut new, |path| imported(&text, &path), BatchSize::PerIteration);
    });
    let path = new();
    drop(imported(&text, &path));
    group.bench_function(format!("open_sqlite/{size}"), |bencher| bencher.iter(|| opened(&path)));
    group.finish();
}

criterion_group!(benches, import);

fn main() {
    match std::env::var_os(LISTING) {
        Some(listing) => import_once(Path::new(&listing)),
        None => benches(),
    }
}
