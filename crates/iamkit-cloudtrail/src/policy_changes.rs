//! When policies changed: a denial within a minute behind a change may be one of the policies as they were.
//!
//! IAM is eventually consistent ("Changes that I make are not always immediately visible", user guide of IAM).

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::action_table::prefix;
use crate::event::{AskedRequest, CallOutcome, TrailEvent};
use crate::keys::second;
use crate::log_problem::LogProblem;
use crate::parameters::Parameters;
use crate::reading::{RecordPlace, Sink, read_log};
use crate::reading_options::ReadingOptions;
use crate::record::LogRecord;
use crate::workers::shared;

/// So long a change may take, in seconds.
const DELAY: i64 = 60;

/// What a change was of
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Touched {
    /// A user or role of this name.
    Named(String),
    /// Whoever has a policy or is in a group.
    Anyone,
    /// Resources of a service.
    Service(String),
}

/// The changes of policies in logs
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PolicyChanges(BTreeMap<Touched, BTreeSet<i64>>);

impl PolicyChanges {
    /// Looks through logs for changes alone.
    pub fn scan(files: &[PathBuf], options: ReadingOptions<'_>) -> Self {
        let parts = shared(files, options.threads, Self::default, |part: &mut Self, file| {
            read_log(file, part);
            options.tell(file);
        });
        parts.into_iter().fold(Self::default(), Self::merged)
    }

    /// Takes a record, which may be a change of a policy that was made.
    pub fn see(&mut self, record: &LogRecord<'_>) {
        if record.error_code.is_some() || !is_change(record) {
            return;
        }
        let Some(second) = second(record.event_time.as_str()) else { return };
        for touched in touched_by(record) {
            self.0.entry(touched).or_default().insert(second);
        }
    }

    /// Whether something that may decide about a caller and a request changed within a minute before.
    pub fn is_recent(&self, second: i64, caller: &str, action: &str, resource: Option<&str>) -> bool {
        let within = |touched: &Touched| {
            self.0.get(touched).is_some_and(|times| times.range(second - DELAY..=second).next().is_some())
        };
        let last = |arn: &str| Touched::Named(last_part(arn).to_owned());
        let service = action.split(':').next().unwrap_or_default();
        within(&Touched::Anyone)
            || within(&last(caller))
            || resource.is_some_and(|resource| within(&last(resource)))
            || within(&Touched::Service(service.to_owned()))
    }

    /// What came of a call: a denial just behind a change is one of which nothing is known.
    pub fn outcome(&self, record: &LogRecord<'_>, event: &TrailEvent<'_>) -> CallOutcome {
        let Some(second) = second(record.event_time.as_str()) else { return event.outcome };
        let is_late = |asked: &AskedRequest<'_>| {
            self.is_recent(second, &event.caller.name, asked.action(), asked.resource())
        };
        match event.outcome {
            CallOutcome::Denied if event.requests.iter().any(is_late) => CallOutcome::NotKnown,
            outcome => outcome,
        }
    }

    /// Both together.
    #[must_use]
    pub fn merged(mut self, other: Self) -> Self {
        for (touched, times) in other.0 {
            self.0.entry(touched).or_default().extend(times);
        }
        self
    }
}

impl Sink for PolicyChanges {
    fn wants(&self, text: &str) -> bool {
        memchr::memmem::find(text.as_bytes(), b"olicy").is_some()
            || memchr::memmem::find(text.as_bytes(), b"iam.amazonaws.com").is_some()
    }

    fn record(&mut self, _place: RecordPlace<'_>, record: &LogRecord<'_>, _text: &str) {
        self.see(record);
    }

    fn problem(&mut self, _problem: LogProblem) -> bool {
        true
    }
}

fn last_part(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

fn is_change(record: &LogRecord<'_>) -> bool {
    let name = record.event_name.as_str();
    let reads = ["Get", "List", "Describe", "Generate", "Simulate", "Validate", "Lookup"];
    let is_of_iam = record.event_source.as_str() == "iam.amazonaws.com";
    (is_of_iam || name.contains("Policy")) && !reads.iter().any(|start| name.starts_with(start))
}

fn touched_by(record: &LogRecord<'_>) -> Vec<Touched> {
    match prefix(record.event_source.as_str()) {
        "organizations" => vec![Touched::Anyone],
        "iam" => {
            let parameters = Parameters::read(record.request_parameters);
            let names = ["userName", "roleName"].into_iter().flat_map(|name| parameters.texts(name));
            let names = names.map(|name| Touched::Named(name.to_owned())).collect::<Vec<_>>();
            if names.is_empty() { vec![Touched::Anyone] } else { names }
        }
        service => vec![Touched::Service(service.to_owned())],
    }
}

/// As a list of what was touched with its times: JSON has no maps by such keys.
impl Serialize for PolicyChanges {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(&self.0)
    }
}

impl<'de> Deserialize<'de> for PolicyChanges {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Vec::deserialize(deserializer)?.into_iter().collect()))
    }
}
