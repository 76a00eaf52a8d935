//! Private addresses among the values of `aws:SourceIp`.

use std::net::{Ipv4Addr, Ipv6Addr};

use iamkit_policy::OperatorKind;
use iamkit_policy::value::parse_ip_range;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use crate::rules::prelude::{ConditionValue, KeyTest};

/// How many of a key's values are private addresses
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Share {
    All,
    Some,
}

/// Ranges that no request over the internet comes from: RFC 1918, which AWS names, and inferred those of loopback, of the
/// link and of carriers (RFC 1122, 3927, 6598), of IPv6 the local ones (RFC 4193, 4291).
const PRIVATE: [IpNet; 8] = [
    v4([10, 0, 0, 0], 8),
    v4([172, 16, 0, 0], 12),
    v4([192, 168, 0, 0], 16),
    v4([127, 0, 0, 0], 8),
    v4([169, 254, 0, 0], 16),
    v4([100, 64, 0, 0], 10),
    v6(0xfc00, 7),
    v6(0xfe80, 10),
];

const fn v4([a, b, c, d]: [u8; 4], bits: u8) -> IpNet {
    IpNet::V4(Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), bits))
}

const fn v6(first: u16, bits: u8) -> IpNet {
    IpNet::V6(Ipv6Net::new_assert(Ipv6Addr::new(first, 0, 0, 0, 0, 0, 0, 0), bits))
}

/// The private ones of the values of `aws:SourceIp`, where they are such a share of all that it is compared with.
pub(super) fn private_values<'k, 't>(
    key: &'k KeyTest<'t>,
    kind: OperatorKind,
    share: Share,
) -> impl Iterator<Item = &'k ConditionValue<'t>> {
    let is_asked = key.folded == "aws:sourceip" && key.is_under(|operator| operator.kind == kind);
    let values = if is_asked { &*key.values } else { &[] };
    let are_all = values.iter().all(is_private);
    values.iter().filter(move |value| are_all == (share == Share::All) && is_private(value))
}

fn is_private(value: &ConditionValue<'_>) -> bool {
    let range = parse_ip_range(&value.text);
    range.is_some_and(|range| PRIVATE.iter().any(|private| private.contains(&range)))
}
