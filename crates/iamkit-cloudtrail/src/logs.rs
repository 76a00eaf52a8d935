//! Which files are logs: those that are named, and those in folders as CloudTrail lays them out.
//!
//! Under a bucket's prefix stand `AWSLogs/ACCOUNT/CloudTrail/REGION/YYYY/MM/DD/…_CloudTrail_….json.gz`, and beside them the
//! signed digests of these files under `CloudTrail-Digest` ("Finding your CloudTrail log files" of its user guide), which are no logs.

use std::path::{Path, PathBuf};

use iamkit_policy::shown::Shown;

/// How names of logs end.
const ENDINGS: [&str; 5] = [".json", ".jsonl", ".ndjson", ".log", ".csv"];

/// The logs in a folder, and what else is there
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Logs {
    /// The logs, in the order in which they were named, those of a folder in the order of their names.
    pub files: Vec<PathBuf>,
    /// How many files are digests of logs.
    pub digests: u64,
    /// How many files are neither.
    pub others: u64,
}

/// A path that could not be looked at
#[derive(Debug, thiserror::Error)]
#[error("cannot read `{}`", Shown::value(&path.to_string_lossy()))]
pub struct LogsError {
    path: PathBuf,
    #[source]
    source: std::io::Error,
}

impl Logs {
    /// The logs that paths name: files as they are, folders with all below them. Links to folders aren't followed.
    ///
    /// # Errors
    /// A path that isn't there or can't be read.
    pub fn find<P: AsRef<Path>>(paths: &[P]) -> Result<Self, LogsError> {
        let mut logs = Self::default();
        for path in paths.iter().map(AsRef::as_ref) {
            let failed = |source| LogsError { path: path.to_owned(), source };
            if std::fs::metadata(path).map_err(failed)?.is_dir() {
                logs.walk(path)?;
            } else {
                logs.files.push(path.to_owned());
            }
        }
        Ok(logs)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    fn walk(&mut self, top: &Path) -> Result<(), LogsError> {
        let mut folders = vec![top.to_owned()];
        while let Some(folder) = folders.pop() {
            let mut below = Vec::new();
            for (path, is_folder) in entries(&folder)? {
                match (is_folder, LogFile::of(&path)) {
                    (true, _) => below.push(path),
                    (false, LogFile::Log) => self.files.push(path),
                    (false, LogFile::Digest) => self.digests += 1,
                    (false, LogFile::Other) => self.others += 1,
                }
            }
            // The last one is taken up first.
            folders.extend(below.into_iter().rev());
        }
        Ok(())
    }
}

/// What is in a folder, in the order of the names, and whether each is a folder.
fn entries(folder: &Path) -> Result<Vec<(PathBuf, bool)>, LogsError> {
    let failed = |source| LogsError { path: folder.to_owned(), source };
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        entries.push((entry.path(), entry.file_type().map_err(failed)?.is_dir()));
    }
    entries.sort();
    Ok(entries)
}

/// What a file is by its name
///
/// ```
/// use iamkit_cloudtrail::LogFile;
///
/// assert_eq!(LogFile::of("123456789012_CloudTrail_us-east-1_20260101T0000Z_x.json.gz".as_ref()), LogFile::Log);
/// assert_eq!(LogFile::of("AWSLogs/123456789012/CloudTrail-Digest/us-east-1/x.json.gz".as_ref()), LogFile::Digest);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LogFile {
    /// A log.
    Log,
    /// A digest of logs.
    Digest,
    /// Something else.
    Other,
}

impl LogFile {
    /// What a file of this path is.
    pub fn of(path: &Path) -> Self {
        let name =
            path.file_name().map(|name| name.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
        let plain = name.strip_suffix(".gz").unwrap_or(&name);
        if name.contains("_cloudtrail-digest_")
            || path.components().any(|part| part.as_os_str() == "CloudTrail-Digest")
        {
            Self::Digest
        } else if ENDINGS.iter().any(|ending| plain.ends_with(ending)) {
            Self::Log
        } else {
            Self::Other
        }
    }
}
