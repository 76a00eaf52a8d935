//! A column of texts: one text for every row, or arrays in chunks, of all the types that texts have.

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, LargeStringArray, StringArray, StringViewArray};
use arrow_cast::cast;
use arrow_schema::DataType;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyString;
use pyo3_arrow::input::AnyArray;

use crate::error::{Fault, FaultKind, Outcome};

/// One chunk.
#[derive(Debug)]
pub(crate) enum Texts {
    Utf8(StringArray),
    Large(LargeStringArray),
    View(StringViewArray),
}

/// A column.
#[derive(Debug)]
pub(crate) enum Column {
    /// The same for every row; nothing where it is null.
    Scalar(Option<String>),
    /// A value for each row.
    Chunks { chunks: Vec<Texts>, is_stream: bool },
}

pub(crate) fn fault(message: impl ToString) -> Fault {
    Fault::new(FaultKind::Value, "column", message)
}

/// Arrays that Python handed over, and whether they came as a stream of chunks.
pub(crate) fn arrays(given: &Bound<'_, PyAny>) -> PyResult<Option<(Vec<ArrayRef>, bool)>> {
    if !given.hasattr("__arrow_c_array__")? && !given.hasattr("__arrow_c_stream__")? {
        return Ok(None);
    }
    match given.extract::<AnyArray>()? {
        AnyArray::Array(array) => Ok(Some((vec![array.into_inner().0], false))),
        stream @ AnyArray::Stream(_) => {
            let (chunks, field) = stream.into_chunked_array()?.into_inner();
            // A column without rows has a type all the same.
            let chunks = if chunks.is_empty() {
                vec![arrow_array::new_empty_array(field.data_type())]
            } else {
                chunks
            };
            Ok(Some((chunks, true)))
        }
    }
}

impl Texts {
    /// Takes an array of texts, of a dictionary of texts, or of what has a text, such as numbers and truth values.
    pub(crate) fn new(array: &ArrayRef) -> Outcome<Self> {
        match array.data_type() {
            DataType::Utf8 => Ok(Self::Utf8(array.as_string::<i32>().clone())),
            DataType::LargeUtf8 => Ok(Self::Large(array.as_string::<i64>().clone())),
            DataType::Utf8View => Ok(Self::View(array.as_string_view().clone())),
            other => {
                let texts = cast(array, &DataType::Utf8)
                    .map_err(|_| fault(format!("a column of {other} has no texts")))?;
                Ok(Self::Utf8(texts.as_string::<i32>().clone()))
            }
        }
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Utf8(texts) => texts.len(),
            Self::Large(texts) => texts.len(),
            Self::View(texts) => texts.len(),
        }
    }

    #[inline]
    pub(crate) fn get(&self, at: usize) -> Option<&str> {
        match self {
            Self::Utf8(texts) => texts.is_valid(at).then(|| texts.value(at)),
            Self::Large(texts) => texts.is_valid(at).then(|| texts.value(at)),
            Self::View(texts) => texts.is_valid(at).then(|| texts.value(at)),
        }
    }
}

impl Column {
    /// A text, nothing, an array or chunks of one, or a list of texts.
    pub(crate) fn given(given: &Bound<'_, PyAny>) -> PyResult<Self> {
        if given.is_none() {
            return Ok(Self::Scalar(None));
        }
        if let Ok(text) = given.cast::<PyString>() {
            return Ok(Self::Scalar(Some(text.to_cow()?.into_owned())));
        }
        if let Some((arrays, is_stream)) = arrays(given)? {
            let chunks = arrays.iter().map(Texts::new).collect::<Outcome<_>>()?;
            return Ok(Self::Chunks { chunks, is_stream });
        }
        // Libraries without Arrow's interface have sequences.
        let texts = given.try_iter().and_then(|items| {
            items.map(|item| item?.extract::<Option<String>>()).collect::<PyResult<Vec<_>>>()
        });
        let texts = texts.map_err(|_| {
            let name = given.get_type().name().map(|name| name.to_string()).unwrap_or_default();
            PyTypeError::new_err(format!("expected a text, an Arrow array or a list of texts, not {name}"))
        })?;
        Ok(Self::Chunks { chunks: vec![Texts::Utf8(StringArray::from(texts))], is_stream: false })
    }

    /// How many rows there are; none where it is the same for every row.
    pub(crate) fn rows(&self) -> Option<usize> {
        match self {
            Self::Scalar(_) => None,
            Self::Chunks { chunks, .. } => Some(chunks.iter().map(Texts::len).sum()),
        }
    }

    pub(crate) fn is_stream(&self) -> bool {
        matches!(self, Self::Chunks { is_stream: true, .. })
    }

    pub(crate) fn values(&self) -> Values<'_> {
        match self {
            Self::Scalar(text) => Values::Scalar(text.as_deref()),
            Self::Chunks { chunks, .. } => Values::Chunks { chunk: None, rest: chunks, at: 0 },
        }
    }
}

/// The values of a column, row after row.
pub(crate) enum Values<'c> {
    Scalar(Option<&'c str>),
    Chunks { chunk: Option<&'c Texts>, rest: &'c [Texts], at: usize },
}

impl<'c> Values<'c> {
    /// The value of the next row; nothing where it is null.
    #[inline]
    pub(crate) fn next(&mut self) -> Option<&'c str> {
        match self {
            Self::Scalar(text) => *text,
            Self::Chunks { chunk, rest, at } => {
                while chunk.is_none_or(|chunk| chunk.len() <= *at) {
                    let (first, others) = rest.split_first()?;
                    (*chunk, *rest, *at) = (Some(first), others, 0);
                }
                let text = chunk.and_then(|chunk| chunk.get(*at));
                *at += 1;
                text
            }
        }
    }
}

/// How many rows columns have together: all that have any have as many; one where none has.
pub(crate) fn rows_of(columns: &[Option<usize>]) -> Outcome<usize> {
    let mut lengths = columns.iter().flatten();
    let Some(first) = lengths.next() else { return Ok(1) };
    match lengths.find(|other| *other != first) {
        Some(other) => Err(fault(format!("the columns have {first} and {other} rows"))),
        None => Ok(*first),
    }
}
