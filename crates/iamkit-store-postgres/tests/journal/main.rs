//! The journal in a real `PostgreSQL`: the common suite, several writers, and databases that aren't as they should be.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stderr, reason = "integration test")]

mod server;

use std::thread;
use std::time::Duration;

use iamkit_store::{Change, Command, CreateUser, Generation, Journal, JournalError, Store, TABLES, Value};
use iamkit_store_postgres::{PostgresJournal, PostgresListener};
use iamkit_testkit::journal_suite;
use iamkit_testkit::store::{JournalHome, Row, account, call, change};
use postgres::types::Type;
use server::Database;

impl JournalHome for Database {
    fn open(&self) -> Box<dyn Journal> {
        Box::new(PostgresJournal::connect(&self.url()).unwrap())
    }

    fn rows(&self) -> Option<Vec<Row>> {
        let mut client = self.client();
        let mut rows = Vec::new();
        for table in TABLES {
            for row in client.query(&format!("SELECT * FROM iamkit.\"{}\"", table.name), &[]).unwrap() {
                let value = |place: usize| match row.columns()[place].type_() {
                    kind if *kind == Type::INT8 => Value::Integer(row.get(place)),
                    _ => row.get::<_, Option<String>>(place).map_or(Value::Null, Value::Text),
                };
                rows.push((table.name.to_owned(), (0..table.columns.len()).map(value).collect()));
            }
        }
        rows.sort();
        Some(rows)
    }
}

journal_suite!(|check| {
    if let Some(database) = Database::new() {
        check(&database);
    }
});

fn user(name: &str) -> Change {
    change(Command::CreateUser(CreateUser::new(name.parse().unwrap())))
}

fn open(database: &Database) -> Result<Store<PostgresJournal>, JournalError> {
    PostgresJournal::connect(&database.url()).and_then(Store::open)
}

/// A database with a store of some users in it.
fn filled() -> Option<Database> {
    let database = Database::new()?;
    let store = open(&database).unwrap();
    store.commit(&[Change::create_account(call(), account())]).unwrap();
    for index in 0..5 {
        store.commit(&[user(&format!("user{index}"))]).unwrap();
    }
    Some(database)
}

/// The error on opening the store, without the port and the database, which differ.
fn error(database: &Database) -> String {
    let text = open(database).map(|_| ()).unwrap_err().to_string();
    let (start, rest) = text.split_once('`').unwrap();
    let (name, rest) = rest.split_once('`').unwrap();
    assert!(name.starts_with("postgresql://") && database.url().ends_with(name.rsplit_once('/').unwrap().1));
    format!("{start}`…`{rest}")
}

#[test]
fn many_writers_at_once_lose_no_update() {
    let Some(database) = filled() else { return };
    thread::scope(|scope| {
        for writer in 0..6 {
            let store = open(&database).unwrap();
            scope.spawn(move || {
                for index in 0..10 {
                    store.commit(&[user(&format!("w{writer}i{index}"))]).unwrap();
                }
            });
        }
    });
    let store = open(&database).unwrap();
    assert_eq!(store.snapshot().generation(), Generation::new(66));
    assert_eq!(store.snapshot().account(&account()).unwrap().users().len(), 65);
}

#[test]
fn readers_hear_of_commits_and_take_them_up() {
    let Some(database) = filled() else { return };
    let reader = open(&database).unwrap();
    let mut listener = PostgresListener::connect(&database.url()).unwrap();
    assert!(!listener.wait(Duration::from_millis(50)).unwrap());
    let writer = open(&database).unwrap();
    thread::scope(|scope| {
        scope.spawn(|| {
            thread::sleep(Duration::from_millis(100));
            writer.commit(&[user("alice")]).unwrap();
        });
        assert!(listener.wait(Duration::from_secs(20)).unwrap());
    });
    assert!(reader.refresh().unwrap().account(&account()).unwrap().user(&"alice".parse().unwrap()).is_ok());
    // Who wasn't listening at that moment hears of it all the same, of two commits perhaps once.
    writer.commit(&[user("bob")]).unwrap();
    writer.commit(&[user("carol")]).unwrap();
    assert!(listener.wait(Duration::from_secs(20)).unwrap());
}

