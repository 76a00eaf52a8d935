//! Contexts as objects: a text for a single value, a list for several, null for what isn't known.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap as _, Serializer};

use crate::context::{Context, ContextValue, Value};

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl Serialize for ContextValue<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Single(value) => value.serialize(serializer),
            Self::Multi(values) => values.serialize(serializer),
            Self::Unknown => serializer.serialize_unit(),
        }
    }
}

impl Serialize for Context<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.len()))?;
        for (key, value) in self.iter() {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Value<'static> {
    /// Reads a text, a truth value or a whole number.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl Visitor<'_> for ValueVisitor {
    type Value = Value<'static>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string, a boolean or a whole number")
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Value<'static>, E> {
        Ok(truth.into())
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value<'static>, E> {
        Ok(number.into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value<'static>, E> {
        Ok(number.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Value<'static>, E> {
        Ok(text.to_owned().into())
    }
}

impl<'de> Deserialize<'de> for ContextValue<'static> {
    /// Reads a value, a list of values, or null for a value that isn't known.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ContextValueVisitor)
    }
}

struct ContextValueVisitor;

impl<'de> Visitor<'de> for ContextValueVisitor {
    type Value = ContextValue<'static>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string, a boolean, a whole number, a list of those, or null")
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Self::Value, E> {
        Ok(truth.into())
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(number.into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(number.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(text.to_owned().into())
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(ContextValue::Unknown)
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(ContextValue::Unknown)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = items.next_element::<Value<'static>>()? {
            values.push(value);
        }
        Ok(ContextValue::Multi(values))
    }
}

impl<'de> Deserialize<'de> for Context<'static> {
    /// Reads an object in which no key stands twice, in whatever letter case (S34).
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ContextVisitor)
    }
}

struct ContextVisitor;

impl<'de> Visitor<'de> for ContextVisitor {
    type Value = Context<'static>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of condition keys")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Context<'static>, A::Error> {
        let mut context = Context::default();
        while let Some((key, value)) = map.next_entry::<String, ContextValue<'static>>()? {
            context.insert(key, value).map_err(de::Error::custom)?;
        }
        Ok(context)
    }
}
