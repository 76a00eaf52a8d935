//! Context entries with their types (S79): what is no value of its type is refused, never compared.

use iamkit_engine::{Context, ContextValue};
use iamkit_policy::shown::Shown;
use iamkit_policy::value::{self, Decimal, Instant};

use super::error::SimulationError;
use super::scenario::{ContextEntry, ContextKeyType, Extension};

/// The context of the entries and of the keys that nobody knows.
pub(super) fn of<'e>(
    entries: &'e [ContextEntry],
    extension: Option<&'e Extension>,
) -> Result<Context<'e>, SimulationError> {
    let twice = |error: iamkit_engine::ContextError| SimulationError::invalid(error.to_string());
    let mut context = Context::default();
    for entry in entries {
        context.insert(entry.context_key_name.as_str(), value_of(entry)?).map_err(twice)?;
    }
    for key in extension.and_then(|extension| extension.unknown_context_keys.as_deref()).unwrap_or_default() {
        context.insert(key.as_str(), ContextValue::Unknown).map_err(twice)?;
    }
    Ok(context)
}

fn value_of(entry: &ContextEntry) -> Result<ContextValue<'_>, SimulationError> {
    let values = entry.context_key_values.iter().map(String::as_str);
    let (base, is_list) = match entry.context_key_type {
        Some(key_type) => key_type.parts(),
        None => (ContextKeyType::String, values.len() != 1),
    };
    if let Some(value) = values.clone().find(|value| !base.accepts(value)) {
        return Err(SimulationError::invalid(format!(
            "the value `{}` of `{}` is no {}",
            Shown::value(value),
            Shown::value(&entry.context_key_name),
            base.word()
        )));
    }
    match (is_list, entry.context_key_values.as_slice()) {
        (true, _) => Ok(values.collect()),
        (false, [value]) => Ok(ContextValue::from(value.as_str())),
        (false, values) => Err(SimulationError::invalid(format!(
            "`{}` has {} values, but its type `{}` takes exactly one",
            Shown::value(&entry.context_key_name),
            values.len(),
            base.word()
        ))),
    }
}

impl ContextKeyType {
    /// The type of the single values, and whether it is a list of them.
    fn parts(self) -> (Self, bool) {
        match self {
            Self::StringList => (Self::String, true),
            Self::NumericList => (Self::Numeric, true),
            Self::BooleanList => (Self::Boolean, true),
            Self::IpList => (Self::Ip, true),
            Self::BinaryList => (Self::Binary, true),
            Self::DateList => (Self::Date, true),
            single => (single, false),
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::String | Self::StringList => "string",
            Self::Numeric | Self::NumericList => "numeric",
            Self::Boolean | Self::BooleanList => "boolean",
            Self::Ip | Self::IpList => "ip",
            Self::Binary | Self::BinaryList => "binary",
            Self::Date | Self::DateList => "date",
        }
    }

    /// Whether a text is a value of the type (S38–S42).
    fn accepts(self, text: &str) -> bool {
        match self {
            Self::String | Self::StringList => true,
            Self::Numeric | Self::NumericList => Decimal::borrowed(text).is_some(),
            Self::Boolean | Self::BooleanList => value::parse_bool(text).is_some(),
            Self::Ip | Self::IpList => value::parse_ip(text).is_some(),
            Self::Binary | Self::BinaryList => value::parse_binary(text).is_some(),
            Self::Date | Self::DateList => Instant::parse(text).is_some(),
        }
    }
}
