//! The command `iamkit` as its users meet it. One program holds all tests, for each would link the whole product again.

mod account;
mod account_bad_input;
mod account_diff;
mod account_outside;
mod command_line;
mod common;
mod compare;
mod data;
mod equivalence;
mod explain;
mod hostile;
mod lattice;
mod mending;
mod mistakes;
mod policy;
mod printed;
mod readme;
mod schemas;
mod serve;
mod simulate;
mod trail;
mod validate;
