//! The journal in a `SQLite` file: the common suite, and what becomes of files that aren't as they should be.

#![expect(clippy::unwrap_used, reason = "integration test")]

use std::fs::{self, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use iamkit_store::{
    Change, ColumnValue, Command, CreateUser, Generation, Journal, JournalError, Operation, Store, TABLES,
    all_rows,
};
use iamkit_store_sqlite::{SqliteJournal, SqliteReader};
use iamkit_testkit::journal_suite;
use iamkit_testkit::store::{JournalHome, Row, account, call, change, rows_of};
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use tempfile::TempDir;

struct Home {
    folder: TempDir,
}

impl Home {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("accounts.db")
    }

    fn journal(&self) -> Result<SqliteJournal, JournalError> {
        SqliteJournal::open(self.path())
    }

    /// A store of some users, closed again, and how many generations it has.
    fn filled(&self) -> u64 {
        let store = Store::open(self.journal().unwrap()).unwrap();
        store.commit(&[Change::create_account(call(), account())]).unwrap();
        for index in 0..50 {
            store.commit(&[user(&format!("user{index}"))]).unwrap();
        }
        store.snapshot().generation().number()
    }

    fn sql(&self, sql: &str) {
        Connection::open(self.path()).unwrap().execute_batch(sql).unwrap();
    }

    /// The error on opening the file, or on opening the store in it, without the folder.
    fn error(&self) -> String {
        let error = self.journal().and_then(Store::open).map(|_| ()).unwrap_err();
        self.without_folder(&error.to_string())
    }

    fn without_folder(&self, error: &str) -> String {
        error.replace(&format!("{}/", self.folder.path().display()), "")
    }

    fn mark(&self) -> PathBuf {
        self.folder.path().join("accounts.db-end")
    }
}

impl JournalHome for Home {
    fn open(&self) -> Box<dyn Journal> {
        Box::new(self.journal().unwrap())
    }

    fn rows(&self) -> Option<Vec<Row>> {
        let connection = Connection::open(self.path()).unwrap();
        let mut rows = Vec::new();
        for table in TABLES {
            let mut select = connection.prepare(&format!("SELECT * FROM \"{}\"", table.name)).unwrap();
            let mut found = select.query([]).unwrap();
            while let Some(row) = found.next().unwrap() {
                let value = |place| match row.get_ref(place).unwrap() {
                    ValueRef::Integer(number) => ColumnValue::Integer(number),
                    ValueRef::Text(text) => ColumnValue::Text(String::from_utf8(text.to_vec()).unwrap()),
                    _ => ColumnValue::Null,
                };
                rows.push((table.name.to_owned(), (0..table.columns.len()).map(value).collect()));
            }
        }
        rows.sort();
        Some(rows)
    }
}

fn user(name: &str) -> Change {
    change(Command::CreateUser(CreateUser::new(name.parse().unwrap())))
}

journal_suite!(|check| check(&Home::new()));

#[test]
fn any_tool_can_read_who_is_there_and_who_changed_what() {
    let home = Home::new();
    home.filled();
    let connection = Connection::open(home.path()).unwrap();
    let sql = r#"SELECT "name", "arn", "caller" FROM "users"
        JOIN "changes" ON "change" LIKE '%"name":"' || "name" || '"%' WHERE "name" = 'user7'"#;
    let row = connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    let root = "arn:aws:iam::111122223333:root";
    let expected = ("user7", "arn:aws:iam::111122223333:user/user7", root);
    assert_eq!(row, (expected.0.to_owned(), expected.1.to_owned(), expected.2.to_owned()));
}

#[test]
fn a_newer_schema_is_refused_and_left_alone() {
    let home = Home::new();
    home.filled();
    home.sql("PRAGMA user_version = 4");
    let newer = "`accounts.db` has the schema version 4, newer than 3, the newest one known";
    assert_eq!(home.error(), newer);
    let error = SqliteReader::open(home.path()).and_then(Store::open).unwrap_err().to_string();
    assert_eq!(home.without_folder(&error), newer);
    home.sql("PRAGMA user_version = 3");
    assert!(home.journal().is_ok());
}

