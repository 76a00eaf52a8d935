//! Columns for Python: an array where arrays were given, chunks where chunks were.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef};
use arrow_schema::Field;
use pyo3::prelude::*;
use pyo3_arrow::{PyArray, PyChunkedArray};

/// Hands an array over.
pub(crate) fn handed(py: Python<'_>, array: ArrayRef, is_stream: bool) -> PyResult<Bound<'_, PyAny>> {
    let field = Arc::new(Field::new("", array.data_type().clone(), true));
    if is_stream {
        return PyChunkedArray::try_new(vec![array], field)?.into_arro3(py);
    }
    PyArray::new(array, field).into_arro3(py)
}
