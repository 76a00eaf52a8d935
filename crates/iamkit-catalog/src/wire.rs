//! How what a catalog holds is written by serde, and read where that can be.
//!
//! Lists of names are lists, things of a catalog are their names: what a name means is asked of a catalog. Ids and sets of
//! ids are neither written nor read, since they mean something within one catalog alone.

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::access::{AccessLevel, AccessLevels};
use crate::action::{Action, DependentAction, ResourceUse};
use crate::arn_template::ArnTemplate;
use crate::asked::NoActionError;
use crate::evaluated::EvaluatedError;
use crate::key::ConditionKey;
use crate::key_type::{KeyType, KeyTypes};
use crate::resource::ResourceType;
use crate::service::Service;

macro_rules! lists_on_the_wire {
    ($($list:ty: $item:ty,)+) => {$(
        impl Serialize for $list {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_seq(self.iter())
            }
        }

        impl<'de> Deserialize<'de> for $list {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Ok(Vec::<$item>::deserialize(deserializer)?.into_iter().collect())
            }
        }
    )+};
}

lists_on_the_wire! {
    AccessLevels: AccessLevel,
    KeyTypes: KeyType,
}

macro_rules! written_as_text {
    ($($type:ty,)+) => {$(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
    )+};
}

written_as_text! {
    Action<'_>,
    ArnTemplate<'_>,
    ConditionKey<'_>,
    ResourceType<'_>,
    Service<'_>,
}

impl Serialize for DependentAction<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl Serialize for ResourceUse<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_struct("ResourceUse", 3)?;
        members.serialize_field("resourceType", &self.resource_type())?;
        members.serialize_field("required", &self.is_required())?;
        members.serialize_field("conditionKeys", &self.condition_keys().collect::<Vec<_>>())?;
        members.end()
    }
}

impl Serialize for NoActionError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_struct("NoActionError", 3)?;
        members.serialize_field("text", self.text())?;
        members.serialize_field("nearest", self.nearest())?;
        members.serialize_field("message", &self.to_string())?;
        members.end()
    }
}

impl Serialize for EvaluatedError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