/// What an older version of the schema hadn't got yet.
fn make_older(home: &Home, version: u32) {
    home.sql("DROP TABLE head");
    let tables = TABLES.iter().filter(|_| version == 1);
    for table in tables {
        home.sql(&format!("DROP TABLE \"{}\"", table.name));
    }
    home.sql(&format!("PRAGMA user_version = {version}"));
    fs::remove_file(home.mark()).unwrap();
}

#[test]
fn files_of_older_versions_are_read_as_they_are_and_brought_to_the_present_one_to_be_written() {
    for older in [1, 2] {
        let home = Home::new();
        home.filled();
        let expected = home.rows();
        make_older(&home, older);
        let before = fs::read(home.path()).unwrap();
        let read = Store::open(SqliteReader::open(home.path()).unwrap()).unwrap();
        assert_eq!(read.snapshot().account(&account()).unwrap().users().len(), 50);
        assert_eq!(fs::read(home.path()).unwrap(), before);
        assert!(!home.mark().exists());
        let store = Store::open(home.journal().unwrap()).unwrap();
        assert_eq!(store.snapshot().directory(), read.snapshot().directory());
        assert_eq!(home.rows(), expected);
        store.commit(&[user("later")]).unwrap();
        assert_eq!(home.rows().unwrap(), rows_of(&all_rows(store.snapshot().directory())));
        assert_eq!(read.refresh().unwrap().directory(), store.snapshot().directory());
    }
}

