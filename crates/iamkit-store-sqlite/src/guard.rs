//! What any connection is told before it looks into a file that may be anybody's.

use std::time::Duration;

use rusqlite::Connection;
use rusqlite::config::DbConfig;

/// How long a connection waits for another one before what it does is tried anew.
pub(crate) const PATIENCE: Duration = Duration::from_millis(500);

/// Lets a connection wait, and run nothing that stands in the file: views and triggers may compute for ever.
pub(crate) fn guard(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.busy_timeout(PATIENCE)?;
    for (setting, value) in [
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
    ] {
        connection.set_db_config(setting, value)?;
    }
    Ok(())
}
