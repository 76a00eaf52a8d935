//! What a client may hold, and for how long.

use std::time::Duration;

/// What a client may hold of a server, and for how long
///
/// ```
/// use iamkit_server::{ServerLimits, Server};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let limits = ServerLimits { calls_per_second: Some(20), ..ServerLimits::default() };
/// let server = Server::builder().limits(limits).spawn()?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServerLimits {
    /// How many bytes a request's body may have, and a line of a stream
    pub body: usize,
    /// How many bytes a request's head may have
    pub head: usize,
    /// How long a client may take to send the head of a request, to agree on TLS, and be silent between two requests
    pub head_time: Duration,
    /// How long a client may take to send a body, and the next piece of a stream
    pub body_time: Duration,
    /// How many connections may be open
    pub connections: usize,
    /// How many calls a second an access key may make; as many at once, after a pause; none for no limit
    pub calls_per_second: Option<u32>,
    /// How long open requests may go on once the server ends
    pub last_requests: Duration,
}

impl Default for ServerLimits {
    fn default() -> Self {
        Self {
            body: 1 << 20,
            head: 64 << 10,
            head_time: Duration::from_secs(30),
            body_time: Duration::from_secs(30),
            connections: 16_384,
            calls_per_second: None,
            last_requests: Duration::from_secs(10),
        }
    }
}

/// The smallest buffer that HTTP can be read with.
const MIN_BUFFER: usize = 8_192;

impl ServerLimits {
    /// The size of a connection's buffer, which a head has to fit into
    pub(crate) fn buffer(&self) -> usize {
        self.head.max(MIN_BUFFER)
    }
}
