//! The JSON protocols: AWS JSON 1.1, and REST with JSON.

mod answer;
mod request;
mod route;

pub use answer::{write_answer, write_error};
pub use request::{read_body, read_input};
pub use route::{Routed, route};
