//! The requests of some of the logs, read in one place to be put together with those of the others in another.
//!
//! Whether a denial came just behind a change of policies is known only with all logs: so parts keep when denials were, and
//! what is put together of them, in any order and grouping, is what one reader of all logs would have found.

use std::io::BufRead;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::filter::EventFilter;
use crate::reading::{read_log, read_log_from};
use crate::reading_options::ReadingOptions;
use crate::tally::TrailTally;
use crate::usage::{AskedKeys, TrailUsage, UsageReader, UsedRequest};
use crate::workers::shared;

/// The requests of some of the logs
///
/// Parts are only put together that were read with the same filter and the same condition keys; they don't know which
/// those were. With serde they are written and read back, the same part always as the same text.
///
/// # Examples
/// ```
/// use iamkit_cloudtrail::{EventFilter, NoKeys, ReadingOptions, TrailUsagePart};
///
/// # let folder = tempfile::tempdir()?;
/// # let logs = [folder.path().join("a.json"), folder.path().join("b.json")];
/// # for log in &logs { std::fs::write(log, r#"{"Records": []}"#)?; }
/// let options = ReadingOptions { threads: 1, is_strict: false, on_file: None };
/// let read = |log| TrailUsagePart::read(&[log], &EventFilter::default(), &NoKeys, options);
/// let usage = logs.map(read).into_iter().reduce(TrailUsagePart::merged).unwrap_or_default().whole();
/// assert_eq!(usage.tally().files, 2);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct TrailUsagePart(TrailUsage);

impl TrailUsagePart {
    /// Reads logs: every call that the filter takes is one of the requests.
    pub fn read(
        files: &[PathBuf],
        filter: &EventFilter,
        keys: &impl AskedKeys,
        options: ReadingOptions<'_>,
    ) -> Self {
        let new = || UsageReader::new(filter, keys, options.is_strict);
        let threads = if options.is_strict { 1 } else { options.threads };
        let readers = shared(files, threads, new, |reader, file| {
            if !reader.is_over {
                let read = read_log(file, reader);
                reader.usage.tally.add_file(read);
                options.tell(file);
            }
        });
        Self(readers.into_iter().map(|reader| reader.usage).fold(TrailUsage::default(), TrailUsage::merged))
    }

    /// Reads one log that stands elsewhere than in a file; problems are told by the name.
    pub fn read_from(
        name: &Path,
        input: impl BufRead,
        filter: &EventFilter,
        keys: &impl AskedKeys,
        is_strict: bool,
    ) -> Self {
        let mut reader = UsageReader::new(filter, keys, is_strict);
        let read = read_log_from(name, input, &mut reader);
        reader.usage.tally.add_file(read);
        Self(reader.usage)
    }

    /// Both together.
    #[must_use]
    pub fn merged(self, other: Self) -> Self {
        Self(self.0.merged(other.0))
    }

    /// What was read and what it became, so far.
    pub fn tally(&self) -> &TrailTally {
        self.0.tally()
    }

    /// The requests, when these are all logs.
    #[must_use]
    pub fn whole(self) -> TrailUsage {
        let mut usage = self.0;
        usage.settle();
        usage
    }
}

impl TrailUsage {
    /// Reads logs: every call that the filter takes is one of the requests.
    pub fn read(
        files: &[PathBuf],
        filter: &EventFilter,
        keys: &impl AskedKeys,
        options: ReadingOptions<'_>,
    ) -> Self {
        TrailUsagePart::read(files, filter, keys, options).whole()
    }
}

/// As a list: the requests behind what tells them apart, the changes of policies, the counts, the access keys, what denials
/// named.
impl Serialize for TrailUsagePart {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let TrailUsage { groups, changes, tally, access_keys, denied } = &self.0;
        let mut requests = groups.iter().collect::<Vec<_>>();
        requests.sort_unstable_by_key(|(key, _)| *key);
        let requests = requests.into_iter().map(|(key, request)| (STANDARD_NO_PAD.encode(key), request));
        (requests.collect::<Vec<_>>(), changes, tally, access_keys, denied).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for TrailUsagePart {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (requests, changes, tally, access_keys, denied) = Deserialize::deserialize(deserializer)?;
        let requests: Vec<(String, UsedRequest)> = requests;
        let requests = requests.into_iter().map(|(key, request)| Ok((STANDARD_NO_PAD.decode(key)?, request)));
        let groups = requests.collect::<Result<_, base64::DecodeError>>().map_err(D::Error::custom)?;
        Ok(Self(TrailUsage { groups, changes, tally, access_keys, denied }))
    }
}
