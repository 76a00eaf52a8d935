//! Condition keys by columns: one for each key, or one of JSON objects; a null is a value that nobody knows.

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;
use iamkit::engine::{Context, ContextValue, Value};
use pyo3::prelude::*;
use pyo3::types::{PyMapping, PyString};

use super::column::{Column, Texts, Values, arrays, fault};
use crate::error::Outcome;
use crate::given::{context_value, is_list};

/// Where the condition keys of each row come from.
pub(crate) enum ContextColumns {
    /// A column for each key.
    Keys(Vec<(String, KeyColumn)>),
    /// A column of JSON objects.
    Json(Column),
}

/// Where the value of one key comes from.
pub(crate) enum KeyColumn {
    Fixed(ContextValue<'static>),
    Texts(Column),
    /// Lists of texts, in chunks: the texts of all rows, and where those of each begin and end.
    Lists {
        chunks: Vec<Lists>,
        is_stream: bool,
    },
}

/// A chunk of lists.
pub(crate) struct Lists {
    texts: Texts,
    /// The places of the texts of each row; none where the list is null.
    rows: Vec<Option<(usize, usize)>>,
}

impl Lists {
    fn new(array: &ArrayRef) -> Outcome<Self> {
        let lists = arrow_cast::cast(array, &DataType::new_list(DataType::Utf8, true))
            .map_err(|_| fault(format!("a column of {} has no lists of texts", array.data_type())))?;
        let lists = lists.as_list::<i32>();
        let bounds = lists.offsets().windows(2).enumerate().map(|(row, bounds)| match bounds {
            [from, to] if lists.is_valid(row) => usize::try_from(*from).ok().zip(usize::try_from(*to).ok()),
            _ => None,
        });
        Ok(Self { rows: bounds.collect(), texts: Texts::new(lists.values())? })
    }

    fn value(&self, row: usize) -> ContextValue<'_> {
        let Some((from, to)) = self.rows.get(row).copied().flatten() else { return ContextValue::Unknown };
        let mut texts = Vec::with_capacity(to - from);
        for at in from..to {
            match self.texts.get(at) {
                Some(text) => texts.push(Value::from(text)),
                // Of a list with a text that isn't known, nothing is.
                None => return ContextValue::Unknown,
            }
        }
        ContextValue::Multi(texts)
    }
}

fn is_of_lists(array: &ArrayRef) -> bool {
    matches!(
        array.data_type(),
        DataType::List(_) | DataType::LargeList(_) | DataType::FixedSizeList(..) | DataType::ListView(_)
    )
}

impl KeyColumn {
    fn given(given: &Bound<'_, PyAny>) -> PyResult<Self> {
        if let Some((arrays, is_stream)) = arrays(given)? {
            if arrays.iter().any(is_of_lists) {
                let chunks = arrays.iter().map(Lists::new).collect::<Outcome<_>>()?;
                return Ok(Self::Lists { chunks, is_stream });
            }
            let chunks = arrays.iter().map(Texts::new).collect::<Outcome<_>>()?;
            return Ok(Self::Texts(Column::Chunks { chunks, is_stream }));
        }
        // A list is one value of several for every row, as everywhere else.
        if given.is_none()
            || is_list(given)
            || given.cast::<PyString>().is_ok()
            || !given.hasattr("__len__")?
        {
            return Ok(Self::Fixed(context_value(given)?));
        }
        Ok(Self::Texts(Column::given(given)?))
    }

    fn rows(&self) -> Option<usize> {
        match self {
            Self::Fixed(_) => None,
            Self::Texts(column) => column.rows(),
            Self::Lists { chunks, .. } => Some(chunks.iter().map(|chunk| chunk.rows.len()).sum()),
        }
    }

    fn is_stream(&self) -> bool {
        match self {
            Self::Fixed(_) => false,
            Self::Texts(column) => column.is_stream(),
            Self::Lists { is_stream, .. } => *is_stream,
        }
    }
}

