//! Logs mapped record by record, in their order: what each became, as one line of JSON has it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::Serialize;

use crate::event::{CallOutcome, Certainty, EventKind, TrailEvent};
use crate::filter::EventFilter;
use crate::keys::KeyValue;
use crate::log_problem::LogProblem;
use crate::mapper::Mapper;
use crate::policy_changes::PolicyChanges;
use crate::reading::{RecordPlace, Sink, read_log};
use crate::reading_options::ReadingOptions;
use crate::record::{LogRecord, text_of};
use crate::tally::TrailTally;
use crate::workers::in_order;

/// So many events are handed on together.
const BATCH: usize = 256;

/// What a record became
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MappedEvent {
    /// The id of the event.
    pub event_id: String,
    /// What kind of event it is.
    #[serde(serialize_with = "kind")]
    pub kind: EventKind,
    /// The ARN of the user or role, or the name of the service or provider; nothing where none is told.
    pub principal: Option<String>,
    /// The actions, each once.
    pub actions: Vec<String>,
    /// The resources that are told, each once.
    pub resources: Vec<String>,
    /// How certain that is.
    #[serde(serialize_with = "certainty")]
    pub certainty: Certainty,
    /// What came of it.
    #[serde(serialize_with = "outcome")]
    pub outcome: CallOutcome,
    /// The condition keys that are told.
    pub context: BTreeMap<String, MappedValue>,
}

/// What a condition key has
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum MappedValue {
    /// One value.
    One(String),
    /// Several.
    Many(Vec<String>),
}

macro_rules! as_word {
    ($name:ident, $type:ty) => {
        fn $name<S: serde::Serializer>(word: &$type, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_str(word.as_str())
        }
    };
}

as_word!(kind, EventKind);
as_word!(certainty, Certainty);
as_word!(outcome, CallOutcome);

impl MappedEvent {
    /// What a record became, by the event that a [`Mapper`] made of it.
    pub fn new(record: &LogRecord<'_>, event: &TrailEvent<'_>) -> Self {
        let mut mapped = Self {
            event_id: text_of(record.event_id.as_ref()).to_owned(),
            kind: event.kind,
            principal: (!event.caller.name.is_empty()).then(|| event.caller.name.to_string()),
            actions: Vec::new(),
            resources: Vec::new(),
            certainty: event.certainty,
            outcome: event.outcome,
            context: BTreeMap::new(),
        };
        for asked in &event.requests {
            add(&mut mapped.actions, Some(asked.action()));
            add(&mut mapped.resources, asked.resource());
        }
        for (key, value) in event.keys.known() {
            let value = match value {
                KeyValue::One(value) => MappedValue::One(value.to_string()),
                KeyValue::Many(values) => MappedValue::Many(values.iter().map(ToString::to_string).collect()),
            };
            mapped.context.insert(key.to_owned(), value);
        }
        mapped
    }
}

fn add(texts: &mut Vec<String>, text: Option<&str>) {
    if let Some(text) = text
        && !texts.iter().any(|known| known == text)
    {
        texts.push(text.to_owned());
    }
}

/// Maps logs, and hands on what each record became in the order of the files and records.
///
/// # Complexity
/// Linear in the unpacked files, which are read twice: once for the changes of policies, behind which denials tell nothing.
/// In memory is what waits for its turn.
pub fn map_logs(
    files: &[PathBuf],
    filter: &EventFilter,
    options: ReadingOptions<'_>,
    mut take: impl FnMut(MappedEvent),
) -> TrailTally {
    let threads = if options.is_strict { 1 } else { options.threads };
    let changes = PolicyChanges::scan(files, ReadingOptions { threads, ..options });
    let is_over = AtomicBool::new(false);
    let mut tally = TrailTally::default();
    in_order(
        files,
        threads,
        Mapper::default,
        |mapper, file, hand_on| {
            if is_over.load(Ordering::Relaxed) {
                return;
            }
            let part = Part::default();
            let mut mapping =
                Mapping { mapper, changes: &changes, filter, part, hand_on, options, is_over: &is_over };
            let read = read_log(file, &mut mapping);
            mapping.part.tally.add_file(read);
            mapping.flush();
            options.tell(file);
        },
        |part: Part| {
            part.events.into_iter().for_each(&mut take);
            tally = std::mem::take(&mut tally).merged(part.tally);
        },
    );
    tally
}

/// Some events, and what was counted since the last ones.
#[derive(Default)]
struct Part {
    events: Vec<MappedEvent>,
    tally: TrailTally,
}

struct Mapping<'m> {
    mapper: &'m mut Mapper,
    changes: &'m PolicyChanges,
    filter: &'m EventFilter,
    part: Part,
    hand_on: &'m mut dyn FnMut(Part),
    options: ReadingOptions<'m>,
    is_over: &'m AtomicBool,
}

impl Mapping<'_> {
    fn flush(&mut self) {
        (self.hand_on)(std::mem::take(&mut self.part));
    }
}

impl Sink for Mapping<'_> {
    fn record(&mut self, _place: RecordPlace<'_>, record: &LogRecord<'_>, _text: &str) {
        if !self.filter.takes_record(record) {
            return;
        }
        let mut event = self.mapper.map(record);
        if !self.filter.takes_event(&event) {
            return;
        }
        event.outcome = self.changes.outcome(record, &event);
        self.part.tally.count(record, &event);
        self.part.events.push(MappedEvent::new(record, &event));
        if BATCH <= self.part.events.len() {
            self.flush();
        }
    }

    fn problem(&mut self, problem: LogProblem) -> bool {
        self.part.tally.add_problem(problem);
        self.is_over.fetch_or(self.options.is_strict, Ordering::Relaxed);
        !self.options.is_strict
    }
}
