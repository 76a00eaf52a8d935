//! The journal in memory, with the tables kept beside it as a database would keep them.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "integration test")]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use iamkit_store::{
    ColumnValue, Decide, Draft, Generation, Journal, JournalError, MemoryJournal, RowChange, Transaction,
};
use iamkit_testkit::journal_suite;
use iamkit_testkit::store::{JournalHome, Row};

/// Each table's rows by primary key.
type Tables = BTreeMap<&'static str, BTreeMap<Vec<ColumnValue>, Vec<ColumnValue>>>;

#[derive(Default, Clone)]
struct Home {
    journal: MemoryJournal,
    tables: Arc<Mutex<Tables>>,
}

struct WithTables(Home);

impl JournalHome for Home {
    fn open(&self) -> Box<dyn Journal> {
        Box::new(WithTables(self.clone()))
    }

    fn rows(&self) -> Option<Vec<Row>> {
        let tables = self.tables.lock().unwrap();
        let rows = tables
            .iter()
            .flat_map(|(table, rows)| rows.values().map(|row| ((*table).to_owned(), row.clone())));
        let mut rows = rows.collect::<Vec<_>>();
        rows.sort();
        Some(rows)
    }
}

impl Journal for WithTables {
    fn name(&self) -> &str {
        self.0.journal.name()
    }

    fn read(&mut self, after: Generation) -> Result<Vec<Transaction>, JournalError> {
        self.0.journal.read(after)
    }

    fn write(&mut self, known: Generation, decide: &mut Decide<'_>) -> Result<(), JournalError> {
        let tables = Arc::clone(&self.0.tables);
        self.0.journal.write(known, &mut |news| {
            let draft = decide(news);
            if let Some(Draft { rows, .. }) = &draft {
                for row in rows {
                    apply(&mut tables.lock().unwrap(), row);
                }
            }
            draft
        })
    }
}

fn apply(tables: &mut Tables, change: &RowChange) {
    match change {
        RowChange::Insert { table, values } => {
            assert_eq!(values.len(), table.columns.len(), "{}", table.name);
            let key = values[..table.n_keys].to_vec();
            let old = tables.entry(table.name).or_default().insert(key, values.clone());
            assert_eq!(old, None, "a row of `{}` is there already", table.name);
        }
        RowChange::Delete { table, key } => {
            let place = |name: &str| table.columns.iter().position(|column| column.name == name).unwrap();
            let key: Vec<_> = key.iter().map(|(name, value)| (place(name), value)).collect();
            let rows = tables.entry(table.name).or_default();
            rows.retain(|_, row| !key.iter().all(|(place, value)| row[*place] == **value));
        }
    }
}

journal_suite!(|check| check(&Home::default()));
