//! The mark: a small file beside the database that says where its log ended when a commit was last acknowledged.
//!
//! What the database says of itself is lost with it: a write-ahead log that was deleted, a file put back to an older one.
//! The mark is written after the commit is on the disk and before that is acknowledged, so a log is never behind it.
//!
//! It has two places that are written in turn, and in each the text stands twice: a write that is torn leaves the other.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use iamkit_policy::shown::Shown;
use iamkit_store::{Generation, JournalError, LogEnd};

use crate::failure::of_file;
use crate::files::{beside, make};

/// Bytes of a place: one sector, which disks write whole or not at all.
const PLACE: usize = 512;
/// Bytes of a text, filled up with spaces.
const TEXT: usize = PLACE / 2;
/// How often a mark that others write is tried, and how long is waited in between: half a second in all.
const ATTEMPTS: u32 = 100;
const PAUSE: Duration = Duration::from_millis(5);

/// The file beside a database.
#[derive(Debug, Clone)]
pub(crate) struct Mark {
    path: PathBuf,
    journal: String,
}

impl Mark {
    pub(crate) fn of(database: &Path, journal: &str) -> Self {
        Self { path: beside(database, "-end"), journal: journal.to_owned() }
    }

    /// Its name, as errors have it.
    pub(crate) fn witness(&self) -> String {
        let name = self.path.file_name().map_or_else(OsString::new, ToOwned::to_owned);
        format!("`{}`", Shown::value(&name.to_string_lossy()))
    }

    /// The end that it says; `None` where there is no mark.
    pub(crate) fn read(&self) -> Result<Option<LogEnd>, JournalError> {
        // What is read while it is written may be torn in one place, and then in the other.
        for _ in 0..ATTEMPTS {
            let bytes = match fs::read(&self.path) {
                Ok(bytes) => bytes,
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                Err(error) => return Err(of_file(&self.journal, error)),
            };
            if let Some((_, end)) = latest(&bytes) {
                return Ok(Some(end));
            }
            thread::sleep(PAUSE);
        }
        Err(self.corrupt("can't be read"))
    }

    /// Makes the mark where there is none.
    pub(crate) fn make(&self, end: &LogEnd, like: &fs::Metadata) -> Result<(), JournalError> {
        make(&self.path, &self.journal, |file| {
            let content = [place_of(end), vec![b' '; PLACE]].concat();
            let rights = file.as_file().set_permissions(like.permissions());
            rights.and_then(|()| file.write_all(&content)).map_err(|error| of_file(&self.journal, error))
        })
    }

    /// Moves the mark on to an end, unless it is there or further already.
    pub(crate) fn raise(&self, end: &LogEnd) -> Result<(), JournalError> {
        let opened = OpenOptions::new().read(true).write(true).open(&self.path);
        let mut file = match opened {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(self.missing()),
            Err(error) => return Err(of_file(&self.journal, error)),
        };
        // Released when the file is closed, however that happens.
        lock(&file).map_err(|error| of_file(&self.journal, error))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(|error| of_file(&self.journal, error))?;
        let Some((place, kept)) = latest(&bytes) else { return Err(self.corrupt("can't be read")) };
        if end.generation <= kept.generation {
            return Ok(());
        }
        let other = if place == 0 { PLACE as u64 } else { 0 };
        write_at(&mut file, other, &place_of(end)).map_err(|error| of_file(&self.journal, error))
    }

    /// The error where there has to be a mark and there is none.
    pub(crate) fn missing(&self) -> JournalError {
        self.corrupt("is missing, which says where its log ends")
    }

    fn corrupt(&self, what: &str) -> JournalError {
        let reason = format!("{} {what}", self.witness());
        JournalError::Corrupt { journal: self.journal.clone(), reason }
    }
}

