//! The tables and their version.

use iamkit_store::{ColumnKind, JournalError, TABLES, Table};
use tokio_postgres::{Client, GenericClient};

use crate::failure::of_server;
use crate::log::Log;
use crate::version::{HEAD_VERSION, VERSION};

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

const HEAD: &str = r"
ALTER TABLE iamkit.head
    ADD COLUMN position BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN digest TEXT NOT NULL DEFAULT '';
";

/// Brings an older database to the present version, in one transaction.
pub(crate) async fn migrate(client: &mut Client, journal: &str) -> Result<(), JournalError> {
    let failed = |error| of_server(journal, error);
    let transaction = client.transaction().await.map_err(failed)?;
    transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&MIGRATION_LOCK]).await.map_err(failed)?;
    // Another one may have brought it further meanwhile.
    let found = version(&transaction, journal).await?;
    if found < 1 {
        transaction.batch_execute(LOG).await.map_err(failed)?;
        for table in TABLES {
            transaction.batch_execute(&create_table(table)).await.map_err(failed)?;
        }
    }
    if found < HEAD_VERSION {
        // No writer of an older version is at it while its end is read.
        transaction.batch_execute("LOCK TABLE iamkit.head IN EXCLUSIVE MODE").await.map_err(failed)?;
        transaction.batch_execute(HEAD).await.map_err(failed)?;
        Log { client: &transaction, name: journal, version: 1 }.complete_head().await?;
    }
    if found < VERSION {
        let sql = format!("UPDATE iamkit.head SET schema_version = {VERSION}");
        transaction.batch_execute(&sql).await.map_err(failed)?;
    }
    transaction.commit().await.map_err(failed)
}

/// The version of the database; 0 for one without the schema.
pub(crate) async fn version(client: &impl GenericClient, journal: &str) -> Result<u32, JournalError> {
    let failed = |error| of_server(journal, error);
    let sql = "SELECT count(*), count(*) FILTER (WHERE c.relname = 'head') FROM pg_namespace n
        LEFT JOIN pg_class c ON c.relnamespace = n.oid WHERE n.nspname = 'iamkit'";
    let row = client.query_one(sql, &[]).await.map_err(failed)?;
    let n_objects = row.try_get::<_, i64>(0).map_err(failed)?;
    let n_heads = row.try_get::<_, i64>(1).map_err(failed)?;
    if n_objects == 0 {
        return Ok(0);
    }
    if n_heads == 0 {
        let reason = "the schema `iamkit` belongs to another program".to_owned();
        return Err(JournalError::Foreign { journal: journal.to_owned(), reason });
    }
    let row = client.query_opt("SELECT schema_version FROM iamkit.head", &[]).await.map_err(failed)?;
    let Some(row) = row else {
        let reason = "its head is missing, which says where the log ends".to_owned();
        return Err(JournalError::Corrupt { journal: journal.to_owned(), reason });
    };
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
