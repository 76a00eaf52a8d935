//! serde for what is asked: principals, contexts and requests, in the form that cases have.

mod context;
mod principal;
mod request;
