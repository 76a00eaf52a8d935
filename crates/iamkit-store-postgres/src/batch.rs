//! Rows in few statements: one for each table, whatever the number of rows.

use std::collections::BTreeMap;

use iamkit_store::{ColumnKind, ColumnValue, RowChange, Table};
use tokio_postgres::GenericClient;
use tokio_postgres::types::ToSql;

/// The values of one column.
enum Values {
    Texts(Vec<Option<String>>),
    Integers(Vec<i64>),
}

impl Values {
    fn new(kind: ColumnKind) -> Self {
        match kind {
            ColumnKind::Text | ColumnKind::OptionalText => Self::Texts(Vec::new()),
            ColumnKind::Integer => Self::Integers(Vec::new()),
        }
    }

    fn push(&mut self, value: &ColumnValue) {
        match (self, value) {
            (Self::Texts(texts), ColumnValue::Text(text)) => texts.push(Some(text.clone())),
            (Self::Texts(texts), ColumnValue::Integer(number)) => texts.push(Some(number.to_string())),
            (Self::Texts(texts), ColumnValue::Null) => texts.push(None),
            (Self::Integers(integers), ColumnValue::Integer(number)) => integers.push(*number),
            (Self::Integers(integers), ColumnValue::Text(_) | ColumnValue::Null) => integers.push(0),
        }
    }

    fn as_sql(&self) -> &(dyn ToSql + Sync) {
        match self {
            Self::Texts(texts) => texts,
            Self::Integers(integers) => integers,
        }
    }

    fn array_type(&self) -> &'static str {
        match self {
            Self::Texts(_) => "text[]",
            Self::Integers(_) => "bigint[]",
        }
    }
}

/// Brings the tables to what they should say.
///
/// What is deleted goes first: no change deletes what another one inserts, as each entity's rows are its own.
pub(crate) async fn write_rows(
    client: &impl GenericClient,
    rows: &[RowChange],
) -> Result<(), tokio_postgres::Error> {
    let mut deletes = BTreeMap::<(&str, Vec<&str>), Vec<Values>>::new();
    let mut inserts = BTreeMap::<&str, (&Table, Vec<Values>)>::new();
    for row in rows {
        match row {
            RowChange::Delete { table, key } => {
                let names = key.iter().map(|(name, _)| *name).collect::<Vec<_>>();
                let columns = deletes.entry((table.name, names)).or_default();
                columns.resize_with(key.len(), || Values::new(ColumnKind::Text));
                columns.iter_mut().zip(key).for_each(|(column, (_, value))| column.push(value));
            }
            RowChange::Insert { table, values } => {
                let new = || table.columns.iter().map(|column| Values::new(column.kind)).collect();
                let (_, columns) = inserts.entry(table.name).or_insert_with(|| (table, new()));
                columns.iter_mut().zip(values).for_each(|(column, value)| column.push(value));
            }
        }
    }
    for ((table, names), columns) in &deletes {
        delete(client, table, names, columns).await?;
    }
    for (table, columns) in inserts.values() {
        insert(client, table, columns).await?;
    }
    Ok(())
}

fn parameters(columns: &[Values]) -> (String, Vec<&(dyn ToSql + Sync)>) {
    let arrays = columns.iter().zip(1..).map(|(column, place)| format!("${place}::{}", column.array_type()));
    (arrays.collect::<Vec<_>>().join(", "), columns.iter().map(Values::as_sql).collect())
}

async fn delete(
    client: &impl GenericClient,
    table: &str,
    names: &[&str],
    columns: &[Values],
) -> Result<(), tokio_postgres::Error> {
    if names.is_empty() {
        return client.execute(&format!("DELETE FROM iamkit.\"{table}\""), &[]).await.map(|_| ());
    }
    let (arrays, parameters) = parameters(columns);
    let quoted = names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    let matches =
        names.iter().map(|name| format!("t.\"{name}\" = k.\"{name}\"")).collect::<Vec<_>>().join(" AND ");
    let sql =
        format!("DELETE FROM iamkit.\"{table}\" t USING unnest({arrays}) AS k({quoted}) WHERE {matches}");
    client.execute(&sql, &parameters).await.map(|_| ())
}

async fn insert(
    client: &impl GenericClient,
    table: &Table,
    columns: &[Values],
) -> Result<(), tokio_postgres::Error> {
    let (arrays, parameters) = parameters(columns);
    let sql = format!("INSERT INTO iamkit.\"{}\" SELECT * FROM unnest({arrays})", table.name);
    client.execute(&sql, &parameters).await.map(|_| ())
}
