//! What was kept and is gone is missed, by whoever reads and whoever writes: the last rows, the write-ahead log, the file.

#![expect(clippy::unwrap_used, reason = "integration test")]

use std::fs;
use std::path::PathBuf;

use iamkit_store::{
    Change, Command, CreateUser, Draft, Generation, Journal, JournalError, Store, Transaction,
};
use iamkit_store_sqlite::{SqliteJournal, SqliteReader};
use iamkit_testkit::store::{account, call, change};
use rusqlite::Connection;
use tempfile::TempDir;

/// A folder with a database of 51 generations.
struct Home(TempDir);

impl Home {
    fn new() -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        let store = home.store();
        store.commit(&[Change::create_account(call(), account())]).unwrap();
        for index in 0..50 {
            store.commit(&[user(&format!("user{index}"))]).unwrap();
        }
        home
    }

    fn path(&self, ending: &str) -> PathBuf {
        self.0.path().join(format!("accounts.db{ending}"))
    }

    fn store(&self) -> Store<SqliteJournal> {
        Store::open(SqliteJournal::open(self.path("")).unwrap()).unwrap()
    }

    fn reader(&self) -> Store<SqliteReader> {
        Store::open(SqliteReader::open(self.path("")).unwrap()).unwrap()
    }

    fn sql(&self, sql: &str) {
        Connection::open(self.path("")).unwrap().execute_batch(sql).unwrap();
    }

    /// The error to whoever opens it to read, which is the one to whoever opens it to write.
    fn error(&self) -> String {
        let reading = self.named(SqliteReader::open(self.path("")).and_then(Store::open));
        assert_eq!(self.named(SqliteJournal::open(self.path("")).and_then(Store::open)), reading);
        reading
    }

    fn named<T>(&self, result: Result<T, JournalError>) -> String {
        let error = result.map(|_| ()).unwrap_err().to_string();
        error.replace(&format!("{}/", self.0.path().display()), "")
    }

    /// Lets a file come back after whatever was done to it.
    fn copy(&self, from: &str, to: &str) {
        fs::copy(self.path(from), self.path(to)).unwrap();
    }
}

fn user(name: &str) -> Change {
    change(Command::CreateUser(CreateUser::new(name.parse().unwrap())))
}

const HEAD_51: &str = "`accounts.db` is corrupt: its head says that generation 51 was kept, and the log ";
const MARK_51: &str =
    "`accounts.db` is corrupt: `accounts.db-end` says that generation 51 was kept, and the log ";
const FROM_41: &str = "ends at generation 40 of 2026-05-01T10:00:00Z: generations 41 to 51 are missing";
const FROM_1: &str = "is empty: generations 1 to 51 are missing";

#[test]
fn rows_cut_off_at_the_end_are_missed() {
    for (sql, expected) in [
        ("DELETE FROM changes WHERE generation > 40", format!("{HEAD_51}{FROM_41}")),
        ("DELETE FROM changes", format!("{HEAD_51}{FROM_1}")),
        (
            "DELETE FROM head",
            "`accounts.db` is corrupt: its head is missing, which says where the log ends".into(),
        ),
    ] {
        let home = Home::new();
        home.sql(sql);
        assert_eq!(home.error(), expected);
    }
}

#[test]
fn rows_cut_off_along_with_their_head_are_missed() {
    let cut = "DELETE FROM changes WHERE generation > 40;
        UPDATE head SET (generation, position, digest) =
            (SELECT generation, position, digest FROM changes WHERE generation = 40)";
    let gone = "DELETE FROM changes; UPDATE head SET generation = 0, digest = ''";
    for (sql, expected) in [(cut, FROM_41), (gone, FROM_1)] {
        let home = Home::new();
        home.sql(sql);
        assert_eq!(home.error(), format!("{MARK_51}{expected}"));
    }
}

#[test]
fn rows_behind_the_head_are_not_taken() {
    let home = Home::new();
    let back = "UPDATE head SET (generation, position, digest) =
        (SELECT generation, position, digest FROM changes WHERE generation = 40)";
    home.sql(back);
    assert_eq!(
        home.error(),
        "`accounts.db` is corrupt: its head is at generation 40, and its log goes on to 51"
    );
}

#[test]
fn a_write_ahead_log_that_is_gone_is_missed() {
    let home = Home::new();
    let store = home.store();
    store.commit(&[user("alice")]).unwrap();
    home.copy("", ".main");
    drop(store);
    // As a writer leaves it that was killed, and whose write-ahead log was taken for rubbish.
    home.copy(".main", "");
    let expected = MARK_51.replace("51", "52")
        + "ends at generation 51 of 2026-05-01T10:00:00Z: generation 52 is missing";
    assert_eq!(home.error(), expected);
}

