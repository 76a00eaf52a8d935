//! The model of accounts and their organisation: what it takes, what it refuses, what always holds.

#![expect(clippy::unwrap_used, reason = "integration test")]

mod binding;
mod common;
mod invariants;
mod organization;
mod refusals;
mod roles;
mod wire;
mod written;
