//! The server as clients meet it. One program holds these tests, for each would link the whole product again; what is
//! killed and what is sent broken bytes are programs of their own.

mod agree;
mod analyzers;
mod api;
mod audit;
mod authorize;
mod credentials;
mod enforcement;
mod federation;
mod operable;
mod organizations;
#[path = "../../../iamkit-store-postgres/tests/journal/server.rs"]
#[expect(
    dead_code,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "the store's own tests use all of it"
)]
mod postgres_server;
mod questions;
mod sessions;
mod shared;
mod stored;
mod support;
mod tls;
mod wire;