#[test]
fn a_writer_that_never_gets_its_turn_is_told_so() {
    let Some(database) = filled() else { return };
    let store = open(&database).unwrap();
    let mut other = database.client();
    let mut lock = other.transaction().unwrap();
    lock.execute("SELECT generation FROM iamkit.head FOR UPDATE", &[]).unwrap();
    let refused = store.commit(&[user("late")]).unwrap_err();
    assert_eq!(refused.code(), "ConcurrentModification");
    let text = "the request was refused because of other changes at the same time, in 10 attempts";
    assert_eq!(refused.to_string(), text);
    lock.rollback().unwrap();
    store.commit(&[user("late")]).unwrap();
}

#[test]
fn a_serialisation_failure_is_tried_again() {
    let Some(database) = filled() else { return };
    // Fails twice: what a sequence has given stays given when a transaction is rolled back.
    let trigger = "CREATE SEQUENCE attempts;
        CREATE FUNCTION fail_twice() RETURNS trigger AS $$ BEGIN
            IF nextval('attempts') < 3 THEN RAISE EXCEPTION 'others at work' USING ERRCODE = '40001'; END IF;
            RETURN NEW;
        END $$ LANGUAGE plpgsql;
        CREATE TRIGGER fail_twice BEFORE INSERT ON iamkit.changes FOR EACH ROW EXECUTE FUNCTION fail_twice()";
    database.client().batch_execute(trigger).unwrap();
    let store = open(&database).unwrap();
    store.commit(&[user("alice")]).unwrap();
    let attempts = database.client().query_one("SELECT last_value FROM attempts", &[]).unwrap();
    assert_eq!(attempts.get::<_, i64>(0), 3);
    assert_eq!(open(&database).unwrap().snapshot().directory(), store.snapshot().directory());
}

#[test]
fn a_lost_connection_is_made_again() {
    let Some(database) = filled() else { return };
    let store = open(&database).unwrap();
    let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    database.client().execute(sql, &[]).unwrap();
    // The first commit may still find the old connection; nothing of it is kept then.
    let first = store.commit(&[user("alice")]);
    let second = store.commit(&[user("alice")]);
    assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
    assert_eq!(store.refresh().unwrap().generation(), Generation::new(7));
}

#[test]
fn a_newer_schema_is_refused_and_left_alone() {
    let Some(database) = filled() else { return };
    database.client().execute("UPDATE iamkit.head SET schema_version = 2", &[]).unwrap();
    assert_eq!(error(&database), "`…` has the schema version 2, newer than 1, the newest one known");
}

#[test]
fn a_schema_of_another_program_is_left_alone() {
    let Some(database) = Database::new() else { return };
    database.client().batch_execute("CREATE SCHEMA iamkit; CREATE TABLE iamkit.notes (text TEXT)").unwrap();
    assert_eq!(error(&database), "`…` is no store of iamkit: the schema `iamkit` belongs to another program");
}

#[test]
fn a_log_that_was_altered_is_refused_with_its_generation() {
    for (sql, expected) in [
        (
            "DELETE FROM iamkit.changes WHERE generation = 5",
            "`…` is corrupt: generation 6: follows on generation 4",
        ),
        (
            "UPDATE iamkit.changes SET change = replace(change, 'user3', 'user9') WHERE generation = 5",
            "`…` is corrupt: generation 5: change 0 isn't what was written: its digest is another one",
        ),
        (
            "UPDATE iamkit.changes SET position = 1 WHERE generation = 5",
            "`…` is corrupt: generation 5: change 0 is missing",
        ),
    ] {
        let Some(database) = filled() else { return };
        database.client().execute(sql, &[]).unwrap();
        assert_eq!(error(&database), expected);
    }
}

#[test]
fn a_log_that_lost_its_end_takes_no_more() {
    let Some(database) = filled() else { return };
    database.client().execute("DELETE FROM iamkit.changes WHERE generation = 6", &[]).unwrap();
    let store = open(&database).unwrap();
    let error = store.commit(&[user("late")]).unwrap_err().to_string();
    let text = "is corrupt: its head is at generation 6, and its log or this process at generation 5";
    assert!(error.ends_with(text), "{error}");
}

#[test]
fn errors_name_the_database_and_not_the_password() {
    let error = PostgresJournal::connect("postgresql://alice:secret@127.0.0.1:1/accounts").unwrap_err();
    assert_eq!(error.to_string(), "`postgresql://127.0.0.1:1/accounts` can't be used");
    let error = PostgresJournal::connect("postgresql://alice:secret@127.0.0.1:none/accounts").unwrap_err();
    assert_eq!(error.to_string(), "`postgresql` can't be used");
}
