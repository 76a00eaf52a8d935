//! The journal itself: one log for all writers, who take turns.

use std::fmt;

use iamkit_store::{AccountId, Change, Decide, Draft, Generation, Journal, JournalError, Transaction};
use postgres::tls::{MakeTlsConnect, TlsConnect};
use postgres::{Client, Config, GenericClient, NoTls, Socket};

use crate::batch::write_rows;
use crate::connection::Connection;
use crate::failure::of_server;
use crate::schema::migrate;

/// What is said to each new connection: how long a writer waits for another one, and that a commit is on the disk.
const SETTINGS: &str = "SET lock_timeout = '500ms'; SET synchronous_commit = on;
    SET default_transaction_isolation = 'read committed'";

/// A journal in a database of a `PostgreSQL` server
///
/// A connection that is lost is made again with the next question.
#[derive(Debug)]
pub struct PostgresJournal {
    connection: Connection,
}

impl PostgresJournal {
    /// Opens the journal of a database, or makes it, over a connection without encryption
    ///
    /// The address is `postgresql://USER:PASSWORD@HOST:PORT/DATABASE` or a list of `key=value`.
    ///
    /// # Errors
    /// [`JournalError::Failed`] where the server can't be reached; [`JournalError::Foreign`] where the schema `iamkit`
    /// is another program's; [`JournalError::NewerSchema`]. Each names the database, without the password.
    pub fn connect(address: &str) -> Result<Self, JournalError> {
        Self::connect_with(config(address)?, NoTls)
    }

    /// Opens the journal of a database, or makes it, over connections that the caller says how to encrypt
    ///
    /// # Errors
    /// As [`PostgresJournal::connect`].
    pub fn connect_with<T>(config: Config, tls: T) -> Result<Self, JournalError>
    where
        T: MakeTlsConnect<Socket> + Clone + Send + 'static,
        T::TlsConnect: Send,
        T::Stream: Send,
        <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
    {
        let mut journal = Self { connection: Connection::new(config, tls) };
        let name = journal.connection.name().to_owned();
        migrate(journal.client()?, &name)?;
        Ok(journal)
    }

    fn client(&mut self) -> Result<&mut Client, JournalError> {
        self.connection.client(|client| client.batch_execute(SETTINGS))
    }
}

pub(crate) fn config(address: &str) -> Result<Config, JournalError> {
    // The address isn't repeated in the error: there may be a password in it.
    address.parse().map_err(|error| of_server("postgresql", error))
}

impl Journal for PostgresJournal {
    fn name(&self) -> &str {
        self.connection.name()
    }

    fn read(&mut self, after: Generation) -> Result<Vec<Transaction>, JournalError> {
        let name = self.connection.name().to_owned();
        read_transactions(self.client()?, &name, after)
    }

    fn write(&mut self, known: Generation, decide: &mut Decide<'_>) -> Result<(), JournalError> {
        let name = self.connection.name().to_owned();
        let failed = |error| of_server(&name, error);
        let mut transaction = self.client()?.transaction().map_err(failed)?;
        // INVARIANT: who has this lock is the only writer, and sees all that those before it have committed.
        let locked = transaction.query_one("SELECT generation FROM iamkit.head FOR UPDATE", &[]);
        let head = locked.and_then(|row| row.try_get::<_, i64>(0)).map_err(failed)?;
        let news = read_transactions(&mut transaction, &name, known)?;
        ensure_end(&name, news.last().map_or(known, |last| last.generation), head)?;
        // Dropped without a commit, a transaction is rolled back.
        let Some(draft) = decide(news) else { return Ok(()) };
        append(&mut transaction, &name, &draft)?;
        transaction.commit().map_err(failed)
    }
}

/// A log that ends before or after what its head says, or what this writer knows, has lost something.
fn ensure_end(name: &str, end: Generation, head: i64) -> Result<(), JournalError> {
    if as_integer(end) == head {
        return Ok(());
    }
    let reason = format!("its head is at generation {head}, and its log or this process at generation {end}");
    Err(JournalError::Corrupt { journal: name.to_owned(), reason })
}

fn append(client: &mut impl GenericClient, name: &str, draft: &Draft) -> Result<(), JournalError> {
    let failed = |error| of_server(name, error);
    let changes = &draft.transaction.changes;
    let mut texts = Vec::with_capacity(changes.len());
    for change in changes {
        texts.push(
            change
                .to_json()
                .map_err(|error| JournalError::Failed { journal: name.to_owned(), source: error.into() })?,
        );
    }
    let callers = changes.iter().map(|change| change.call.caller().as_str()).collect::<Vec<_>>();
    let times = changes.iter().map(|change| change.call.time().to_string()).collect::<Vec<_>>();
    let accounts =
        changes.iter().map(|change| change.operation.account().map(AccountId::as_str)).collect::<Vec<_>>();
    let sql = "INSERT INTO iamkit.changes (generation, position, caller, time, account_id, change)
        SELECT $1, u.place - 1, u.caller, u.time, u.account_id, u.change
        FROM unnest($2::text[], $3::text[], $4::text[], $5::text[])
        WITH ORDINALITY AS u(caller, time, account_id, change, place)";
    let generation = as_integer(draft.transaction.generation);
    client.execute(sql, &[&generation, &callers, &times, &accounts, &texts]).map_err(failed)?;
    write_rows(client, &draft.rows).map_err(failed)?;
    client.execute("UPDATE iamkit.head SET generation = $1", &[&generation]).map_err(failed)?;
    let sql = "SELECT pg_notify('iamkit_changes', $1)";
    client.execute(sql, &[&generation.to_string()]).map_err(failed).map(|_| ())
}

fn as_integer(generation: Generation) -> i64 {
    i64::try_from(generation.number()).unwrap_or(i64::MAX)
}

/// The transactions after a generation, each change read and every gap noticed.
fn read_transactions(
    client: &mut impl GenericClient,
    name: &str,
    after: Generation,
) -> Result<Vec<Transaction>, JournalError> {
    let sql = "SELECT generation, position, change FROM iamkit.changes WHERE $1 < generation
        ORDER BY generation, position";
    let failed = |error| of_server(name, error);
    let rows = client.query(sql, &[&as_integer(after)]).map_err(failed)?;
    let mut transactions = Vec::<Transaction>::new();
    for row in rows {
        let number = row.try_get::<_, i64>(0).map_err(failed)?;
        let position = row.try_get::<_, i64>(1).map_err(failed)?;
        let generation = Generation::new(u64::try_from(number).unwrap_or_default());
        let corrupt = |reason: &dyn fmt::Display| JournalError::corrupt_at(name, generation, reason);
        let change = Change::from_json(row.try_get(2).map_err(failed)?).map_err(|error| corrupt(&error))?;
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
