//! How policies and their versions are written by serde: what is told of them, without the documents.

use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::policies::{ManagedPolicy, Version};

impl Serialize for ManagedPolicy<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_struct("ManagedPolicy", 6)?;
        members.serialize_field("name", self.name())?;
        members.serialize_field("path", self.path())?;
        members.serialize_field("arn", &self.arn())?;
        members.serialize_field("created", &self.created())?;
        members.serialize_field("updated", &self.updated())?;
        members.serialize_field("latest", &self.latest())?;
        members.end()
    }
}

impl Serialize for Version<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_struct("Version", 3)?;
        members.serialize_field("policy", self.policy().name())?;
        members.serialize_field("id", &self.id())?;
        members.serialize_field("date", &self.date())?;
        members.end()
    }
}
