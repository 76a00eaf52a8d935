//! Every verdict against ten thousand random requests, made of the policies' own words so that they meet them.
//!
//! The requests are decided by the compiled engine. Those of the universe *real* are told from others without the
//! prover, and the requests that it shows as differences are held against that too. `IAMKIT_CASES` sets how many pairs
//! of generated policies, and of versions, there are.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    reason = "integration test"
)]

mod catalogued;
mod checks;
#[path = "../dense/mod.rs"]
mod dense;
mod form;
mod generated;
mod made;
mod managed;
mod member;
mod random;
mod real;
mod shape;
mod side;
mod strings;
mod words;

/// Half of the requests of a pair are made of the one policy's words, half of the other's.
const HALF: usize = 5_000;

/// How many cases are asked for: half of what the numbers of a release are drawn from, unless somebody says.
fn cases(default: usize) -> usize {
    std::env::var("IAMKIT_CASES").map_or(default.div_ceil(2), |text| text.parse().unwrap())
}
