//! A change of the tables, and the values of a row.

use super::schema::Table;

/// A value of a row
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ColumnValue {
    /// Nothing
    Null,
    /// A whole number
    Integer(i64),
    /// A text
    Text(String),
}

/// A change of the tables
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowChange {
    /// All rows that have the values in the columns; every row of the table where none are given
    Delete {
        /// The table
        table: &'static Table,
        /// Columns and their values
        key: Vec<(&'static str, ColumnValue)>,
    },
    /// One row more
    Insert {
        /// The table
        table: &'static Table,
        /// A value for each column, in the order of the table
        values: Vec<ColumnValue>,
    },
}

/// The value of something that may not be there.
pub(super) fn optional<T: ToString>(value: Option<T>) -> ColumnValue {
    value.map_or(ColumnValue::Null, |value| ColumnValue::Text(value.to_string()))
}

pub(super) fn text<T: ToString + ?Sized>(value: &T) -> ColumnValue {
    ColumnValue::Text(value.to_string())
}

pub(super) fn integer(value: usize) -> ColumnValue {
    ColumnValue::Integer(i64::try_from(value).unwrap_or(i64::MAX))
}
