//! The log in its table, and its end in another: each row follows on the one before it, and the last one is the end.

use iamkit_store::{AccountId, Draft, Generation, JournalError, LogEnd, LogReader, Transaction, log_rows};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::failure::of_database;
use crate::rows::insert_rows;
use crate::version::HEAD_VERSION;

/// Whoever says in an error where the log ends.
const HEAD: &str = "its head";

/// A log in a transaction of the database, so that all that is read of it is of one moment.
pub(crate) struct Log<'c> {
    pub(crate) connection: &'c Connection,
    pub(crate) name: &'c str,
    /// The version of the file: older ones don't keep where the log ends, and one with nothing in it has no log.
    pub(crate) version: u32,
}

impl Log<'_> {
    fn failed(&self, error: rusqlite::Error) -> JournalError {
        of_database(self.name, error)
    }

    /// The transactions after a generation, each change checked, and where the log ends.
    pub(crate) fn read(&self, after: Generation) -> Result<(Vec<Transaction>, LogEnd), JournalError> {
        let failed = |error| self.failed(error);
        if self.version == 0 {
            return Ok(Default::default());
        }
        let (start, _) = self.last_up_to(after)?;
        let sql = r#"SELECT "generation", "position", "change", "digest" FROM "changes" WHERE ?1 < "generation"
            ORDER BY "generation", "position""#;
        let mut select = self.connection.prepare_cached(sql).map_err(failed)?;
        let mut rows = select.query([as_integer(after)]).map_err(failed)?;
        let mut reader = LogReader::new(self.name, start);
        while let Some(row) = rows.next().map_err(failed)? {
            let (generation, position) = (row.get(0).map_err(failed)?, row.get(1).map_err(failed)?);
            let text = |place| row.get_ref(place)?.as_str().map_err(rusqlite::Error::from);
            reader.push(generation, position, text(2).map_err(failed)?, text(3).map_err(failed)?)?;
        }
        let (transactions, end) = reader.finish();
        if HEAD_VERSION <= self.version {
            self.ensure_end(&end)?;
        }
        Ok((transactions, end))
    }

    /// Makes sure that the log ends where its head says.
    fn ensure_end(&self, end: &LogEnd) -> Result<(), JournalError> {
        let head = self.head()?;
        self.ensure_kept(HEAD, &head)?;
        if head == *end {
            return Ok(());
        }
        let reason = format!(
            "its head is at generation {}, and its log goes on to {}",
            head.generation, end.generation
        );
        Err(JournalError::Corrupt { journal: self.name.to_owned(), reason })
    }

    /// Makes sure that the log has what somebody says was kept.
    pub(crate) fn ensure_kept(&self, witness: &str, kept: &LogEnd) -> Result<(), JournalError> {
        let (found, time) = self.last_up_to(kept.generation)?;
        kept.ensure_in(self.name, witness, &found, &time)
    }

    /// The end as it is kept beside the log.
    fn head(&self) -> Result<LogEnd, JournalError> {
        let failed = |error| self.failed(error);
        let sql = r#"SELECT "generation", "position", "digest" FROM "head""#;
        let mut select = self.connection.prepare_cached(sql).map_err(failed)?;
        let head = select.query_row([], end_of).optional().map_err(failed)?;
        head.ok_or_else(|| JournalError::Corrupt {
            journal: self.name.to_owned(),
            reason: "its head is missing, which says where the log ends".to_owned(),
        })
    }

    /// The last row up to a generation, and when it was written.
    fn last_up_to(&self, generation: Generation) -> Result<(LogEnd, String), JournalError> {
        let failed = |error| self.failed(error);
        if self.version == 0 {
            return Ok(Default::default());
        }
        let sql = r#"SELECT "generation", "position", "digest", "time" FROM "changes" WHERE "generation" <= ?1
            ORDER BY "generation" DESC, "position" DESC LIMIT 1"#;
        let mut select = self.connection.prepare_cached(sql).map_err(failed)?;
        let found = select.query_row([as_integer(generation)], |row| Ok((end_of(row)?, row.get(3)?)));
        Ok(found.optional().map_err(failed)?.unwrap_or_default())
    }

    /// Writes a draft behind an end, and gives the new one.
    pub(crate) fn append(&self, end: &LogEnd, draft: &Draft) -> Result<LogEnd, JournalError> {
        let failed = |error| self.failed(error);
        if draft.transaction.generation != end.generation.next() {
            let reason = format!("follows on generation {}", end.generation);
            return Err(JournalError::corrupt_at(self.name, draft.transaction.generation, &reason));
        }
        let sql = r#"INSERT INTO "changes"
            ("generation", "position", "caller", "time", "account_id", "change", "digest")
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"#;
        let mut insert = self.connection.prepare_cached(sql).map_err(failed)?;
        let rows = log_rows(self.name, &end.digest, &draft.transaction)?;
        for row in &rows {
            let (generation, position) = (as_integer(row.generation), as_position(row.position));
            let account = row.account.as_ref().map(AccountId::as_str);
            let values = params![generation, position, row.caller, row.time, account, row.change, row.digest];
            insert.execute(values).map_err(failed)?;
        }
        insert_rows(self.connection, &draft.rows).map_err(failed)?;
        let end = rows.last().map_or_else(|| end.clone(), iamkit_store::LogRow::end);
        set_head(self.connection, &end).map_err(failed)?;
        Ok(end)
    }
}

/// Keeps the end of the log in the table of its own.
pub(crate) fn set_head(connection: &Connection, end: &LogEnd) -> Result<(), rusqlite::Error> {
    let sql = r#"UPDATE "head" SET "generation" = ?1, "position" = ?2, "digest" = ?3"#;
    let values = params![as_integer(end.generation), as_position(end.position), end.digest];
    connection.prepare_cached(sql)?.execute(values).map(|_| ())
}

fn end_of(row: &Row<'_>) -> Result<LogEnd, rusqlite::Error> {
    let number = |place| row.get::<_, i64>(place);
    Ok(LogEnd {
        generation: Generation::new(u64::try_from(number(0)?).unwrap_or_default()),
        position: usize::try_from(number(1)?).unwrap_or(usize::MAX),
        digest: row.get(2)?,
    })
}

fn as_integer(generation: Generation) -> i64 {
    i64::try_from(generation.number()).unwrap_or(i64::MAX)
}

fn as_position(position: usize) -> i64 {
    i64::try_from(position).unwrap_or(i64::MAX)
}
