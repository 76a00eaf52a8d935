//! The tables and their version.

use iamkit_store::{ColumnKind, JournalError, TABLES, Table};
use postgres::{Client, GenericClient};

use crate::failure::of_server;

/// The version that this crate writes.
pub(crate) const VERSION: u32 = 1;

/// Any number that stands for "the schema of iamkit is being made".
const MIGRATION_LOCK: i64 = 0x4941_4D4B;

const LOG: &str = r"
CREATE SCHEMA iamkit;
CREATE TABLE iamkit.head (
    is_only BOOLEAN PRIMARY KEY DEFAULT TRUE CHECK (is_only),
    schema_version INTEGER NOT NULL,
    generation BIGINT NOT NULL
);
INSERT INTO iamkit.head (schema_version, generation) VALUES (1, 0);
CREATE TABLE iamkit.changes (
    generation BIGINT NOT NULL,
    position BIGINT NOT NULL,
    caller TEXT NOT NULL,
    time TEXT NOT NULL,
    account_id TEXT,
    change TEXT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (generation, position)
);
";

/// Brings the database to the present version, in one transaction.
pub(crate) fn migrate(client: &mut Client, journal: &str) -> Result<(), JournalError> {
    let failed = |error| of_server(journal, error);
    let mut transaction = client.transaction().map_err(failed)?;
    transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&MIGRATION_LOCK]).map_err(failed)?;
    if version(&mut transaction, journal)? < 1 {
        transaction.batch_execute(LOG).map_err(failed)?;
        for table in TABLES {
            transaction.batch_execute(&create_table(table)).map_err(failed)?;
        }
    }
    transaction.commit().map_err(failed)
}

/// The version of the database; 0 for one without the schema.
fn version(client: &mut impl GenericClient, journal: &str) -> Result<u32, JournalError> {
    let failed = |error| of_server(journal, error);
    let sql = "SELECT count(*), count(*) FILTER (WHERE c.relname = 'head') FROM pg_namespace n
        LEFT JOIN pg_class c ON c.relnamespace = n.oid WHERE n.nspname = 'iamkit'";
    let row = client.query_one(sql, &[]).map_err(failed)?;
    let n_objects = row.try_get::<_, i64>(0).map_err(failed)?;
    let n_heads = row.try_get::<_, i64>(1).map_err(failed)?;
    if n_objects == 0 {
        return Ok(0);
    }
    if n_heads == 0 {
        let reason = "the schema `iamkit` belongs to another program".to_owned();
        return Err(JournalError::Foreign { journal: journal.to_owned(), reason });
    }
    let row = client.query_one("SELECT schema_version FROM iamkit.head", &[]).map_err(failed)?;
    let found = u32::try_from(row.try_get::<_, i32>(0).map_err(failed)?).unwrap_or(u32::MAX);
    if VERSION < found {
        return Err(JournalError::NewerSchema { journal: journal.to_owned(), found, known: VERSION });
    }
    Ok(found)
}

/// A table; the keys are lower-case names, so that the primary key keeps names unique whatever their case.
fn create_table(table: &Table) -> String {
    let columns = table.columns.iter().map(|column| {
        let kind = match column.kind {
            ColumnKind::Text => "TEXT NOT NULL",
            ColumnKind::OptionalText => "TEXT",
            ColumnKind::Integer => "BIGINT NOT NULL",
        };
        format!("\"{}\" {kind}", column.name)
    });
    let keys = table.columns.iter().take(table.n_keys).map(|column| format!("\"{}\"", column.name));
    let columns = columns.collect::<Vec<_>>().join(", ");
    let keys = keys.collect::<Vec<_>>().join(", ");
    format!("CREATE TABLE iamkit.\"{}\" ({columns}, PRIMARY KEY ({keys}))", table.name)
}
