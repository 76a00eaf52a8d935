//! An AWS IAM to talk to: IAM and STS on the wire, in front of the store.
//!
//! Every call is read by the service's own model, its signature made sure of, and its caller's policies asked before
//! anything is done; what an operation does then is a function of its own, in a file of its resource.
//! [`Server::builder`] starts one in a test, on a free port of the loopback interface:
//!
//! ```
//! use iamkit_server::Server;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let server = Server::builder().account("111122223333".parse()?).spawn()?;
//! assert!(server.url().starts_with("http://127.0.0.1:"));
//! let key = server.root_key();
//! println!("AWS_ENDPOINT_URL={} AWS_ACCESS_KEY_ID={}", server.url(), key.id());
//! # Ok(())
//! # }
//! ```

#![expect(clippy::needless_pass_by_value, reason = "an operation owns its input, whatever it needs of it")]

mod about;
mod access_analyzer;
mod answer;
mod api;
mod asker;
mod audit;
mod authorization_message;
mod authorize;
mod authorize_endpoint;
mod bearer;
mod body;
mod builder;
mod caller;
mod changes;
mod clock;
mod condition_keys;
mod connection;
mod decision;
mod enforcement;
mod error;
mod follow;
mod further;
mod handle;
mod iam;
mod identify;
mod invocation;
mod letters;
mod limits;
mod linked_role;
mod listing;
mod malformed;
mod material;
mod metrics;
mod operation;
mod operations;
mod organizations;
mod outside;
mod page;
mod rate;
mod record;
mod refusal;
mod report;
mod respond;
mod restriction;
mod root_key;
mod route;
mod secret;
mod server;
mod state;
mod stream;
mod sts;
mod tls;
mod unsigned;
mod usage;

pub use builder::Builder;
pub use clock::Clock;
pub use enforcement::Enforcement;
pub use error::StartError;
pub use limits::ServerLimits;
pub use operations::{OperationRow, operations};
pub use root_key::RootKey;
pub use server::{RunningServer, Server};

/// The README's example, compiled and run with the others.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
