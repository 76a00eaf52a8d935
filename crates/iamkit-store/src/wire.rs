//! How names and documents stand in the log of changes: as the texts that people know.
//!
//! Commands derive serde, as the log is an edge of the store; entities don't, as they are never stored but folded.

use std::sync::Arc;

use iamkit_policy::PolicyDocument;
use serde::{Deserialize, Deserializer, Serializer};

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
