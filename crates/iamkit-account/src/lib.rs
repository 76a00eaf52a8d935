//! The store joined to the engine: which decision a user gets, who can do what, and who can become more.
//!
//! An [`AccessView`](view::AccessView) is the accounts of a directory made ready; each question is a module of its own:
//! [`authorizer`] decides one request, [`who_can`] and [`reach`] look over whole accounts, [`escalation`] finds ways to
//! more access, [`change`] and [`dry_run`] prove what a change would give or take.

mod asking;
mod assume;
pub mod authorizer;
pub mod beside;
mod chain;
pub mod change;
pub mod condition;
pub mod dry_run;
mod error;
pub mod escalation;
mod open_keys;
pub mod outside;
pub mod reach;
pub mod view;
pub mod who_can;

/// The README's example, compiled and run with the others.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
