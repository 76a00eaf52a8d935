//! What clients may hold, as arguments.

use std::time::Duration;

use iamkit_server::ServerLimits;

/// Bounds on what clients may hold
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Limits")]
pub(super) struct Limits {
    /// How many bytes a request's body may have
    #[arg(long, value_name = "BYTES", default_value_t = ServerLimits::default().body)]
    max_body: usize,
    /// How many bytes a request's head may have
    #[arg(long, value_name = "BYTES", default_value_t = ServerLimits::default().head)]
    max_head: usize,
    /// How many connections may be open
    #[arg(long, value_name = "N", default_value_t = ServerLimits::default().connections)]
    max_connections: usize,
    /// How many seconds a client may take to send a head or a body
    #[arg(long, value_name = "SECONDS", default_value_t = ServerLimits::default().body_time.as_secs(),
        value_parser = clap::value_parser!(u64).range(1..=86_400))]
    max_seconds: u64,
    /// How many calls a second an access key may make
    #[arg(long, value_name = "CALLS", value_parser = clap::value_parser!(u32).range(1..))]
    rate: Option<u32>,
}

impl Limits {
    pub(super) fn limits(&self) -> ServerLimits {
        let time = Duration::from_secs(self.max_seconds);
        ServerLimits {
            body: self.max_body,
            head: self.max_head,
            connections: self.max_connections,
            head_time: time,
            body_time: time,
            calls_per_second: self.rate,
            ..ServerLimits::default()
        }
    }
}
