//! The state as rows of tables, for whoever opens the database with another tool.
//!
//! The rows are a copy that is written along with each transaction and never read back: the log of changes is the truth.
//! Which rows a transaction touches follows from its commands, so that a change of one user writes that user's rows.

mod change;
mod schema;
mod touched;
mod write;

use std::collections::BTreeSet;

pub use change::{ColumnValue, RowChange};
pub use schema::{Column, ColumnKind, TABLES, Table};

use crate::change::{Change, Operation};
use crate::directory::Directory;
use schema::{ACCOUNT_TABLES, ORGANIZATION_TABLES};
use touched::{every_entity, touched_by};
use write::{insert_organization, write_entity};

/// What a transaction changes in the tables.
pub(crate) fn row_changes(before: &Directory, after: &Directory, changes: &[Change]) -> Vec<RowChange> {
    let mut rows = Vec::new();
    let removed = changes.iter().filter_map(|change| match &change.operation {
        Operation::RemoveAccount { account } => Some(account),
        _ => None,
    });
    let removed = removed.collect::<BTreeSet<_>>();
    for account in &removed {
        let key = || vec![("account_id", ColumnValue::Text(account.to_string()))];
        rows.extend(ACCOUNT_TABLES.iter().map(|table| RowChange::Delete { table, key: key() }));
    }
    let touched = changes.iter().flat_map(|change| touched_by(before, after, &change.operation));
    for entity in touched.collect::<BTreeSet<_>>() {
        let old = before.account(entity.account()).ok().filter(|account| !removed.contains(account.id()));
        let new = after.account(entity.account()).ok();
        write_entity(old.map(|account| &**account), new.map(|account| &**account), &entity, &mut rows);
    }
    let is_above = |change: &Change| {
        matches!(change.operation, Operation::Organization(_) | Operation::RemoveOrganization)
    };
    if changes.iter().any(is_above) {
        rows.extend(ORGANIZATION_TABLES.iter().map(|table| RowChange::Delete { table, key: Vec::new() }));
        insert_organization(after, &mut rows);
    }
    rows
}

/// All rows of a state, as a journal writes them that has only the log yet
pub fn all_rows(directory: &Directory) -> Vec<RowChange> {
    let mut rows = Vec::new();
    for account in directory.accounts() {
        for entity in every_entity(account) {
            write_entity(None, Some(account), &entity, &mut rows);
        }
    }
    insert_organization(directory, &mut rows);
    rows
}
