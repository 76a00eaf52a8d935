//! The audit file: a line for each call, an event in CloudTrail's form.
//!
//! What events look like is told by AWS's page "CloudTrail record contents". Beyond that nothing is kept: a secret, a
//! password or a session token never gets into the file.

mod event;
mod hidden;

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

pub(crate) use event::{Place, event};

/// A file that events are added to
#[derive(Debug)]
pub(crate) struct Audit {
    file: Mutex<File>,
    is_failing: AtomicBool,
}

impl Audit {
    /// Opens a file to add to it, or makes it, readable by nobody else.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        Ok(Self { file: Mutex::new(options.open(path)?), is_failing: AtomicBool::new(false) })
    }

    /// Adds an event, whole and on a line of its own.
    pub(crate) fn add(&self, event: &serde_json::Value) -> io::Result<()> {
        let mut line = serde_json::to_vec(event)?;
        line.push(b'\n');
        let added = self.file.lock().unwrap_or_else(PoisonError::into_inner).write_all(&line);
        self.is_failing.store(added.is_err(), Ordering::Relaxed);
        added
    }

    /// Whether the last event couldn't be added.
    pub(crate) fn is_failing(&self) -> bool {
        self.is_failing.load(Ordering::Relaxed)
    }
}