fn lock(file: &File) -> io::Result<()> {
    for _ in 1..ATTEMPTS {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
    file.try_lock().map_err(io::Error::from)
}

fn write_at(file: &mut File, place: u64, bytes: &[u8]) -> io::Result<()> {
    file.seek(SeekFrom::Start(place))?;
    file.write_all(bytes)?;
    file.sync_data()
}

/// The bytes of a place: the text twice.
fn place_of(end: &LogEnd) -> Vec<u8> {
    let LogEnd { generation, position, digest } = end;
    let text = format!("iamkit 1 {generation} {position} {digest}");
    format!("{text:<width$}\n", width = TEXT - 1).repeat(2).into_bytes()
}

/// The place with the greater generation of those that are whole, 0 or 1, and its end.
fn latest(bytes: &[u8]) -> Option<(usize, LogEnd)> {
    let ends = bytes.chunks(PLACE).map(end_in).enumerate();
    let whole = ends.filter_map(|(place, end)| Some((place, end?)));
    whole.take(2).max_by_key(|(_, end)| end.generation)
}

fn end_in(place: &[u8]) -> Option<LogEnd> {
    let (first, second) = place.split_at_checked(TEXT)?;
    if first != second {
        return None;
    }
    let mut words = str::from_utf8(first).ok()?.strip_prefix("iamkit 1 ")?.trim_end().split(' ');
    let generation = Generation::new(words.next()?.parse().ok()?);
    let position = words.next()?.parse().ok()?;
    let digest = words.next().unwrap_or_default().to_owned();
    words.next().is_none().then_some(LogEnd { generation, position, digest })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(number: u64) -> LogEnd {
        LogEnd { generation: Generation::new(number), position: 0, digest: format!("{number:064x}") }
    }

    fn mark() -> (tempfile::TempDir, Mark) {
        let folder = tempfile::tempdir().unwrap();
        let mark = Mark::of(&folder.path().join("accounts.db"), "accounts.db");
        let like = fs::metadata(folder.path()).unwrap();
        mark.make(&LogEnd::default(), &like).unwrap();
        (folder, mark)
    }

    #[test]
    fn a_mark_only_moves_on() {
        let (_folder, mark) = mark();
        assert_eq!(mark.read().unwrap(), Some(LogEnd::default()));
        for (raised, expected) in [(3, 3), (2, 3), (4, 4), (9, 9), (4, 9)] {
            mark.raise(&end(raised)).unwrap();
            assert_eq!(mark.read().unwrap(), Some(end(expected)));
        }
        assert_eq!(fs::read(&mark.path).unwrap().len(), 2 * PLACE);
    }

    #[test]
    fn a_torn_mark_is_the_one_before_it() {
        let (_folder, mark) = mark();
        mark.raise(&end(8)).unwrap();
        let before = fs::read(&mark.path).unwrap();
        mark.raise(&end(9)).unwrap();
        let after = fs::read(&mark.path).unwrap();
        for n_written in 0..after.len() {
            let torn = [&after[..n_written], &before[n_written..]].concat();
            let expected = if torn == after { end(9) } else { end(8) };
            fs::write(&mark.path, torn).unwrap();
            assert_eq!(mark.read().unwrap(), Some(expected), "{n_written} bytes");
        }
    }

    #[test]
    fn a_mark_that_is_no_mark_is_named() {
        let (_folder, mark) = mark();
        for content in
            ["", "iamkit", &" ".repeat(2 * PLACE), &"x".repeat(2 * PLACE), &"iamkit 1 1 ".repeat(99)]
        {
            fs::write(&mark.path, content).unwrap();
            for error in [mark.read().unwrap_err(), mark.raise(&end(1)).unwrap_err()] {
                assert_eq!(error.to_string(), "`accounts.db` is corrupt: `accounts.db-end` can't be read");
            }
        }
        fs::remove_file(&mark.path).unwrap();
        assert_eq!(mark.read().unwrap(), None);
        let missing = "`accounts.db` is corrupt: `accounts.db-end` is missing, which says where its log ends";
        assert_eq!(mark.raise(&end(1)).unwrap_err().to_string(), missing);
    }
}
