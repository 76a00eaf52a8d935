//! What records became, each as the command prints it: of logs in a stream, of records in memory at once.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, available_parallelism};

use iamkit_cloudtrail::{
    EventCondition, EventFilter, LogRecord, Logs, MappedEvent, Mapper, PolicyChanges, ReadingOptions,
    map_logs as map,
};
use pyo3::prelude::*;
use pythonize::pythonize;

use super::tally::{TallyReport, checked};
use crate::error::{Fault, Outcome};
use crate::given::{bytes_of, items_of};

/// So many events are handed on together, and so many batches wait.
const BATCH: usize = 256;
const WAITING: usize = 16;

/// Which logs, and how they are read.
pub(crate) struct Reading {
    pub(crate) logs: Logs,
    pub(crate) filter: EventFilter,
    pub(crate) options: ReadingOptions<'static>,
}

impl Reading {
    pub(crate) fn new(
        paths: &[PathBuf],
        conditions: &[String],
        threads: Option<usize>,
        is_strict: bool,
    ) -> Outcome<Self> {
        let logs = Logs::find(paths)?;
        if logs.is_empty() {
            let message = "there is no log: expected .json, .jsonl or the same with .gz";
            return Err(Fault::trail("noLog", message));
        }
        let conditions = conditions.iter().map(|condition| condition.parse::<EventCondition>());
        let filter = EventFilter::new(conditions.collect::<Result<_, _>>()?);
        let cores = available_parallelism().map_or(1, std::num::NonZero::get);
        let options = ReadingOptions { threads: threads.unwrap_or(cores).max(1), is_strict, on_file: None };
        Ok(Self { logs, filter, options })
    }
}

/// What comes from the thread that reads.
enum Message {
    Events(Vec<MappedEvent>),
    Done(Box<Outcome<TallyReport>>),
}

/// What has come and wasn't taken yet.
struct Arrived {
    messages: Receiver<Message>,
    events: VecDeque<MappedEvent>,
    tally: Option<TallyReport>,
}

/// The events of logs, one by one while they are read.
#[pyclass(frozen, module = "iamkit._iamkit")]
pub struct MappedEvents(Mutex<Arrived>);

impl Arrived {
    fn next(&mut self) -> Outcome<Option<MappedEvent>> {
        loop {
            if let Some(event) = self.events.pop_front() {
                return Ok(Some(event));
            }
            if self.tally.is_some() {
                return Ok(None);
            }
            match self.messages.recv() {
                Ok(Message::Events(events)) => self.events.extend(events),
                Ok(Message::Done(tally)) => self.tally = Some((*tally)?),
                Err(_) => return Err(Fault::trail("over", "there is nothing more: reading had stopped")),
            }
        }
    }
}

#[pymethods]
impl MappedEvents {
    fn __iter__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let event = py.detach(|| self.0.lock().unwrap_or_else(PoisonError::into_inner).next())?;
        event.map(|event| Ok(pythonize(py, &event)?)).transpose()
    }

    /// What was read, once all of it was taken.
    #[getter]
    fn tally<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let arrived = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        arrived.tally.as_ref().map(|tally| Ok(pythonize(py, tally)?)).transpose()
    }
}

/// Maps logs while they are read, in constant memory.
#[pyfunction]
#[pyo3(signature = (paths, conditions, threads, strict))]
pub(crate) fn map_logs(
    py: Python<'_>,
    paths: Vec<PathBuf>,
    conditions: Vec<String>,
    threads: Option<usize>,
    strict: bool,
) -> PyResult<MappedEvents> {
    let reading = py.detach(|| Reading::new(&paths, &conditions, threads, strict))?;
    let (sender, messages) = sync_channel(WAITING);
    let started =
        thread::Builder::new().name("iamkit logs".to_owned()).spawn(move || read(&reading, &sender));
    started.map_err(|error| Fault::trail("noThread", error))?;
    Ok(MappedEvents(Mutex::new(Arrived { messages, events: VecDeque::new(), tally: None })))
}

/// Reads all of it; whoever is gone isn't told.
fn read(reading: &Reading, sender: &SyncSender<Message>) {
    let mut batch = Vec::new();
    let tally = map(&reading.logs.files, &reading.filter, reading.options, |event| {
        batch.push(event);
        if BATCH <= batch.len() {
            let _ = sender.send(Message::Events(std::mem::take(&mut batch)));
        }
    });
    let _ = sender.send(Message::Events(batch));
    let done = checked(&tally, reading.options.is_strict).map(|()| TallyReport::new(&tally, &reading.logs));
    let _ = sender.send(Message::Done(Box::new(done)));
}

/// Maps records in memory, each a text, bytes or a dictionary.
#[pyfunction]
pub(crate) fn map_events<'py>(py: Python<'py>, events: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let texts = items_of(events)?.iter().map(bytes_of).collect::<PyResult<Vec<_>>>()?;
    let mapped = py.detach(|| {
        let records =
            texts.iter().enumerate().map(|(at, text)| record(at, text)).collect::<Outcome<Vec<_>>>()?;
        Outcome::Ok(mapped(&records))
    })?;
    Ok(pythonize(py, &mapped)?)
}

fn record(at: usize, text: &[u8]) -> Outcome<LogRecord<'_>> {
    let told = |error: &dyn std::fmt::Display| Fault::trail("noRecord", format!("event {at}: {error}"));
    let text = std::str::from_utf8(text).map_err(|error| told(&error))?;
    LogRecord::parse(text).map_err(|error| {
        let why = std::error::Error::source(&error).map(|source| format!(": {source}")).unwrap_or_default();
        told(&format!("{error}{why}"))
    })
}

/// What records became, denials just behind changes of policies among them.
fn mapped(records: &[LogRecord<'_>]) -> Vec<MappedEvent> {
    let mut changes = PolicyChanges::default();
    for record in records {
        changes.see(record);
    }
    let mut mapper = Mapper::default();
    let events = records.iter().map(|record| {
        let mut event = mapper.map(record);
        event.outcome = changes.outcome(record, &event);
        MappedEvent::new(record, &event)
    });
    events.collect()
}
