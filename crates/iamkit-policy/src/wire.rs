//! serde for documents: any self-describing format in, the document as written out.
//!
//! Reading goes through JSON text, so that duplicate keys are seen (S18) and problems have a place: in the text a
//! format's values are spelt as, which for JSON differs from the input only in white space.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::document::PolicyDocument;
use crate::json::{self, Kind, Node};
use crate::print::quoted;

impl Serialize for PolicyDocument {
    /// Writes the document with its members in the order they were read in.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let tape = json::parse(self.text()).map_err(serde::ser::Error::custom)?;
        tape.root().serialize(serializer)
    }
}

impl Serialize for Node<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.kind() {
            Kind::Null => serializer.serialize_unit(),
            Kind::True => serializer.serialize_bool(true),
            Kind::False => serializer.serialize_bool(false),
            Kind::Number => serialize_number(self.source(), serializer),
            Kind::Plain | Kind::Escaped => serializer.serialize_str(&self.as_str().unwrap_or_default()),
            Kind::Array => serializer.collect_seq(self.items()),
            Kind::Object => serializer.collect_map(self.members().map(|member| (member.key, member.node))),
        }
    }
}

/// Whole numbers are written as such; others become the nearest double, which is all that serde can carry.
fn serialize_number<S: Serializer>(spelling: &str, serializer: S) -> Result<S::Ok, S::Error> {
    if let Ok(whole) = spelling.parse::<i64>() {
        return serializer.serialize_i64(whole);
    }
    match spelling.parse::<f64>() {
        Ok(number) => serializer.serialize_f64(number),
        Err(_) => serializer.serialize_str(spelling),
    }
}

impl<'de> Deserialize<'de> for PolicyDocument {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let JsonText(text) = JsonText::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

/// The JSON text of whatever value a format holds.
struct JsonText(String);

impl<'de> Deserialize<'de> for JsonText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonTextVisitor)
    }
}

struct JsonTextVisitor;

impl<'de> Visitor<'de> for JsonTextVisitor {
    type Value = JsonText;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a policy document")
    }

    fn visit_unit<E>(self) -> Result<JsonText, E> {
        Ok(JsonText("null".into()))
    }

    fn visit_bool<E>(self, value: bool) -> Result<JsonText, E> {
        Ok(JsonText(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<JsonText, E> {
        Ok(JsonText(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<JsonText, E> {
        Ok(JsonText(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<JsonText, E> {
        // The shortest spelling that reads back as the same number; JSON has none for the others.
        Ok(JsonText(if value.is_finite() { format!("{value:?}") } else { "null".into() }))
    }

    fn visit_str<E>(self, value: &str) -> Result<JsonText, E> {
        Ok(JsonText(quoted(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<JsonText, A::Error> {
        let mut texts = Vec::new();
        while let Some(JsonText(text)) = items.next_element()? {
            texts.push(text);
        }
        Ok(JsonText(format!("[{}]", texts.join(","))))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<JsonText, A::Error> {
        let mut texts = Vec::new();
        while let Some((key, JsonText(text))) = members.next_entry::<String, JsonText>()? {
            texts.push(format!("{}:{text}", quoted(&key)));
        }
        Ok(JsonText(format!("{{{}}}", texts.join(","))))
    }
}
