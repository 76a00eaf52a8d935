//! Which values a request can have under a key.

use crate::domain::key::value_type::ValueType;
use crate::domain::question::KeyValue;

/// Which values a request can have under a key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct KeyWorld {
    pub(crate) can_be_absent: bool,
    pub(crate) can_be_single: bool,
    pub(crate) can_be_multi: bool,
    pub(crate) value_type: ValueType,
    /// The only values that are looked at.
    pub(crate) fixed: Option<Vec<KeyValue>>,
    /// Texts that it doesn't have as its only value.
    pub(crate) besides: Vec<String>,
}

impl KeyWorld {
    /// Any value, or none.
    pub(crate) const ANY: Self = Self {
        can_be_absent: true,
        can_be_single: true,
        can_be_multi: true,
        value_type: ValueType::Any,
        fixed: None,
        besides: Vec::new(),
    };

    /// No values but these.
    pub(crate) fn only(values: Vec<KeyValue>) -> Self {
        Self { fixed: Some(values), ..Self::ANY }
    }
}
