//! The generators, drawn accounts, hostile inputs and suites that the tests of the iamkit workspace share; unpublished.

pub mod accounts;
pub mod generate;
pub mod hostile;
pub mod input;
pub mod store;
pub mod trails;
