//! What Python hands over: documents as text, bytes or dictionaries, one or many, and values of condition keys.

use iamkit::engine::{Context, ContextValue};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{
    PyBool, PyByteArray, PyBytes, PyFloat, PyFrozenSet, PyInt, PyList, PyMapping, PySet, PyString, PyTuple,
};

use crate::error::Outcome;

/// The bytes of a text, of bytes, or of the JSON of a dictionary.
pub(crate) fn bytes_of(given: &Bound<'_, PyAny>) -> PyResult<Vec<u8>> {
    if let Ok(text) = given.cast::<PyString>() {
        return Ok(text.to_cow()?.as_bytes().to_vec());
    }
    if let Ok(bytes) = given.cast::<PyBytes>() {
        return Ok(bytes.as_bytes().to_vec());
    }
    if let Ok(bytes) = given.cast::<PyByteArray>() {
        return Ok(bytes.to_vec());
    }
    if given.cast::<PyMapping>().is_ok() {
        let plain = if given.cast::<pyo3::types::PyDict>().is_ok() {
            given.clone()
        } else {
            given.py().get_type::<pyo3::types::PyDict>().call1((given,))?
        };
        let json = given.py().import("json")?.call_method1("dumps", (plain,))?;
        return Ok(json.cast::<PyString>()?.to_cow()?.as_bytes().to_vec());
    }
    Err(PyTypeError::new_err(format!("expected str, bytes or a dict, not {}", given.get_type().name()?)))
}

/// The items of a list or tuple; anything else is one item.
pub(crate) fn items_of<'py>(given: &Bound<'py, PyAny>) -> PyResult<Vec<Bound<'py, PyAny>>> {
    if is_list(given) { given.try_iter()?.collect() } else { Ok(vec![given.clone()]) }
}

/// Whether it is a list or tuple.
pub(crate) fn is_list(given: &Bound<'_, PyAny>) -> bool {
    given.cast::<PyList>().is_ok() || given.cast::<PyTuple>().is_ok()
}

/// A value of a condition key as its text.
fn value_text(value: &Bound<'_, PyAny>) -> PyResult<String> {
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(text.to_cow()?.into_owned());
    }
    if let Ok(truth) = value.cast::<PyBool>() {
        return Ok(truth.is_true().to_string());
    }
    if value.cast::<PyInt>().is_ok() || value.cast::<PyFloat>().is_ok() {
        return Ok(value.str()?.to_cow()?.into_owned());
    }
    let name = value.get_type().name()?;
    Err(PyTypeError::new_err(format!(
        "a condition key has str, bool, int, float, a list of those or None, not {name}"
    )))
}

/// A value of a condition key: `None` is one that nobody knows, a list one of several values.
pub(crate) fn context_value(value: &Bound<'_, PyAny>) -> PyResult<ContextValue<'static>> {
    if value.is_none() {
        return Ok(ContextValue::Unknown);
    }
    if is_list(value) || value.cast::<PySet>().is_ok() || value.cast::<PyFrozenSet>().is_ok() {
        let texts = value.try_iter()?.map(|item| value_text(&item?)).collect::<PyResult<Vec<_>>>()?;
        return Ok(texts.into_iter().collect());
    }
    Ok(ContextValue::from(value_text(value)?))
}

/// The condition keys of a dictionary.
pub(crate) fn context_of(given: Option<&Bound<'_, PyAny>>, unknown: &[String]) -> PyResult<Context<'static>> {
    let mut context = Context::default();
    if let Some(given) = given {
        let Ok(mapping) = given.cast::<PyMapping>() else {
            let name = given.get_type().name()?;
            return Err(PyTypeError::new_err(format!("expected a dict of condition keys, not {name}")));
        };
        for pair in mapping.items()?.iter() {
            let (key, value) = pair.extract::<(String, Bound<'_, PyAny>)>()?;
            put(&mut context, key, context_value(&value)?)?;
        }
    }
    for key in unknown {
        put(&mut context, key.clone(), ContextValue::Unknown)?;
    }
    Ok(context)
}

fn put(context: &mut Context<'static>, key: String, value: ContextValue<'static>) -> Outcome<()> {
    Ok(context.insert(key, value)?)
}
