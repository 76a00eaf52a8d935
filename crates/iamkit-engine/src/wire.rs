//! serde for what is asked: contexts and requests, in the form that cases have.

mod context;
mod request;
