//! Prints the listing of the drawn account that is measured, so many times as large as is asked for.
//!
//! `cargo run --release -p iamkit-testkit --example account -- 10 > listing.json`

#![expect(clippy::print_stdout, reason = "an example that prints")]

use iamkit_testkit::accounts::{AccountShape, listing};

fn main() -> Result<(), std::num::ParseIntError> {
    let times = std::env::args().nth(1).map_or(Ok(1), |times| times.parse())?;
    println!("{}", listing(&AccountShape::LARGE.times(times)));
    Ok(())
}
