//! Ranges of addresses, ready to be compared with a request's (S41).

use std::net::IpAddr;

use ipnet::IpNet;

/// The first and the last address of a range, as numbers
#[derive(Debug, Clone, Copy)]
pub(crate) enum AddressRange {
    V4(u32, u32),
    V6(u128, u128),
}

impl AddressRange {
    pub(crate) fn new(range: &IpNet) -> Self {
        match range {
            IpNet::V4(range) => Self::V4(range.network().to_bits(), range.broadcast().to_bits()),
            IpNet::V6(range) => Self::V6(range.network().to_bits(), range.broadcast().to_bits()),
        }
    }

    /// Whether an address is in the range: never one of the other family.
    #[inline]
    pub(crate) fn contains(&self, address: IpAddr) -> bool {
        match (self, address) {
            (Self::V4(first, last), IpAddr::V4(address)) => (first..=last).contains(&&address.to_bits()),
            (Self::V6(first, last), IpAddr::V6(address)) => (first..=last).contains(&&address.to_bits()),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_range_contains_what_its_block_does(
            (address, other) in any::<(IpAddr, IpAddr)>(),
            (length, low_bit) in (0_u8..=128, 0_u32..32),
        ) {
            let longest = if address.is_ipv4() { 32 } else { 128 };
            let block = IpNet::new(address, length.min(longest)).unwrap().trunc();
            let range = AddressRange::new(&block);
            let near = match address {
                IpAddr::V4(address) => IpAddr::V4((address.to_bits() ^ (1 << low_bit)).into()),
                IpAddr::V6(address) => IpAddr::V6((address.to_bits() ^ (1 << low_bit)).into()),
            };
            for address in [address, other, near] {
                prop_assert_eq!(range.contains(address), block.contains(&address));
            }
        }
    }
}
