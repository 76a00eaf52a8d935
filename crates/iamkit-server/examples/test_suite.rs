//! A server for a test suite in another language: a known root key, an account in memory, and a way to begin anew.
//!
//! `cargo run -p iamkit-server --example test_suite -- 4566` listens on that port until its input ends.

#![expect(clippy::print_stdout, reason = "an example")]

use std::io::Read as _;

use iamkit_server::{Enforcement, RootKey, Server};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let port = std::env::args().nth(1).map_or(Ok(0), |port| port.parse::<u16>())?;
    let server = Server::builder()
        .listen(([127, 0, 0, 1], port).into())
        .account("123456789012".parse()?)
        .root_key(RootKey::new("FOOBARKEY", "FOOBARSECRET")?)
        // Suites that were written for another server sign with keys whose users may do nothing.
        .enforce(Enforcement::Off)
        .test_api(true)
        .spawn()?;
    println!("{}", server.url());
    // Until the input ends.
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}
