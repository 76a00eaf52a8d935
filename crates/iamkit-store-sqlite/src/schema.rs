//! The tables, their versions, and the way from each version to the next.
//!
//! The version stands in the file's `user_version`, and `application_id` tells that the file is one of ours. Version 1
//! is the log of changes; version 2 added the tables that other tools read, which are filled from the log; version 3 added
//! the end of the log, so that rows cut off there are missed.

use iamkit_store::{ColumnKind, Generation, JournalError, Snapshot, TABLES, Table, all_rows};
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::failure::of_database;
use crate::log::{Log, set_head};
use crate::rows::insert_rows;
use crate::version::{HEAD_VERSION, VERSION};

/// `IAMK` in ASCII.
pub(crate) const APPLICATION_ID: i32 = 0x4941_4D4B;

const LOG: &str = r#"
CREATE TABLE "changes" (
    "generation" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "caller" TEXT NOT NULL,
    "time" TEXT NOT NULL,
    "account_id" TEXT,
    "change" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    PRIMARY KEY ("generation", "position")
) STRICT, WITHOUT ROWID;
"#;

const HEAD: &str = r#"
CREATE TABLE "head" (
    "is_only" INTEGER PRIMARY KEY CHECK ("is_only" = 1),
    "generation" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "digest" TEXT NOT NULL
) STRICT;
INSERT INTO "head" VALUES (1, 0, 0, '');
"#;

/// Brings an older file to the present version, in one transaction.
pub(crate) fn migrate(connection: &mut Connection, journal: &str) -> Result<(), JournalError> {
    let failed = |error| of_database(journal, error);
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
    let found = version(&transaction, journal)?;
    if found < 1 {
        transaction.execute_batch(LOG).map_err(failed)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID).map_err(failed)?;
    }
    if found < 2 {
        add_tables(&transaction, journal)?;
    }
    if found < HEAD_VERSION {
        transaction.execute_batch(HEAD).map_err(failed)?;
        let (_, end) = Log { connection: &transaction, name: journal, version: 2 }.read(Generation::ZERO)?;
        set_head(&transaction, &end).map_err(failed)?;
    }
    if found < VERSION {
        transaction.pragma_update(None, "user_version", VERSION).map_err(failed)?;
    }
    transaction.commit().map_err(failed)
}

/// The version of the file; 0 for one with nothing in it.
pub(crate) fn version(connection: &Connection, journal: &str) -> Result<u32, JournalError> {
    let failed = |error| of_database(journal, error);
    let pragma =
        |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).map_err(failed);
    let (id, found) = (pragma("application_id")?, pragma("user_version")?);
    let sql = "SELECT count(*) FROM sqlite_schema";
    let n_objects = connection.query_row(sql, [], |row| row.get::<_, i64>(0)).map_err(failed)?;
    if id != i64::from(APPLICATION_ID) && (id, found, n_objects) != (0, 0, 0) {
        let reason = "the database belongs to another program".to_owned();
        return Err(JournalError::Foreign { journal: journal.to_owned(), reason });
    }
    let found = u32::try_from(found).unwrap_or(u32::MAX);
    if VERSION < found {
        return Err(JournalError::NewerSchema { journal: journal.to_owned(), found, known: VERSION });
    }
    Ok(found)
}

/// The tables that other tools read, filled with what the log adds up to.
fn add_tables(transaction: &Transaction<'_>, journal: &str) -> Result<(), JournalError> {
    let failed = |error| of_database(journal, error);
    for table in TABLES {
        transaction.execute_batch(&create_table(table)).map_err(failed)?;
    }
    let log = Log { connection: transaction, name: journal, version: 1 };
    let snapshot = Snapshot::of(journal, &log.read(Generation::ZERO)?.0)?;
    insert_rows(transaction, &all_rows(snapshot.directory())).map_err(failed)
}

fn create_table(table: &Table) -> String {
    let columns = table.columns.iter().map(|column| {
        let kind = match column.kind {
            ColumnKind::Text => "TEXT NOT NULL",
            ColumnKind::OptionalText => "TEXT",
            ColumnKind::Integer => "INTEGER NOT NULL",
        };
        format!("\"{}\" {kind}", column.name)
    });
    let keys = table.columns.iter().take(table.n_keys).map(|column| format!("\"{}\"", column.name));
    let columns = columns.collect::<Vec<_>>().join(", ");
    let keys = keys.collect::<Vec<_>>().join(", ");
    format!("CREATE TABLE \"{}\" ({columns}, PRIMARY KEY ({keys})) STRICT, WITHOUT ROWID;", table.name)
}
