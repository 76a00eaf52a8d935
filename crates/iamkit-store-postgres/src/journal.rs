//! The journal itself: one log for all writers, who take turns.

use iamkit_store::{
    AccountId, Decide, Draft, Generation, Journal, JournalError, LogReader, Transaction, log_rows,
};
use postgres::{Client, Config, GenericClient};

use crate::batch::write_rows;
use crate::connection::{Connection, Encryption};
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
        Self::over(Connection::plain(address)?)
    }

    /// Opens the journal of a database, or makes it, over connections that the caller says how to encrypt
    ///
    /// # Errors
    /// As [`PostgresJournal::connect`].
    pub fn connect_with(config: Config, tls: impl Encryption) -> Result<Self, JournalError> {
        Self::over(Connection::new(config, tls))
    }

    fn over(connection: Connection) -> Result<Self, JournalError> {
        let mut journal = Self { connection };
        let name = journal.connection.name().to_owned();
        migrate(journal.client()?, &name)?;
        Ok(journal)
    }

    fn client(&mut self) -> Result<&mut Client, JournalError> {
        self.connection.client(|client| client.batch_execute(SETTINGS))
    }
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
        let digest = digest_up_to(&mut transaction, as_integer(known).max(head)).map_err(failed)?;
        append(&mut transaction, &name, &digest, &draft)?;
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

/// The digest of the last row up to a generation; the empty one where there is none.
fn digest_up_to(client: &mut impl GenericClient, generation: i64) -> Result<String, postgres::Error> {
    let sql = "SELECT digest FROM iamkit.changes WHERE generation <= $1
        ORDER BY generation DESC, position DESC LIMIT 1";
    client.query_opt(sql, &[&generation])?.map_or_else(|| Ok(String::new()), |row| row.try_get(0))
}

fn append(
    client: &mut impl GenericClient,
    name: &str,
    digest: &str,
    draft: &Draft,
) -> Result<(), JournalError> {
    let failed = |error| of_server(name, error);
    let rows = log_rows(name, digest, &draft.transaction)?;
    let callers = rows.iter().map(|row| row.caller.as_str()).collect::<Vec<_>>();
    let times = rows.iter().map(|row| row.time.as_str()).collect::<Vec<_>>();
    let accounts = rows.iter().map(|row| row.account.as_ref().map(AccountId::as_str)).collect::<Vec<_>>();
    let texts = rows.iter().map(|row| row.change.as_str()).collect::<Vec<_>>();
    let digests = rows.iter().map(|row| row.digest.as_str()).collect::<Vec<_>>();
    let sql = "INSERT INTO iamkit.changes (generation, position, caller, time, account_id, change, digest)
        SELECT $1, u.place - 1, u.caller, u.time, u.account_id, u.change, u.digest
        FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
        WITH ORDINALITY AS u(caller, time, account_id, change, digest, place)";
    let generation = as_integer(draft.transaction.generation);
    client.execute(sql, &[&generation, &callers, &times, &accounts, &texts, &digests]).map_err(failed)?;
    write_rows(client, &draft.rows).map_err(failed)?;
    client.execute("UPDATE iamkit.head SET generation = $1", &[&generation]).map_err(failed)?;
    let sql = "SELECT pg_notify('iamkit_changes', $1)";
    client.execute(sql, &[&generation.to_string()]).map_err(failed).map(|_| ())
}

fn as_integer(generation: Generation) -> i64 {
    i64::try_from(generation.number()).unwrap_or(i64::MAX)
}

/// The transactions after a generation, each change checked.
fn read_transactions(
    client: &mut impl GenericClient,
    name: &str,
    after: Generation,
) -> Result<Vec<Transaction>, JournalError> {
    let failed = |error| of_server(name, error);
    let digest = digest_up_to(client, as_integer(after)).map_err(failed)?;
    let sql = "SELECT generation, position, change, digest FROM iamkit.changes WHERE $1 < generation
        ORDER BY generation, position";
    let rows = client.query(sql, &[&as_integer(after)]).map_err(failed)?;
    let mut reader = LogReader::new(name, after, digest);
    for row in rows {
        let number = |place| row.try_get::<_, i64>(place).map_err(failed);
        let text = |place| row.try_get::<_, &str>(place).map_err(failed);
        reader.push(number(0)?, number(1)?, text(2)?, text(3)?)?;
    }
    Ok(reader.finish())
}
