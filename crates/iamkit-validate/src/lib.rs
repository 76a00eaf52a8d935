//! What in a policy does nothing, and what no request to AWS would have.

mod condition_key;
pub mod lint;
pub mod request_check;
