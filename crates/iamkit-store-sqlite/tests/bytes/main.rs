//! Any bytes taken for a database: no panic, no hang, an error or a consistent answer.
//!
//! The fuzz target `journal` drives the same property from the same inputs: small databases of every version.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "integration test")]

mod property;

use std::env;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use iamkit_store::{Generation, Store};
use iamkit_store_sqlite::SqliteReader;
use property::journal;
use rusqlite::Connection;

/// How long one input may take, on a machine that others use.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often each input is changed at random, unless the environment says otherwise.
const N_CHANGED: u32 = 60;
const CHANGED: &str = "IAMKIT_BYTES_CHANGED";

fn inputs() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("inputs/journal");
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut inputs = paths
        .map(|path| (path.file_name().unwrap().display().to_string(), fs::read(&path).unwrap()))
        .collect::<Vec<_>>();
    inputs.sort();
    inputs
}

fn check(name: &str, bytes: &[u8]) {
    let started = Instant::now();
    assert_eq!(journal(bytes), Ok(()), "{name}");
    assert!(started.elapsed() < PATIENCE, "{name}: {:?}", started.elapsed());
}

fn random(state: &mut u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*state >> 33).unwrap()
}

/// Some bytes replaced, dropped or doubled, as a fuzzer would.
fn changed(bytes: &[u8], state: &mut u64) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=random(state) % 6 {
        let place = random(state) % bytes.len();
        match random(state) % 8 {
            0 => drop(bytes.remove(place)),
            1 => bytes.insert(place, bytes[place]),
            2 => bytes.truncate(place.max(1)),
            _ => bytes[place] = random(state).to_le_bytes()[0],
        }
    }
    bytes
}

#[test]
fn kept_inputs_are_stores_of_every_version() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("accounts.db");
    let mut found = Vec::new();
    for (_, bytes) in inputs() {
        fs::write(&path, bytes).unwrap();
        let store = Store::open(SqliteReader::open(&path).unwrap()).unwrap();
        let version =
            Connection::open(&path).unwrap().pragma_query_value(None, "user_version", |row| row.get(0));
        found.push((version.unwrap(), store.snapshot().generation()));
    }
    found.sort();
    assert_eq!(found, [(1, 3), (2, 3), (3, 0), (3, 3)].map(|(version, n)| (version, Generation::new(n))));
}

#[test]
fn kept_inputs_break_no_property() {
    for (name, bytes) in inputs() {
        check(&name, &bytes);
    }
}

#[test]
fn changed_inputs_break_no_property() {
    let n_changed = env::var(CHANGED).map_or(N_CHANGED, |number| number.parse().unwrap());
    let mut state = 0x9E37_79B9_7F4A_7C15;
    for (name, bytes) in inputs() {
        for _ in 0..n_changed {
            check(&name, &changed(&bytes, &mut state));
        }
    }
}

#[test]
fn any_bytes_break_no_property() {
    let mut state = 1;
    check("nothing", b"");
    for n_bytes in 1..40 {
        let bytes = (0..n_bytes * 37).map(|_| random(&mut state).to_le_bytes()[0]).collect::<Vec<_>>();
        check("random", &bytes);
        check("random behind a header", &[b"SQLite format 3\0", &*bytes].concat());
    }
}

/// Tables that compute for ever when somebody looks into them or writes them.
#[test]
fn what_never_ends_is_not_run() {
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)";
    let view = format!(
        "ALTER TABLE changes RENAME TO other; CREATE VIEW changes AS {endless} SELECT
         i AS generation, 0 AS position, '' AS caller, '' AS time, '' AS account_id, '' AS change, '' AS digest FROM n"
    );
    let trigger =
        "CREATE VIEW v AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n;
        CREATE TRIGGER t AFTER INSERT ON changes BEGIN SELECT count(*) FROM v; END";
    for sql in [&*view, trigger] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hostile.db");
        let (_, bytes) = inputs().pop().unwrap();
        fs::write(&path, bytes).unwrap();
        Connection::open(&path).unwrap().execute_batch(sql).unwrap();
        check(sql, &fs::read(&path).unwrap());
    }
}
