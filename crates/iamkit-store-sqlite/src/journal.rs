//! The journal itself: one file, one log, whole transactions.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::path::Path;
use std::time::Duration;

use iamkit_store::{
    AccountId, Decide, Draft, Generation, Journal, JournalError, LogReader, RowChange, Table, Transaction,
    Value, log_rows,
};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{
    Connection, OptionalExtension, Statement, ToSql, TransactionBehavior, params, params_from_iter,
};

use crate::failure::of_database;
use crate::schema::{migrate, version};

/// How long a writer waits for another one before the transaction is tried anew.
const PATIENCE: Duration = Duration::from_millis(500);

/// Pages kept in memory, enough for a large account to be imported without going back to the disk.
const CACHE_KIBIBYTES: i64 = 64 * 1_024;

/// A journal in a `SQLite` file
///
/// Several processes can have the same file open: writers take turns, and what is kept is on the disk (write-ahead log,
/// full synchronisation) before a commit returns.
pub struct SqliteJournal {
    connection: Connection,
    name: String,
}

impl SqliteJournal {
    /// Opens a file, or makes it
    ///
    /// An older schema version is brought to the present one. The whole file is checked.
    ///
    /// # Errors
    /// [`JournalError::Foreign`] for a file that is no database or another program's; [`JournalError::NewerSchema`];
    /// [`JournalError::Corrupt`] for a truncated or damaged file; [`JournalError::Failed`] where it can't be opened.
    /// Each names the file, which is left as it is.
    ///
    /// # Complexity
    /// Reads the whole file once.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, JournalError> {
        let name = path.as_ref().display().to_string();
        let connection = Connection::open(path).map_err(|error| of_database(&name, error))?;
        Self::prepare(connection, name)
    }

    fn prepare(mut connection: Connection, name: String) -> Result<Self, JournalError> {
        let failed = |error| of_database(&name, error);
        connection.busy_timeout(PATIENCE).map_err(failed)?;
        check(&connection, &name)?;
        // WHY: before anything is written: the file of another program, or of a newer version, is left as it is.
        version(&connection, &name)?;
        connection.pragma_update(None, "journal_mode", "WAL").map_err(failed)?;
        connection.pragma_update(None, "synchronous", "FULL").map_err(failed)?;
        connection.pragma_update(None, "cache_size", -CACHE_KIBIBYTES).map_err(failed)?;
        migrate(&mut connection, &name)?;
        Ok(Self { connection, name })
    }
}

/// Makes sure that the file is whole before anything is written to it.
fn check(connection: &Connection, name: &str) -> Result<(), JournalError> {
    let failed = |error| of_database(name, error);
    let sql = "PRAGMA integrity_check(1)";
    let verdict = connection.query_row(sql, [], |row| row.get::<_, String>(0)).map_err(failed)?;
    if verdict == "ok" {
        return Ok(());
    }
    Err(JournalError::Corrupt { journal: name.to_owned(), reason: verdict })
}

impl fmt::Debug for SqliteJournal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteJournal").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Journal for SqliteJournal {
    fn name(&self) -> &str {
        &self.name
    }

    fn read(&mut self, after: Generation) -> Result<Vec<Transaction>, JournalError> {
        read_transactions(&self.connection, &self.name, after)
    }

    fn write(&mut self, known: Generation, decide: &mut Decide<'_>) -> Result<(), JournalError> {
        let failed = |error| of_database(&self.name, error);
        let begun = self.connection.transaction_with_behavior(TransactionBehavior::Immediate);
        let transaction = begun.map_err(failed)?;
        let news = read_transactions(&transaction, &self.name, known)?;
        let digest = ensure_end(&transaction, &self.name, news.last().map_or(known, |last| last.generation))?;
        // Dropped without a commit, a transaction is rolled back.
        let Some(draft) = decide(news) else { return Ok(()) };
        append(&transaction, &self.name, &digest, &draft)?;
        transaction.commit().map_err(failed)
    }
}

/// The digest of the log's last row
///
/// A log that ends before what this writer knows has lost something: the file was put back to an older one.
fn ensure_end(connection: &Connection, name: &str, known: Generation) -> Result<String, JournalError> {
    let failed = |error| of_database(name, error);
    let (found, digest) = last_row(connection, as_integer(Generation::new(u64::MAX))).map_err(failed)?;
    if found == as_integer(known) {
        return Ok(digest);
    }
    let reason = format!("its log ends at generation {found}, and this process knows generation {known}");
    Err(JournalError::Corrupt { journal: name.to_owned(), reason })
}

