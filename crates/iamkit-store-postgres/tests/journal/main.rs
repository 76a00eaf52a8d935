//! The journal in a real `PostgreSQL`: the common suite, several writers, and databases that aren't as they should be.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stderr, reason = "integration test")]

mod faults;
mod proxy;
mod server;

use std::thread;
use std::time::Duration;

use iamkit_store::{
    Change, ColumnValue, Command, CreateUser, Generation, Journal, JournalError, Store, TABLES,
};
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
                    kind if *kind == Type::INT8 => ColumnValue::Integer(row.get(place)),
                    _ => row.get::<_, Option<String>>(place).map_or(ColumnValue::Null, ColumnValue::Text),
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
    fill(&database);
    Some(database)
}

fn fill(database: &Database) {
    let store = open(database).unwrap();
    store.commit(&[Change::create_account(call(), account())]).unwrap();
    for index in 0..5 {
        store.commit(&[user(&format!("user{index}"))]).unwrap();
    }
}

fn reader(database: &Database) -> Result<Store<PostgresJournal>, JournalError> {
    PostgresJournal::connect_to_read(&database.url()).and_then(Store::open)
}

/// The error on opening the store.
fn error(database: &Database) -> String {
    without_name(&open(database).map(|_| ()).unwrap_err())
}

/// An error without the port and the database, which differ.
fn without_name(error: &dyn std::error::Error) -> String {
    let text = error.to_string();
    let (start, rest) = text.split_once('`').unwrap();
    let (name, rest) = rest.split_once('`').unwrap();
    assert!(name.starts_with("postgresql://127.0.0.1:"), "{name}");
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
    database.client().execute("UPDATE iamkit.head SET schema_version = 3", &[]).unwrap();
    assert_eq!(error(&database), "`…` has the schema version 3, newer than 2, the newest one known");
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

/// What the first version of the schema hadn't got yet.
fn make_older(database: &Database) {
    let sql = "ALTER TABLE iamkit.head DROP COLUMN position, DROP COLUMN digest;
        UPDATE iamkit.head SET schema_version = 1";
    database.client().batch_execute(sql).unwrap();
}

#[test]
fn an_older_schema_is_read_as_it_is_and_brought_to_the_present_one_to_be_written() {
    let Some(database) = filled() else { return };
    make_older(&database);
    let read = reader(&database).unwrap();
    assert_eq!(read.snapshot().generation(), Generation::new(6));
    let version = "SELECT schema_version FROM iamkit.head";
    assert_eq!(database.client().query_one(version, &[]).unwrap().get::<_, i32>(0), 1);
    let store = open(&database).unwrap();
    assert_eq!(store.snapshot().directory(), read.snapshot().directory());
    assert_eq!(database.client().query_one(version, &[]).unwrap().get::<_, i32>(0), 2);
    store.commit(&[user("later")]).unwrap();
    assert_eq!(read.refresh().unwrap().directory(), store.snapshot().directory());
    assert_eq!(open(&database).unwrap().snapshot().directory(), store.snapshot().directory());
}

#[test]
fn an_older_schema_that_lost_its_end_stays_as_it_is() {
    let Some(database) = filled() else { return };
    make_older(&database);
    database.client().execute("DELETE FROM iamkit.changes WHERE generation = 6", &[]).unwrap();
    assert_eq!(error(&database), format!("{HEAD_6}ends at generation 5 of {NOON}: generation 6 is missing"));
}

#[test]
fn who_reads_waits_for_no_writer_and_needs_no_right_to_write() {
    let Some(database) = filled() else { return };
    let (role, url) = (format!("reader_{}", std::process::id()), database.url());
    let grants = format!(
        "CREATE ROLE {role} LOGIN; GRANT USAGE ON SCHEMA iamkit TO {role};
         GRANT SELECT ON ALL TABLES IN SCHEMA iamkit TO {role}"
    );
    let mut owner = database.client();
    owner.batch_execute(&grants).unwrap();
    let mut lock = owner.transaction().unwrap();
    lock.execute("SELECT generation FROM iamkit.head FOR UPDATE", &[]).unwrap();
    let url = url.replace("postgres@", &format!("{role}@"));
    let store = PostgresJournal::connect_to_read(&url).and_then(Store::open).unwrap();
    assert_eq!(store.snapshot().generation(), Generation::new(6));
    let refused = store.commit(&[user("alice")]).unwrap_err();
    assert!(refused.to_string().ends_with("was opened to be read, not to be written"), "{refused}");
    lock.rollback().unwrap();
    drop(store);
    owner.batch_execute(&format!("DROP OWNED BY {role}; DROP ROLE {role}")).unwrap();
}

#[test]
fn a_question_of_an_empty_database_makes_nothing_in_it() {
    let Some(database) = Database::new() else { return };
    let error = reader(&database).map(|_| ()).unwrap_err().to_string();
    assert!(error.ends_with("is no store of iamkit: the database has no schema `iamkit`"), "{error}");
    let sql = "SELECT count(*) FROM pg_namespace WHERE nspname = 'iamkit'";
    assert_eq!(database.client().query_one(sql, &[]).unwrap().get::<_, i64>(0), 0);
}

const NOON: &str = "2026-05-01T10:00:00Z";
const HEAD_6: &str = "`…` is corrupt: its head says that generation 6 was kept, and the log ";

#[test]
fn a_log_that_lost_its_end_is_missed_by_all() {
    for (sql, expected) in [
        (
            "DELETE FROM iamkit.changes WHERE generation = 6",
            format!("{HEAD_6}ends at generation 5 of {NOON}: generation 6 is missing"),
        ),
        (
            "DELETE FROM iamkit.changes WHERE generation > 3",
            format!("{HEAD_6}ends at generation 3 of {NOON}: generations 4 to 6 are missing"),
        ),
        ("DELETE FROM iamkit.changes", format!("{HEAD_6}is empty: generations 1 to 6 are missing")),
        (
            "DELETE FROM iamkit.head",
            "`…` is corrupt: its head is missing, which says where the log ends".to_owned(),
        ),
        (
            "UPDATE iamkit.head SET generation = 5, digest = (SELECT digest FROM iamkit.changes WHERE generation = 5)",
            "`…` is corrupt: its head is at generation 5, and its log goes on to 6".to_owned(),
        ),
        (
            "UPDATE iamkit.head SET digest = 'f00'",
            format!("`…` is corrupt: generation 6 of {NOON} isn't the one that was kept, as its head says"),
        ),
    ] {
        let Some(database) = filled() else { return };
        let (writer, early) = (open(&database).unwrap(), reader(&database).unwrap());
        database.client().execute(sql, &[]).unwrap();
        assert_eq!(error(&database), expected);
        assert_eq!(without_name(&reader(&database).map(|_| ()).unwrap_err()), expected);
        assert_eq!(without_name(&early.refresh().unwrap_err()), expected);
        assert_eq!(without_name(&writer.commit(&[user("late")]).unwrap_err()), expected);
    }
}

#[test]
fn a_log_put_back_to_an_older_one_is_missed_by_whoever_knew_it() {
    let Some(database) = filled() else { return };
    let (writer, early) = (open(&database).unwrap(), reader(&database).unwrap());
    let sql = "DELETE FROM iamkit.changes WHERE generation = 6;
        UPDATE iamkit.head SET (generation, position, digest) =
            (SELECT generation, position, digest FROM iamkit.changes WHERE generation = 5)";
    database.client().batch_execute(sql).unwrap();
    let expected = HEAD_6.replace("its head", "this process")
        + &format!("ends at generation 5 of {NOON}: generation 6 is missing");
    assert_eq!(without_name(&early.refresh().unwrap_err()), expected);
    assert_eq!(without_name(&writer.commit(&[user("late")]).unwrap_err()), expected);
}

#[test]
fn errors_name_the_database_and_the_reason_and_not_the_password() {
    let error = PostgresJournal::connect("postgresql://alice:secret@127.0.0.1:1/accounts").unwrap_err();
    let reason = "error connecting to server: Connection refused (os error 111)";
    assert_eq!(error.to_string(), format!("`postgresql://127.0.0.1:1/accounts` can't be used: {reason}"));
    let error = PostgresJournal::connect("postgresql://alice:secret@127.0.0.1:none/accounts").unwrap_err();
    let reason = "invalid connection string: invalid value for option `port`";
    assert_eq!(error.to_string(), format!("`postgresql` can't be used: {reason}"));
}

#[test]
fn what_the_server_refuses_is_said_with_its_reason() {
    let Some(database) = Database::new() else { return };
    let url = database.url();
    let (_, rest) = url.rsplit_once('/').unwrap();
    for (wrong, expected) in [
        (url.replace(rest, "nowhere"), "FATAL: database \"nowhere\" does not exist"),
        (url.replace("postgres@", "nobody@"), "FATAL: role \"nobody\" does not exist"),
    ] {
        let error = PostgresJournal::connect(&wrong).unwrap_err().to_string();
        assert!(error.ends_with(&format!("can't be used: db error: {expected}")), "{error}");
    }
}
