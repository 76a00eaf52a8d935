//! The store that a server is opened on.

use std::path::Path;
use std::time::{Duration, Instant};

use iamkit_console::command::Failure;
use iamkit_server::Builder;
use iamkit_store_postgres::{PostgresJournal, PostgresListener};
use iamkit_store_sqlite::SqliteJournal;

/// After how long a file is looked at for what other programs wrote.
const LOOK: Duration = Duration::from_secs(1);

/// The builder with the store of a name.
///
/// # Errors
/// Where the store can't be opened, with its name and without a password that stands in it.
pub(super) fn open(name: &Path, builder: Builder) -> Result<Builder, Failure> {
    match name.to_str() {
        Some("memory") => Ok(builder),
        Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
            let journal = PostgresJournal::connect(url)?;
            let mut listener = PostgresListener::connect(url)?;
            Ok(builder.journal(journal).follow(move |patience| listener.wait(patience)))
        }
        _ => {
            let mut looked = Instant::now();
            let wait = move |patience| {
                std::thread::sleep(patience);
                let is_time = LOOK <= looked.elapsed();
                if is_time {
                    looked = Instant::now();
                }
                Ok(is_time)
            };
            Ok(builder.journal(SqliteJournal::open(name)?).follow(wait))
        }
    }
}
