//! The actions that patterns name, by the row.

use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::builder::{ListBuilder, StringBuilder};
use iamkit::Catalog;
use pyo3::prelude::*;
use rustc_hash::FxHashMap;

use super::answer::handed;
use super::column::{Column, rows_of};
use crate::error::Outcome;

/// A list of actions for each pattern.
#[pyfunction]
pub(crate) fn arrow_actions_of<'py>(
    py: Python<'py>,
    patterns: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let patterns = Column::given(patterns)?;
    let lists = py.detach(|| {
        let mut values = patterns.values();
        let mut lists = ListBuilder::new(StringBuilder::new());
        let mut known = FxHashMap::<&str, Vec<String>>::default();
        for _ in 0..rows_of(&[patterns.rows()])? {
            let pattern = values.next();
            if let Some(pattern) = pattern {
                let names =
                    || Catalog::embedded().actions_matching(pattern).map(|it| it.to_string()).collect();
                for name in known.entry(pattern).or_insert_with(names) {
                    lists.values().append_value(name);
                }
            }
            lists.append(pattern.is_some());
        }
        Outcome::Ok(Arc::new(lists.finish()) as ArrayRef)
    })?;
    handed(py, lists, patterns.is_stream())
}