#[test]
fn opening_waits_for_others_as_committing_does() {
    let home = Home::new();
    home.filled();
    make_older(&home, 2);
    let other = Connection::open(home.path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = home.error();
    assert_eq!(error, "`accounts.db` is being written by somebody else");
    thread::scope(|scope| {
        scope.spawn(move || {
            thread::sleep(Duration::from_millis(1_200));
            other.execute_batch("ROLLBACK").unwrap();
        });
        assert!(home.journal().is_ok());
    });
}

#[test]
fn a_file_of_the_present_version_is_opened_without_a_write() {
    let home = Home::new();
    home.filled();
    let other = Connection::open(home.path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let store = Store::open(home.journal().unwrap()).unwrap();
    assert_eq!(store.snapshot().generation(), Generation::new(51));
}

#[test]
fn files_that_are_no_store_are_named() {
    let home = Home::new();
    fs::write(home.path(), "These are notes, and not a database at all.\n".repeat(50)).unwrap();
    assert_eq!(home.error(), "`accounts.db` is no store of iamkit: the file is no SQLite database");
    let home = Home::new();
    home.sql("CREATE TABLE notes (text)");
    let before = fs::read(home.path()).unwrap();
    assert_eq!(home.error(), "`accounts.db` is no store of iamkit: the database belongs to another program");
    assert_eq!(fs::read(home.path()).unwrap(), before);
    let error = SqliteJournal::open(home.folder.path().join("none/accounts.db")).unwrap_err();
    assert!(error.to_string().contains("none/accounts.db` can't be used: No such file"), "{error}");
}

#[test]
fn a_truncated_file_is_refused() {
    let home = Home::new();
    home.filled();
    home.sql("PRAGMA wal_checkpoint(TRUNCATE)");
    let whole = fs::read(home.path()).unwrap();
    for kept in [whole.len() / 2, whole.len() - 4_096, 6_000, 100, 50] {
        fs::write(home.path(), &whole[..kept]).unwrap();
        let error = home.error();
        let is_named = error.starts_with("`accounts.db` is corrupt: ")
            || error == "`accounts.db` is no store of iamkit: the file is no SQLite database";
        assert!(is_named, "{kept} of {} bytes: {error}", whole.len());
    }
    fs::write(home.path(), &whole).unwrap();
    assert!(home.journal().is_ok());
}

#[test]
fn a_damaged_page_is_noticed() {
    let home = Home::new();
    home.filled();
    home.sql("PRAGMA wal_checkpoint(TRUNCATE)");
    let n_pages = fs::metadata(home.path()).unwrap().len() / 4_096;
    for page in 1..n_pages {
        let whole = fs::read(home.path()).unwrap();
        let mut file = OpenOptions::new().write(true).open(home.path()).unwrap();
        file.seek(SeekFrom::Start(page * 4_096)).unwrap();
        file.write_all(&[0xA5; 4_096]).unwrap();
        let error = home.error();
        assert!(error.starts_with("`accounts.db` is corrupt: "), "page {page}: {error}");
        fs::write(home.path(), whole).unwrap();
    }
}

#[test]
fn a_flipped_bit_is_an_error_or_of_no_consequence() {
    let home = Home::new();
    home.filled();
    home.sql("PRAGMA wal_checkpoint(TRUNCATE)");
    let whole = fs::read(home.path()).unwrap();
    let expected = Store::open(home.journal().unwrap()).unwrap().snapshot();
    let (mut random, mut n_errors) = (0x9E37_79B9_7F4A_7C15_u64, 0);
    for _ in 0..100 {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let place = usize::try_from(random >> 33).unwrap() % whole.len();
        let mut flipped = whole.clone();
        flipped[place] ^= 1 << (random >> 30 & 7);
        for end in ["-wal", "-shm"] {
            drop(fs::remove_file(format!("{}{end}", home.path().display())));
        }
        fs::write(home.path(), flipped).unwrap();
        match home.journal().and_then(Store::open) {
            Ok(store) => assert_eq!(store.snapshot().directory(), expected.directory(), "byte {place}"),
            Err(error) => {
                n_errors += 1;
                assert!(error.to_string().contains("accounts.db` "), "byte {place}: {error}");
            }
        }
    }
    assert!(0 < n_errors, "no flip hit anything");
}

#[test]
fn a_log_that_was_altered_is_refused_with_its_generation() {
    let altered =
        "`accounts.db` is corrupt: generation 5: change 0 isn't what was written: its digest is another one";
    for (sql, expected) in [
        (
            "DELETE FROM changes WHERE generation = 5",
            "`accounts.db` is corrupt: generation 6: follows on generation 4",
        ),
        (
            "UPDATE changes SET position = 1 WHERE generation = 5",
            "`accounts.db` is corrupt: generation 5: change 0 is missing",
        ),
        ("UPDATE changes SET change = 'x' WHERE generation = 5", altered),
        ("UPDATE changes SET change = replace(change, 'user3', 'user0') WHERE generation = 5", altered),
        ("UPDATE changes SET digest = upper(digest) WHERE generation = 5", altered),
        (
            "UPDATE changes SET change = (SELECT change FROM changes WHERE generation = 4) WHERE generation = 5",
            altered,
        ),
    ] {
        let home = Home::new();
        home.filled();
        home.sql(sql);
        assert_eq!(home.error(), expected);
    }
}

#[test]
fn a_writer_that_never_gets_its_turn_is_told_so() {
    let home = Home::new();
    home.filled();
    let store = Store::open(home.journal().unwrap()).unwrap();
    let other = Connection::open(home.path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = store.commit(&[user("late")]).unwrap_err();
    assert_eq!(error.code(), "ConcurrentModification");
    let text = "the request was refused because of other changes at the same time, in 10 attempts";
    assert_eq!(error.to_string(), text);
    other.execute_batch("ROLLBACK").unwrap();
    store.commit(&[user("late")]).unwrap();
    assert_eq!(store.snapshot().generation(), Generation::new(52));
}

#[test]
fn accounts_come_and_go_with_their_rows() {
    let home = Home::new();
    home.filled();
    let store = Store::open(home.journal().unwrap()).unwrap();
    store
        .commit(&[Change { call: call(), operation: Operation::RemoveAccount { account: account() } }])
        .unwrap();
    assert_eq!(home.rows(), Some(Vec::new()));
}