/// The generation and digest of the last row up to a generation.
fn last_row(connection: &Connection, up_to: i64) -> Result<(i64, String), rusqlite::Error> {
    let sql = r#"SELECT "generation", "digest" FROM "changes" WHERE "generation" <= ?1
        ORDER BY "generation" DESC, "position" DESC LIMIT 1"#;
    let mut select = connection.prepare_cached(sql)?;
    let found = select.query_row([up_to], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    Ok(found.unwrap_or_default())
}

fn append(connection: &Connection, name: &str, digest: &str, draft: &Draft) -> Result<(), JournalError> {
    let failed = |error| of_database(name, error);
    let sql = r#"INSERT INTO "changes"
        ("generation", "position", "caller", "time", "account_id", "change", "digest")
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"#;
    let mut insert = connection.prepare_cached(sql).map_err(failed)?;
    for row in log_rows(name, digest, &draft.transaction)? {
        let (generation, position) =
            (as_integer(row.generation), i64::try_from(row.position).unwrap_or(i64::MAX));
        let account = row.account.as_ref().map(AccountId::as_str);
        let values = params![generation, position, row.caller, row.time, account, row.change, row.digest];
        insert.execute(values).map_err(failed)?;
    }
    insert_rows(connection, &draft.rows).map_err(failed)
}

fn as_integer(generation: Generation) -> i64 {
    i64::try_from(generation.number()).unwrap_or(i64::MAX)
}

/// The transactions after a generation, each change checked.
pub(crate) fn read_transactions(
    connection: &Connection,
    name: &str,
    after: Generation,
) -> Result<Vec<Transaction>, JournalError> {
    let failed = |error| of_database(name, error);
    let (_, digest) = last_row(connection, as_integer(after)).map_err(failed)?;
    let sql = r#"SELECT "generation", "position", "change", "digest" FROM "changes" WHERE ?1 < "generation"
        ORDER BY "generation", "position""#;
    let mut select = connection.prepare_cached(sql).map_err(failed)?;
    let mut rows = select.query([as_integer(after)]).map_err(failed)?;
    let mut reader = LogReader::new(name, after, digest);
    while let Some(row) = rows.next().map_err(failed)? {
        let (generation, position) = (row.get(0).map_err(failed)?, row.get(1).map_err(failed)?);
        let text = |place| row.get_ref(place)?.as_str().map_err(rusqlite::Error::from);
        reader.push(generation, position, text(2).map_err(failed)?, text(3).map_err(failed)?)?;
    }
    Ok(reader.finish())
}

/// Brings the tables that other tools read to what they should say.
pub(crate) fn insert_rows(connection: &Connection, rows: &[RowChange]) -> Result<(), rusqlite::Error> {
    let mut inserts = BTreeMap::<&str, Statement<'_>>::new();
    for row in rows {
        match row {
            RowChange::Insert { table, values } => {
                let statement = match inserts.entry(table.name) {
                    Entry::Occupied(prepared) => prepared.into_mut(),
                    Entry::Vacant(free) => free.insert(connection.prepare(&insert_into(table))?),
                };
                statement.execute(params_from_iter(values.iter().map(Sql)))?;
            }
            RowChange::Delete { table, key } => {
                let values = params_from_iter(key.iter().map(|(_, value)| Sql(value)));
                connection.prepare_cached(&delete_from(table, key))?.execute(values)?;
            }
        }
    }
    Ok(())
}

fn insert_into(table: &Table) -> String {
    let places = (1..=table.columns.len()).map(|place| format!("?{place}")).collect::<Vec<_>>().join(", ");
    format!("INSERT INTO \"{}\" VALUES ({places})", table.name)
}

fn delete_from(table: &Table, key: &[(&str, Value)]) -> String {
    let matches = key.iter().zip(1..).map(|((column, _), place)| format!("\"{column}\" = ?{place}"));
    let matches = matches.collect::<Vec<_>>().join(" AND ");
    let condition = if key.is_empty() { String::new() } else { format!(" WHERE {matches}") };
    format!("DELETE FROM \"{}\"{condition}", table.name)
}

/// A value on its way into the database.
struct Sql<'a>(&'a Value);

impl ToSql for Sql<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null => ValueRef::Null,
            Value::Integer(number) => ValueRef::Integer(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}
