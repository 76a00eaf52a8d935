//! How names and documents stand in the log of changes: as the texts that people know.
//!
//! Commands derive serde, as the log is an edge of the store; entities don't, as they are never stored but folded.

use std::sync::Arc;

use iamkit_policy::PolicyDocument;
use serde::{Deserialize, Deserializer, Serializer};

/// Writes a type as the text its `Display` gives and reads it as its `FromStr` does, checks included.
macro_rules! text_on_the_wire {
    ($type:ty) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'_, str> as serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

pub(crate) use text_on_the_wire;

/// A document is its own text, so that nothing of it is lost.
pub(crate) mod document {
    use super::{Arc, Deserialize, Deserializer, PolicyDocument, Serializer};
    use serde::de::Error as _;

    pub(crate) fn serialize<S: Serializer>(
        document: &Arc<PolicyDocument>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(document.text())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Arc<PolicyDocument>, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Arc::new).map_err(D::Error::custom)
    }
}
