//! Policies compiled: layers of statements, the classes of actions that they name, and what they say of each.

mod access;
pub(crate) mod action;
mod around;
mod builder;
mod combine;
mod compiler;
pub(crate) mod fact;
pub(crate) mod kinds;
mod neighbours;
mod scene;
pub(crate) mod shape;

pub use access::Access;
pub(crate) use access::{Part, is_granting};
pub use around::{AroundBuilder, BuildError};
pub use builder::AccessBuilder;
pub(crate) use combine::shape_of;
pub(crate) use neighbours::Neighbours;
pub(crate) use scene::Scene;
