//! What records became, by the row: a struct with the members that the command prints, and what is wrong with the rest.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::{ArrayRef, StructArray};
use arrow_schema::Field;
use iamkit_cloudtrail::{LogRecord, MappedEvent, Mapper};
use pyo3::prelude::*;

use super::answer::handed;
use super::column::{Column, rows_of};
use crate::error::{Fault, Outcome};

/// The columns that come of records.
#[derive(Default)]
struct Mapped {
    texts: [StringBuilder; 6],
    actions: ListBuilder<StringBuilder>,
    resources: ListBuilder<StringBuilder>,
    error: StringBuilder,
}

/// The members that are texts; the context is one of JSON.
const TEXTS: [&str; 6] = ["eventId", "kind", "principal", "certainty", "outcome", "context"];

impl Mapped {
    fn add(&mut self, event: Option<&MappedEvent>, error: Option<&str>) -> Outcome<()> {
        let context = event.map(|event| serde_json::to_string(&event.context)).transpose();
        let context = context.map_err(|error| Fault::trail("noContext", error))?;
        let texts = [
            event.map(|event| &*event.event_id),
            event.map(|event| event.kind.as_str()),
            event.and_then(|event| event.principal.as_deref()),
            event.map(|event| event.certainty.as_str()),
            event.map(|event| event.outcome.as_str()),
            context.as_deref(),
        ];
        for (column, text) in self.texts.iter_mut().zip(texts) {
            column.append_option(text);
        }
        list(&mut self.actions, event.map(|event| &*event.actions));
        list(&mut self.resources, event.map(|event| &*event.resources));
        self.error.append_option(error);
        Ok(())
    }

    fn finish(self) -> Outcome<ArrayRef> {
        let Self { texts, mut actions, mut resources, mut error } = self;
        let texts =
            TEXTS.iter().zip(texts).map(|(name, mut text)| (*name, Arc::new(text.finish()) as ArrayRef));
        let mut columns = texts.collect::<Vec<_>>();
        columns.push(("actions", Arc::new(actions.finish())));
        columns.push(("resources", Arc::new(resources.finish())));
        columns.push(("error", Arc::new(error.finish())));
        let (fields, arrays): (Vec<_>, Vec<_>) = columns
            .into_iter()
            .map(|(name, array)| (Field::new(name, array.data_type().clone(), true), array))
            .unzip();
        let table = StructArray::try_new(fields.into(), arrays, None);
        Ok(Arc::new(table.map_err(|error| Fault::trail("noTable", error))?))
    }
}

fn list(lists: &mut ListBuilder<StringBuilder>, texts: Option<&[String]>) {
    for text in texts.unwrap_or_default() {
        lists.values().append_value(text);
    }
    lists.append(texts.is_some());
}

/// What each record became; of a text that is no record, `error` says why.
#[pyfunction]
pub(crate) fn arrow_map_event<'py>(
    py: Python<'py>,
    records: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let records = Column::given(records)?;
    let table = py.detach(|| {
        let (mut values, mut mapper, mut events) = (records.values(), Mapper::default(), Mapped::default());
        for _ in 0..rows_of(&[records.rows()])? {
            match values.next().map(LogRecord::parse) {
                None => events.add(None, None)?,
                Some(Ok(record)) => {
                    let event = MappedEvent::new(&record, &mapper.map(&record));
                    events.add(Some(&event), None)?;
                }
                Some(Err(error)) => {
                    let why =
                        std::error::Error::source(&error).map(|why| format!(": {why}")).unwrap_or_default();
                    events.add(None, Some(&format!("{error}{why}")))?;
                }
            }
        }
        events.finish()
    })?;
    handed(py, table, records.is_stream())
}