#[test]
fn a_file_that_is_gone_is_missed_and_not_made_anew() {
    let home = Home::new();
    fs::remove_file(home.path("")).unwrap();
    let error = home.named(SqliteJournal::open(home.path("")));
    assert_eq!(error, format!("{MARK_51}{FROM_1}"));
    let error = home.named(SqliteReader::open(home.path("")));
    assert!(error.starts_with("`accounts.db` can't be used: unable to open database file"), "{error}");
    assert!(!home.path("").exists());
    // One with nothing in it is no better.
    fs::write(home.path(""), "").unwrap();
    assert_eq!(home.error(), format!("{MARK_51}{FROM_1}"));
}

#[test]
fn a_file_put_back_to_an_older_or_another_one_is_missed_by_all() {
    let (home, other) = (Home::new(), Home::new());
    home.copy("", ".old");
    home.store().commit(&[user("alice")]).unwrap();
    let reader = home.reader();
    home.copy(".old", "");
    assert!(home.error().ends_with("generation 52 is missing"), "{}", home.error());
    let error = home.named(reader.refresh());
    let lost = "`accounts.db` is corrupt: this process says that generation 52 was kept, and the log \
        ends at generation 51 of 2026-05-01T10:00:00Z: generation 52 is missing";
    assert_eq!(error, lost);
    other.store().commit(&[user("bob")]).unwrap();
    fs::copy(other.path(""), home.path("")).unwrap();
    let expected =
        "`accounts.db` is corrupt: generation 52 of 2026-05-01T10:00:00Z isn't the one that was kept, as ";
    assert_eq!(home.error(), format!("{expected}`accounts.db-end` says"));
    assert_eq!(home.named(reader.refresh()), format!("{expected}this process says"));
}

#[test]
fn a_database_alone_is_taken_where_it_can_have_lost_nothing() {
    let home = Home::new();
    fs::remove_file(home.path("-end")).unwrap();
    let missing = "`accounts.db` is corrupt: `accounts.db-end` is missing, which says where its log ends";
    assert_eq!(home.error(), missing);
    // A backup, or a file of which somebody says so, has no write-ahead log that could be gone.
    home.sql("PRAGMA journal_mode = DELETE");
    assert_eq!(home.reader().snapshot().generation(), Generation::new(51));
    assert_eq!(home.store().snapshot().generation(), Generation::new(51));
    assert!(home.path("-end").exists());
    fs::remove_file(home.path("-end")).unwrap();
    assert_eq!(home.error(), missing);
}

#[test]
fn a_mark_that_lags_behind_moves_on_with_the_next_look() {
    let home = Home::new();
    home.copy("-end", ".mark");
    home.store().commit(&[user("alice")]).unwrap();
    home.copy(".mark", "-end");
    assert_eq!(home.reader().snapshot().generation(), Generation::new(52));
    assert_eq!(fs::read(home.path("-end")).unwrap(), fs::read(home.path(".mark")).unwrap());
    home.store();
    assert_ne!(fs::read(home.path("-end")).unwrap(), fs::read(home.path(".mark")).unwrap());
}

#[cfg(unix)]
#[test]
fn nothing_is_acknowledged_that_went_to_a_file_nobody_finds() {
    for ending in ["", "-wal", "-shm"] {
        for is_replaced in [false, true] {
            let home = Home::new();
            let store = home.store();
            store.commit(&[user("alice")]).unwrap();
            home.copy(ending, ".copy");
            fs::remove_file(home.path(ending)).unwrap();
            if is_replaced {
                fs::rename(home.path(".copy"), home.path(ending)).unwrap();
            }
            let what = if is_replaced { "another file is" } else { "no file is" };
            let expected =
                format!("`accounts.db` is no longer what was opened: {what} at `accounts.db{ending}` now");
            let error = store.commit(&[user("bob")]).unwrap_err();
            assert_eq!(error.code(), "ServiceFailure");
            assert_eq!(error.to_string().replace(&format!("{}/", home.0.path().display()), ""), expected);
            assert_eq!(home.named(store.refresh()), expected);
            assert_eq!(store.snapshot().generation(), Generation::new(52));
        }
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_goes_while_it_is_written_is_noticed_and_one_that_is_gone_is_not_written() {
    let home = Home::new();
    let mut journal = SqliteJournal::open(home.path("")).unwrap();
    let (known, generation) = (Generation::new(51), Generation::new(52));
    let transaction = Transaction { generation, changes: vec![user("bob")] };
    let mut n_asked = 0;
    for _ in 0..2 {
        let outcome = journal.write(known, &mut |_| {
            n_asked += 1;
            fs::remove_file(home.path("")).unwrap();
            Some(Draft { transaction: transaction.clone(), rows: Vec::new() })
        });
        assert!(matches!(outcome, Err(JournalError::Replaced { .. })), "{outcome:?}");
    }
    assert_eq!(n_asked, 1);
}

#[test]
fn a_mark_that_is_taken_away_stops_the_writer() {
    let home = Home::new();
    let store = home.store();
    fs::remove_file(home.path("-end")).unwrap();
    let missing = "is corrupt: `accounts.db-end` is missing, which says where its log ends";
    let error = store.commit(&[user("alice")]).unwrap_err().to_string();
    assert!(error.ends_with(missing), "{error}");
}
