//! Values at and beside the bounds of ordered values: what stands for all numbers, instants and addresses, as far as the
//! bounds tell them apart.

use std::net::IpAddr;

use iamkit_policy::value::Instant;
use ipnet::IpNet;

/// Numbers are told apart up to so many digits behind the point.
pub(crate) const CLOSEST_DECIMALS: usize = 40;

/// How many digits a number has behind the point.
pub(crate) fn n_decimals(number: &str) -> usize {
    number.split_once('.').map_or(0, |(_, decimals)| decimals.len())
}

/// The numbers, and beside each one so little farther from zero that no other of them lies between.
pub(crate) fn beside_numbers(numbers: &[String]) -> Vec<String> {
    let width =
        numbers.iter().map(|number| n_decimals(number)).max().unwrap_or_default().min(CLOSEST_DECIMALS);
    let beside = |number: &String| {
        let point = if number.contains('.') { "" } else { "." };
        let zeros = "0".repeat(width.saturating_sub(n_decimals(number)));
        let farther = format!("{number}{point}{zeros}1");
        // Zero has numbers on both sides.
        let below = (number == "0").then(|| format!("-{farther}"));
        [Some(number.clone()), Some(farther), below].into_iter().flatten()
    };
    numbers.iter().flat_map(beside).collect()
}

/// The instant and those before and behind it.
pub(crate) fn beside_instant(instant: &Instant) -> Vec<String> {
    let around = [-1, 0, 1].map(|step| instant.plus_nanos(step));
    around.into_iter().flatten().map(|instant| instant.to_string()).collect()
}

/// The ends of the range and the addresses beside them.
pub(crate) fn beside_range(range: &IpNet) -> Vec<IpAddr> {
    let (first, last) = (range.network(), range.broadcast());
    [Some(first), Some(last), step(first, false), step(last, true)].into_iter().flatten().collect()
}

fn step(address: IpAddr, up: bool) -> Option<IpAddr> {
    match address {
        IpAddr::V4(address) => {
            let bits = u32::from(address);
            let next = if up { bits.checked_add(1) } else { bits.checked_sub(1) };
            next.map(|bits| IpAddr::V4(bits.into()))
        }
        IpAddr::V6(address) => {
            let bits = u128::from(address);
            let next = if up { bits.checked_add(1) } else { bits.checked_sub(1) };
            next.map(|bits| IpAddr::V6(bits.into()))
        }
    }
}
