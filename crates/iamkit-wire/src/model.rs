//! A service's model: its operations, the shapes of what they take and give, and the errors.
//!
//! Made by `cargo xtask wire build` from AWS's own models. Nothing here knows an operation by name.

mod api;
mod name;
mod pattern;
mod shape;
mod table;

use std::sync::LazyLock;

pub use api::{ApiOperation, ErrorShape, Model, Pages, Protocol};
pub use name::ServiceName;
pub use pattern::TextPattern;
pub use shape::{Length, Place, Range, Shape, ShapeId, ShapeKind, ShapeMember, TimestampFormat};

impl ServiceName {
    /// Its model
    pub fn model(self) -> &'static Model {
        static MODELS: LazyLock<[Model; 4]> = LazyLock::new(|| ServiceName::ALL.map(table::read));
        let [access_analyzer, iam, organizations, sts] = &*MODELS;
        match self {
            Self::AccessAnalyzer => access_analyzer,
            Self::Iam => iam,
            Self::Organizations => organizations,
            Self::Sts => sts,
        }
    }
}
