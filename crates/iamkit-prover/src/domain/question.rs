//! Questions about one part of a request: what statements ask, in a form that equal questions share.

mod atom;
pub(crate) mod comparison;
pub(crate) mod own;
mod truth;
pub(crate) mod variable;

pub(crate) use atom::{Atom, AtomWords, KeyAtom, KeyValue, Words};
pub(crate) use comparison::{Comparison, Family};
pub(crate) use truth::Truth;
