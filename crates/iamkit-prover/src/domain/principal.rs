//! Principals: who can ask, and finitely many who stand for all, with the keys that follow from them.

pub(crate) mod asker;
pub(crate) mod asker_values;
pub(crate) mod askers;
mod by_account;
mod named;
mod provider;
pub(crate) mod public;
pub(crate) mod userid;
pub(crate) mod usual;
mod words;

pub(crate) use asker::Asker;
pub(crate) use askers::Askers;
