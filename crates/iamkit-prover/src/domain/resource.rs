//! Resources: which texts a request for an action can be about, and the classes that patterns split them into.

mod beyond;
pub(crate) mod classes;
mod form;
mod forms;
mod owned;
mod reach;
mod template;
mod told;

pub(crate) use beyond::Others;
pub(crate) use forms::Forms;
pub(crate) use reach::Resources;
pub(crate) use told::Told;
