//! The Query protocol: pairs of names and values in, XML out.

mod answer;
mod node;
mod request;

pub use answer::{write_answer, write_error};
pub use request::{MAX_PAIRS, read_input};
