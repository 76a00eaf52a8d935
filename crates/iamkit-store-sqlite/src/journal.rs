//! The journal itself: one file, one log, whole transactions.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use iamkit_store::{
    AccountId, Change, Decide, Draft, Generation, Journal, JournalError, RowChange, Transaction, Value,
};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql, TransactionBehavior, params, params_from_iter};

use crate::failure::of_database;
use crate::schema::{migrate, version};

/// How long a writer waits for another one before the transaction is tried anew.
const PATIENCE: Duration = Duration::from_millis(500);

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
        read_transactions(&self.connection, &self.name, after.number())
    }

    fn write(&mut self, known: Generation, decide: &mut Decide<'_>) -> Result<(), JournalError> {
        let failed = |error| of_database(&self.name, error);
        let begun = self.connection.transaction_with_behavior(TransactionBehavior::Immediate);
        let transaction = begun.map_err(failed)?;
        let news = read_transactions(&transaction, &self.name, known.number())?;
        ensure_end(&transaction, &self.name, news.last().map_or(known, |last| last.generation))?;
        // Dropped without a commit, a transaction is rolled back.
        let Some(draft) = decide(news) else { return Ok(()) };
        append(&transaction, &self.name, &draft)?;
        transaction.commit().map_err(failed)
    }
}

/// A log that ends before what this writer knows has lost something: the file was put back to an older one.
fn ensure_end(connection: &Connection, name: &str, known: Generation) -> Result<(), JournalError> {
    let sql = r#"SELECT coalesce(max("generation"), 0) FROM "changes""#;
    let found = connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    let found = found.map_err(|error| of_database(name, error))?;
    if found == as_integer(known) {
        return Ok(());
    }
    let reason = format!("its log ends at generation {found}, and this process knows generation {known}");
    Err(JournalError::Corrupt { journal: name.to_owned(), reason })
}

fn append(connection: &Connection, name: &str, draft: &Draft) -> Result<(), JournalError> {
    let failed = |error| of_database(name, error);
    let sql = r#"INSERT INTO "changes" ("generation", "position", "caller", "time", "account_id", "change")
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)"#;
    let mut insert = connection.prepare_cached(sql).map_err(failed)?;
    let generation = draft.transaction.generation;
    for (position, change) in draft.transaction.changes.iter().enumerate() {
        let text = change
            .to_json()
            .map_err(|error| JournalError::Failed { journal: name.to_owned(), source: error.into() })?;
        let (caller, time) = (change.call.caller().as_str(), change.call.time().to_string());
        let account = change.operation.account().map(AccountId::as_str);
        let position = i64::try_from(position).unwrap_or(i64::MAX);
        let values = params![as_integer(generation), position, caller, time, account, text];
        insert.execute(values).map_err(failed)?;
    }
    insert_rows(connection, &draft.rows).map_err(failed)
}

fn as_integer(generation: Generation) -> i64 {
    i64::try_from(generation.number()).unwrap_or(i64::MAX)
}

/// The transactions after a generation, each change read and every gap noticed.
pub(crate) fn read_transactions(
    connection: &Connection,
    name: &str,
    after: u64,
) -> Result<Vec<Transaction>, JournalError> {
    let failed = |error| of_database(name, error);
    let sql = r#"SELECT "generation", "position", "change" FROM "changes" WHERE ?1 < "generation"
        ORDER BY "generation", "position""#;
    let mut select = connection.prepare_cached(sql).map_err(failed)?;
    let mut rows = select.query([i64::try_from(after).unwrap_or(i64::MAX)]).map_err(failed)?;
    let mut transactions = Vec::<Transaction>::new();
    while let Some(row) = rows.next().map_err(failed)? {
        let (number, position) =
            (row.get::<_, i64>(0).map_err(failed)?, row.get::<_, i64>(1).map_err(failed)?);
        let generation = Generation::new(u64::try_from(number).unwrap_or_default());
        let corrupt = |reason: &dyn fmt::Display| JournalError::corrupt_at(name, generation, reason);
        let text = row.get_ref(2).map_err(failed)?.as_str().map_err(|error| corrupt(&error))?;
        let change = Change::from_json(text).map_err(|error| corrupt(&error))?;
        if transactions.last().is_none_or(|last| last.generation != generation) {
            transactions.push(Transaction { generation, changes: Vec::new() });
        }
        let Some(transaction) = transactions.last_mut() else { continue };
        if usize::try_from(position) != Ok(transaction.changes.len()) {
            return Err(corrupt(&format!("change {} is missing", transaction.changes.len())));
        }
        transaction.changes.push(change);
    }
    Ok(transactions)
}

/// Brings the tables that other tools read to what they should say.
pub(crate) fn insert_rows(connection: &Connection, rows: &[RowChange]) -> Result<(), rusqlite::Error> {
    for row in rows {
        match row {
            RowChange::Insert { table, values } => {
                let places =
                    (1..=values.len()).map(|place| format!("?{place}")).collect::<Vec<_>>().join(", ");
                let sql = format!("INSERT INTO \"{}\" VALUES ({places})", table.name);
                connection.prepare_cached(&sql)?.execute(params_from_iter(values.iter().map(Sql)))?;
            }
            RowChange::Delete { table, key } => {
                let matches =
                    key.iter().zip(1..).map(|((column, _), place)| format!("\"{column}\" = ?{place}"));
                let matches = matches.collect::<Vec<_>>().join(" AND ");
                let condition = if key.is_empty() { String::new() } else { format!(" WHERE {matches}") };
                let sql = format!("DELETE FROM \"{}\"{condition}", table.name);
                let values = params_from_iter(key.iter().map(|(_, value)| Sql(value)));
                connection.prepare_cached(&sql)?.execute(values)?;
            }
        }
    }
    Ok(())
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
