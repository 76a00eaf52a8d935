//! The log in its table, and its end in another: each row follows on the one before it, and the last one is the end.

use iamkit_store::{
    AccountId, Draft, Generation, JournalError, LogEnd, LogReader, LogRow, Transaction, log_rows,
};
use tokio_postgres::{GenericClient, Row};

use crate::batch::write_rows;
use crate::failure::of_server;
use crate::version::HEAD_VERSION;

/// Whoever says in an error where the log ends.
const HEAD: &str = "its head";

/// A log in a transaction of the database, so that all that is read of it is of one moment.
pub(crate) struct Log<'c, C> {
    pub(crate) client: &'c C,
    pub(crate) name: &'c str,
    /// The version of the schema: the first one keeps the generation alone of where the log ends.
    pub(crate) version: u32,
}

impl<C: GenericClient> Log<'_, C> {
    fn failed(&self, error: tokio_postgres::Error) -> JournalError {
        of_server(self.name, error)
    }

    /// The transactions after a generation, each change checked, and where the log ends.
    pub(crate) async fn read(&self, after: Generation) -> Result<(Vec<Transaction>, LogEnd), JournalError> {
        let failed = |error| self.failed(error);
        let (start, _) = self.last_up_to(after).await?;
        let sql = "SELECT generation, position, change, digest FROM iamkit.changes WHERE $1 < generation
            ORDER BY generation, position";
        let rows = self.client.query(sql, &[&as_integer(after)]).await.map_err(failed)?;
        let mut reader = LogReader::new(self.name, start);
        for row in rows {
            let number = |place| row.try_get::<_, i64>(place).map_err(failed);
            let text = |place| row.try_get::<_, &str>(place).map_err(failed);
            reader.push(number(0)?, number(1)?, text(2)?, text(3)?)?;
        }
        let (transactions, end) = reader.finish();
        self.ensure_end(&end).await?;
        Ok((transactions, end))
    }

    /// Makes sure that the log ends where its head says.
    async fn ensure_end(&self, end: &LogEnd) -> Result<(), JournalError> {
        let head = self.head().await?;
        let is_end = match self.version {
            HEAD_VERSION.. => head == *end,
            _ => head.generation == end.generation,
        };
        if is_end {
            return Ok(());
        }
        self.ensure_kept(HEAD, &head).await?;
        let reason = format!(
            "its head is at generation {}, and its log goes on to {}",
            head.generation, end.generation
        );
        Err(JournalError::Corrupt { journal: self.name.to_owned(), reason })
    }

    /// Makes sure that the log has what somebody says was kept.
    pub(crate) async fn ensure_kept(&self, witness: &str, kept: &LogEnd) -> Result<(), JournalError> {
        let (found, time) = self.last_up_to(kept.generation).await?;
        kept.ensure_in(self.name, witness, &found, &time)
    }

    /// The end as it is kept beside the log.
    async fn head(&self) -> Result<LogEnd, JournalError> {
        let sql = match self.version {
            HEAD_VERSION.. => "SELECT generation, position, digest FROM iamkit.head",
            _ => "SELECT generation, 0::bigint, '' FROM iamkit.head",
        };
        let head = self.client.query_opt(sql, &[]).await.map_err(|error| self.failed(error))?;
        let Some(head) = head else {
            let reason = "its head is missing, which says where the log ends".to_owned();
            return Err(JournalError::Corrupt { journal: self.name.to_owned(), reason });
        };
        end_of(&head).map_err(|error| self.failed(error))
    }

    /// The last row up to a generation, and when it was written.
    async fn last_up_to(&self, generation: Generation) -> Result<(LogEnd, String), JournalError> {
        let failed = |error| self.failed(error);
        let sql = "SELECT generation, position, digest, time FROM iamkit.changes WHERE generation <= $1
            ORDER BY generation DESC, position DESC LIMIT 1";
        let row = self.client.query_opt(sql, &[&as_integer(generation)]).await.map_err(failed)?;
        let Some(row) = row else { return Ok(Default::default()) };
        Ok((end_of(&row).map_err(failed)?, row.try_get(3).map_err(failed)?))
    }

    /// Writes a draft behind an end, tells whoever listens, and gives the new end.
    pub(crate) async fn append(&self, end: &LogEnd, draft: &Draft) -> Result<LogEnd, JournalError> {
        let failed = |error| self.failed(error);
        let generation = draft.transaction.generation;
        if generation != end.generation.next() {
            let reason = format!("follows on generation {}", end.generation);
            return Err(JournalError::corrupt_at(self.name, generation, &reason));
        }
        let rows = log_rows(self.name, &end.digest, &draft.transaction)?;
        self.insert(generation, &rows).await.map_err(failed)?;
        write_rows(self.client, &draft.rows).await.map_err(failed)?;
        let end = rows.last().map_or_else(|| end.clone(), LogRow::end);
        self.set_head(&end).await?;
        let sql = "SELECT pg_notify('iamkit_changes', $1)";
        self.client.execute(sql, &[&generation.to_string()]).await.map_err(failed)?;
        Ok(end)
    }

    async fn insert(&self, generation: Generation, rows: &[LogRow]) -> Result<(), tokio_postgres::Error> {
        let callers = rows.iter().map(|row| row.caller.as_str()).collect::<Vec<_>>();
        let times = rows.iter().map(|row| row.time.as_str()).collect::<Vec<_>>();
        let accounts = rows.iter().map(|row| row.account.as_ref().map(AccountId::as_str)).collect::<Vec<_>>();
        let texts = rows.iter().map(|row| row.change.as_str()).collect::<Vec<_>>();
        let digests = rows.iter().map(|row| row.digest.as_str()).collect::<Vec<_>>();
        let sql = "INSERT INTO iamkit.changes
            (generation, position, caller, time, account_id, change, digest)
            SELECT $1, u.place - 1, u.caller, u.time, u.account_id, u.change, u.digest
            FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
            WITH ORDINALITY AS u(caller, time, account_id, change, digest, place)";
        let generation = as_integer(generation);
        let values: [&(dyn tokio_postgres::types::ToSql + Sync); 6] =
            [&generation, &callers, &times, &accounts, &texts, &digests];
        self.client.execute(sql, &values).await.map(|_| ())
    }

    /// Keeps the end of the log in the table of its own.
    async fn set_head(&self, end: &LogEnd) -> Result<(), JournalError> {
        let sql = "UPDATE iamkit.head SET generation = $1, position = $2, digest = $3";
        let position = i64::try_from(end.position).unwrap_or(i64::MAX);
        let updated = self.client.execute(sql, &[&as_integer(end.generation), &position, &end.digest]).await;
        updated.map(|_| ()).map_err(|error| self.failed(error))
    }

    /// Completes the head of the first version, which had the generation alone.
    pub(crate) async fn complete_head(&self) -> Result<(), JournalError> {
        let (_, end) = self.read(Generation::ZERO).await?;
        self.set_head(&end).await
    }
}

fn end_of(row: &Row) -> Result<LogEnd, tokio_postgres::Error> {
    Ok(LogEnd {
        generation: Generation::new(u64::try_from(row.try_get::<_, i64>(0)?).unwrap_or_default()),
        position: usize::try_from(row.try_get::<_, i64>(1)?).unwrap_or(usize::MAX),
        digest: row.try_get(2)?,
    })
}

fn as_integer(generation: Generation) -> i64 {
    i64::try_from(generation.number()).unwrap_or(i64::MAX)
}
