//! The tables that other tools read.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use iamkit_store::{ColumnValue, RowChange, Table};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Statement, ToSql, params_from_iter};

/// Brings the tables that other tools read to what they should say.
pub(crate) fn insert_rows(connection: &Connection, rows: &[RowChange]) -> Result<(), rusqlite::Error> {
    let mut inserts = BTreeMap::<&str, Statement<'_>>::new();
    for row in rows {
        match row {
            RowChange::Insert { table, values } => {
                let statement = match inserts.entry(table.name) {
                    Entry::Occupied(prepared) => prepared.into_mut(),
                    Entry::Vacant(free) => free.insert(connection.prepare(&insert_into(table))?),
                };
                statement.execute(params_from_iter(values.iter().map(Sql)))?;
            }
            RowChange::Delete { table, key } => {
                let values = params_from_iter(key.iter().map(|(_, value)| Sql(value)));
                connection.prepare_cached(&delete_from(table, key))?.execute(values)?;
            }
        }
    }
    Ok(())
}

fn insert_into(table: &Table) -> String {
    let places = (1..=table.columns.len()).map(|place| format!("?{place}")).collect::<Vec<_>>().join(", ");
    format!("INSERT INTO \"{}\" VALUES ({places})", table.name)
}

fn delete_from(table: &Table, key: &[(&str, ColumnValue)]) -> String {
    let matches = key.iter().zip(1..).map(|((column, _), place)| format!("\"{column}\" = ?{place}"));
    let matches = matches.collect::<Vec<_>>().join(" AND ");
    let condition = if key.is_empty() { String::new() } else { format!(" WHERE {matches}") };
    format!("DELETE FROM \"{}\"{condition}", table.name)
}

/// A value on its way into the database.
struct Sql<'a>(&'a ColumnValue);

impl ToSql for Sql<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            ColumnValue::Null => ValueRef::Null,
            ColumnValue::Integer(number) => ValueRef::Integer(*number),
            ColumnValue::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}