impl ContextColumns {
    pub(crate) fn given(given: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let Some(given) = given.filter(|given| !given.is_none()) else { return Ok(Self::Keys(Vec::new())) };
        let Ok(mapping) = given.cast::<PyMapping>() else { return Ok(Self::Json(Column::given(given)?)) };
        let mut keys = Vec::new();
        for pair in mapping.items()?.iter() {
            let (key, value) = pair.extract::<(String, Bound<'_, PyAny>)>()?;
            keys.push((key, KeyColumn::given(&value)?));
        }
        Ok(Self::Keys(keys))
    }

    /// How many rows each column has.
    pub(crate) fn rows(&self) -> Vec<Option<usize>> {
        match self {
            Self::Keys(keys) => keys.iter().map(|(_, column)| column.rows()).collect(),
            Self::Json(column) => vec![column.rows()],
        }
    }

    pub(crate) fn is_stream(&self) -> bool {
        match self {
            Self::Keys(keys) => keys.iter().any(|(_, column)| column.is_stream()),
            Self::Json(column) => column.is_stream(),
        }
    }

    pub(crate) fn values(&self) -> ContextValues<'_> {
        match self {
            Self::Keys(keys) => {
                ContextValues::Keys(keys.iter().map(|(key, column)| (&**key, column.values())).collect())
            }
            Self::Json(column) => ContextValues::Json(column.values()),
        }
    }
}

impl KeyColumn {
    fn values(&self) -> KeyValues<'_> {
        match self {
            Self::Fixed(value) => KeyValues::Fixed(value),
            Self::Texts(column) => KeyValues::Texts(column.values()),
            Self::Lists { chunks, .. } => KeyValues::Lists { rest: chunks, at: 0 },
        }
    }
}

/// The condition keys, row after row.
pub(crate) enum ContextValues<'c> {
    Keys(Vec<(&'c str, KeyValues<'c>)>),
    Json(Values<'c>),
}

/// The values of a key, row after row.
pub(crate) enum KeyValues<'c> {
    Fixed(&'c ContextValue<'static>),
    Texts(Values<'c>),
    Lists { rest: &'c [Lists], at: usize },
}

impl<'c> KeyValues<'c> {
    fn next(&mut self) -> ContextValue<'c> {
        match self {
            Self::Fixed(value) => (*value).clone(),
            Self::Texts(values) => values.next().map_or(ContextValue::Unknown, ContextValue::from),
            Self::Lists { rest, at } => {
                while let Some((first, others)) = rest.split_first()
                    && first.rows.len() <= *at
                {
                    (*rest, *at) = (others, 0);
                }
                let value = rest.first().map_or(ContextValue::Unknown, |lists| lists.value(*at));
                *at += 1;
                value
            }
        }
    }
}

/// What a row says of its condition keys.
pub(crate) enum RowContext<'c> {
    /// None.
    Empty,
    /// These.
    Known(Context<'c>),
    /// The whole is null.
    Null,
}

impl<'c> ContextValues<'c> {
    pub(crate) fn next(&mut self) -> Outcome<RowContext<'c>> {
        match self {
            Self::Keys(keys) if keys.is_empty() => Ok(RowContext::Empty),
            Self::Keys(keys) => {
                let mut context = Context::default();
                // Each row is read to its end, so that the columns stay in step.
                let pairs = keys.iter_mut().map(|(key, values)| (*key, values.next())).collect::<Vec<_>>();
                for (key, value) in pairs {
                    context.insert(key, value)?;
                }
                Ok(RowContext::Known(context))
            }
            Self::Json(values) => match values.next() {
                Some(text) => Ok(RowContext::Known(of_json(text)?)),
                None => Ok(RowContext::Null),
            },
        }
    }
}

/// The condition keys of an object.
fn of_json(text: &str) -> Outcome<Context<'static>> {
    let object = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text)
        .map_err(|error| fault(format!("no object of condition keys: {error}")))?;
    let mut context = Context::default();
    for (key, value) in object {
        context.insert(key, json_value(value)?)?;
    }
    Ok(context)
}

fn json_value(value: serde_json::Value) -> Outcome<ContextValue<'static>> {
    use serde_json::Value as Json;
    let text = |value: Json| match value {
        Json::String(text) => Ok(text),
        Json::Bool(truth) => Ok(truth.to_string()),
        Json::Number(number) => Ok(number.to_string()),
        _ => Err(fault("a condition key has a text, a truth value, a number, a list of those or null")),
    };
    match value {
        Json::Null => Ok(ContextValue::Unknown),
        Json::Array(values) => {
            let texts = values.into_iter().map(text).collect::<Outcome<Vec<_>>>()?;
            Ok(texts.into_iter().collect())
        }
        one => Ok(ContextValue::from(text(one)?)),
    }
}
