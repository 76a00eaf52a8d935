//! The condition keys of a request, in their order; values that are no strings are read as their text (S17).

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};

/// The value of a condition key
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum CaseValue {
    /// A single-valued key.
    One(String),
    /// A multi-valued key.
    Many(Vec<String>),
}

/// The condition keys of a request in their order
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CaseContext(pub Vec<(String, CaseValue)>);

impl CaseContext {
    /// Whether it holds no key.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for CaseContext {
    /// The keys in their order.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

/// A string, boolean or number, as text.
#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a string, a boolean, a number or a list of those")]
enum Scalar {
    Text(String),
    Bool(bool),
    Number(serde_json::Number),
}

impl Scalar {
    fn into_text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Bool(truth) => truth.to_string(),
            Self::Number(number) => number.to_string(),
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a string, a boolean, a number or a list of those")]
enum Scalars {
    One(Scalar),
    Many(Vec<Scalar>),
}

impl<'de> Deserialize<'de> for CaseContext {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ContextVisitor)
    }
}

struct ContextVisitor;

impl<'de> Visitor<'de> for ContextVisitor {
    type Value = CaseContext;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of condition keys")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<CaseContext, A::Error> {
        let mut context = CaseContext::default();
        let mut names = BTreeSet::new();
        while let Some((key, scalars)) = map.next_entry::<String, Scalars>()? {
            if !names.insert(key.to_ascii_lowercase()) {
                return Err(de::Error::custom(format!("the context holds the key `{key}` twice")));
            }
            let value = match scalars {
                Scalars::One(scalar) => CaseValue::One(scalar.into_text()),
                Scalars::Many(scalars) => {
                    CaseValue::Many(scalars.into_iter().map(Scalar::into_text).collect())
                }
            };
            context.0.push((key, value));
        }
        Ok(context)
    }
}
