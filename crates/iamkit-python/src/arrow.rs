//! The same questions over whole columns, handed over by Arrow's C interface and answered without the interpreter's lock.

mod answer;
mod column;
mod context;
pub(crate) mod decide;
pub(crate) mod names;
pub(crate) mod trail;
