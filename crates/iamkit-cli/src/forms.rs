//! An answer in every form that isn't JSON.

use serde_sarif::sarif::Sarif;

use iamkit_console::output::Lines;
use iamkit_console::output::markdown::Block;

/// An answer in the forms for people and for code scanners.
pub(crate) struct Forms {
    pub(crate) text: Lines,
    pub(crate) markdown: Vec<Block>,
    pub(crate) sarif: Sarif,
}
