//! Condition keys: which values requests have, and values that stand for all of them.

pub(crate) mod carried;
mod key_world;
mod questions;
mod sample;
mod samples;
mod spelling;
pub(crate) mod value_type;
pub(crate) mod values;

pub(crate) use key_world::KeyWorld;
pub(crate) use value_type::ValueType;
