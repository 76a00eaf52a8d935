//! Languages of text and their joint partition, by one automaton.
//!
//! A [`Word`] is a pattern in the form in which it is walked: places with what they read and what they loop on. Beside
//! the wildcards of policies it knows characters other than a colon (the components of ARNs, S36), letters of any case
//! (S35) and digits, so that patterns of several operators over one text can be walked together. [`partition`] splits
//! all texts of a universe by the lists of words that hold them, each class with a shortest text; [`search`] looks for
//! one text.

pub(crate) mod arn;
mod automaton;
mod partition;
mod search;
pub(crate) mod standing;
mod step;
pub(crate) mod text;
mod walk;
pub(crate) mod word;

pub(crate) use automaton::reads_whole;
pub(crate) use partition::{Class, partition};
pub(crate) use search::search;
pub(crate) use step::{Loop, Step};
pub(crate) use word::Word;

#[cfg(test)]
mod tests;
