//! What public access is: what a stranger has, from nowhere that a policy could trust (S73).
//!
//! A condition makes a grant private if it asks for a value that not everybody can have: a certain account,
//! organisation, endpoint, network or source. So the keys that tell of such things have no value here, one that nobody
//! would name, or one that policies don't name but match by a wildcard: `arn:aws:iam::*:role/Deploy` is a role of
//! whoever makes one of that name. Addresses are asked over all there are, but for narrow ranges and private ones.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::rc::Rc;

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use crate::domain::key::{KeyWorld, ValueType, values};
use crate::domain::principal::{named, provider, usual};
use crate::domain::question::{Atom, Comparison, KeyAtom, KeyValue, comparison};
use crate::language::arn;
use crate::language::text::{Piece, Text};
use crate::limits::{Budget, Exceeded};

/// What the values of a key are that tells where a request comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tells {
    Account,
    /// An ARN whose account tells, or that tells as a whole.
    Arn,
    /// An id or a text that begins so.
    Id(&'static str),
    /// As an id, for a key that can have several values.
    Ids(&'static str),
    Address,
    /// Whether the request comes by a way that only some have.
    Way,
}

/// Keys whose fixed values not everybody has (S3 User Guide, "The meaning of public"; S73), in lower case.
const KEYS: [(&str, Tells); 18] = [
    ("aws:principalorgid", Tells::Id("o-")),
    ("aws:principalorgpaths", Tells::Ids("o-")),
    ("aws:sourceaccount", Tells::Account),
    ("aws:sourcearn", Tells::Arn),
    ("aws:sourceip", Tells::Address),
    ("aws:sourceorgid", Tells::Id("o-")),
    ("aws:sourceorgpaths", Tells::Ids("o-")),
    ("aws:sourceowner", Tells::Account),
    ("aws:sourcevpc", Tells::Id("vpc-")),
    ("aws:sourcevpcarn", Tells::Arn),
    ("aws:sourcevpce", Tells::Id("vpce-")),
    ("aws:vpceaccount", Tells::Account),
    ("aws:vpceorgid", Tells::Id("o-")),
    ("aws:vpceorgpaths", Tells::Ids("o-")),
    ("elasticfilesystem:accessedviamounttarget", Tells::Way),
    ("s3:dataaccesspointaccount", Tells::Account),
    ("s3:dataaccesspointarn", Tells::Arn),
    ("s3:x-amz-server-side-encryption-aws-kms-key-id", Tells::Arn),
];

/// The fewest bits of a range of addresses that isn't public.
const FEWEST_BITS: (u8, u8) = (8, 32);

/// Ranges of private addresses, which aren't public however wide (RFC 1918).
const PRIVATE: [([u8; 4], u8); 3] = [([10, 0, 0, 0], 8), ([172, 16, 0, 0], 12), ([192, 168, 0, 0], 16)];

/// What strangers can have under the keys that tell where a request comes from, in lower case.
pub(crate) type Strangers = Vec<(Rc<str>, Vec<KeyValue>)>;

/// What a stranger can have under a key, given in lower case, as far as the atoms tell it apart; `None` for a key that
/// doesn't tell where a request comes from.
pub(crate) fn values(
    key: &str,
    atoms: &[Rc<Atom>],
    budget: &Budget,
) -> Option<Result<Vec<KeyValue>, Exceeded>> {
    let of_key = atoms.iter().filter_map(|atom| match &**atom {
        Atom::Key(atom) if *atom.key == *key => Some(atom),
        _ => None,
    });
    let of_key = of_key.collect::<Vec<_>>();
    let tells = KEYS.iter().find(|(of, _)| *of == key).map(|(_, tells)| *tells);
    let texts = match tells {
        None => return provider::claims_of_strangers(key, &of_key, budget).map(|texts| texts.map(single)),
        Some(Tells::Way) => Ok(vec!["false".to_owned()]),
        Some(Tells::Address) => Ok(addresses(&of_key)),
        Some(Tells::Account) => named_by_none(&of_key, ValueType::Account, atoms, budget),
        Some(Tells::Arn) => named_by_none(&of_key, ValueType::Arn, atoms, budget),
        Some(Tells::Id(start)) => named_by_none(&of_key, ValueType::Id(start), atoms, budget),
        Some(Tells::Ids(_)) => named_by_none(&of_key, ValueType::Any, atoms, budget),
    };
    let is_list = matches!(tells, Some(Tells::Ids(_)));
    Some(texts.map(|texts| if is_list { lists(texts) } else { single(texts) }))
}

fn single(texts: Vec<String>) -> Vec<KeyValue> {
    std::iter::once(KeyValue::Absent).chain(texts.into_iter().map(KeyValue::Single)).collect()
}

fn lists(texts: Vec<String>) -> Vec<KeyValue> {
    std::iter::once(KeyValue::Absent)
        .chain(texts.into_iter().map(|text| KeyValue::Multi(vec![text])))
        .collect()
}

/// Values of a key that nothing names: one that is like no other, and those that are matched by wildcards.
fn named_by_none(
    of_key: &[&KeyAtom],
    shape: ValueType,
    atoms: &[Rc<Atom>],
    budget: &Budget,
) -> Result<Vec<String>, Exceeded> {
    let named = accounts(atoms);
    let stranger = usual::other_account(&named);
    let alone = of_key.iter().flat_map(|atom| by_pattern(atom)).collect::<Vec<_>>();
    let world = KeyWorld { value_type: shape, ..KeyWorld::ANY };
    let mut texts = vec![unlike_others(shape, &stranger)];
    texts.extend(values::texts(&alone.iter().collect::<Vec<_>>(), &world, budget)?);
    if shape == ValueType::Account {
        texts.extend(alone.iter().flat_map(|atom| atom.comparison.texts()).map(account));
    }
    let elsewhere = texts.iter().filter_map(|text| with_account(text, &stranger)).collect::<Vec<_>>();
    texts.extend(elsewhere);
    texts.retain(|text| shape.fits(text) && !text.is_empty() && !is_named(text, &alone, &named));
    texts.sort_unstable();
    texts.dedup();
    Ok(texts)
}

/// A value that no policy is likely to name.
fn unlike_others(shape: ValueType, account: &str) -> String {
    match shape {
        ValueType::Account => account.to_owned(),
        ValueType::Arn => format!("arn:aws:sns:us-east-1:{account}:strangers-topic"),
        ValueType::Id(start) => format!("{start}0stranger0stranger"),
        _ => "o-0stranger0/r-0000/ou-0000-00000000/".to_owned(),
    }
}

/// The question with each of its patterns by itself: one of them may name what another one only matches.
fn by_pattern(atom: &KeyAtom) -> Vec<KeyAtom> {
    let with = |comparison| KeyAtom { comparison, quantifier: None, ..atom.clone() };
    match &atom.comparison {
        Comparison::Text { is_any_case, values, .. } => {
            let alone = |value: &Text| Comparison::Text {
                is_negated: false,
                is_any_case: *is_any_case,
                values: [value.clone()].into(),
            };
            values.iter().map(alone).map(with).collect()
        }
        Comparison::Arn { values, .. } => {
            let alone = |value: &Option<[Text; 6]>| Comparison::Arn {
                is_negated: false,
                values: [value.clone()].into(),
            };
            values.iter().map(alone).map(with).collect()
        }
        _ => vec![atom.clone()],
    }
}

/// An account that a pattern matches, of nines where it has wildcards.
fn account(pattern: &Text) -> String {
    let missing = 12_usize.saturating_sub(pattern.filled_with("", "9").len());
    pattern.filled_with(&"9".repeat(missing), "9")
}

/// The ARN with another account; `None` where it has none.
fn with_account(arn: &str, account: &str) -> Option<String> {
    let of_arn = account_of(arn).filter(|_| arn.contains(':'))?;
    Some(arn.replacen(&format!(":{of_arn}:"), &format!(":{account}:"), 1))
}

/// The account that a value tells of.
fn account_of(text: &str) -> Option<&str> {
    let account =
        comparison::arn_components(text).map_or(Some(text), |components| components.get(4).copied());
    account.filter(|account| arn::is_account(account))
}

/// The accounts that the policies name, as principals or in values of keys.
fn accounts(atoms: &[Rc<Atom>]) -> BTreeSet<String> {
    let in_atom = |atom: &Rc<Atom>| match &**atom {
        Atom::Key(atom) => atom.comparison.texts().into_iter().flat_map(named::accounts_in).collect(),
        Atom::Principal(entries) | Atom::Grants(entries) | Atom::Exempt(entries) => {
            entries.iter().filter_map(|entry| named::account_of(entry)).map(str::to_owned).collect::<Vec<_>>()
        }
        _ => Vec::new(),
    };
    atoms.iter().flat_map(in_atom).collect()
}

/// Whether the policies name the value or its account.
fn is_named(text: &str, of_key: &[KeyAtom], accounts: &BTreeSet<String>) -> bool {
    let is_itself = |literal: &String| literal.eq_ignore_ascii_case(text);
    if of_key.iter().flat_map(|atom| atom.comparison.literals()).any(|literal| is_itself(&literal)) {
        return true;
    }
    if account_of(text).is_some_and(|account| accounts.contains(account)) {
        return true;
    }
    // What is below a fixed path of an organisation is of that organisation.
    let is_below = |pattern: &&Text| {
        let fixed = match pattern.pieces().first() {
            Some(Piece::Literal(start)) => start.split_once('/').map(|(organisation, _)| organisation),
            _ => None,
        };
        fixed.is_some_and(|organisation| text.split('/').next() == Some(organisation))
    };
    text.starts_with("o-")
        && of_key.iter().flat_map(|atom| atom.comparison.texts()).any(|text| is_below(&text))
}

/// Addresses that a stranger can have: the ends of all ranges and what is beside them, without narrow and private ones.
fn addresses(of_key: &[&KeyAtom]) -> Vec<String> {
    let ranges = |is_wanted: fn(bool) -> bool| {
        of_key.iter().flat_map(move |atom| match &atom.comparison {
            Comparison::Ip { is_negated, values } if is_wanted(*is_negated) => {
                values.iter().flatten().copied().collect()
            }
            _ => Vec::new(),
        })
    };
    let narrow = narrow(&ranges(|is_negated| !is_negated).collect::<Vec<_>>());
    let usual = ["203.0.113.77", "198.51.100.77", "2001:db8::77"].map(str::parse::<IpAddr>);
    let ends = ranges(|_| true).flat_map(|range| {
        [before(range.network()), Some(range.network()), Some(range.broadcast()), after(range.broadcast())]
    });
    let all = usual.into_iter().flatten().chain(ends.flatten());
    let mut found: Vec<String> = Vec::new();
    for address in all.filter(|address| !narrow.iter().any(|range| range.contains(address))) {
        let text = address.to_string();
        if !found.contains(&text) {
            found.push(text);
        }
    }
    found
}

/// The ranges that aren't public, put together where they lie beside each other: what is wide in pieces is wide.
fn narrow(ranges: &[IpNet]) -> Vec<IpNet> {
    let of_four =
        ranges.iter().filter_map(|range| if let IpNet::V4(range) = range { Some(*range) } else { None });
    let of_six =
        ranges.iter().filter_map(|range| if let IpNet::V6(range) = range { Some(*range) } else { None });
    let of_four = Ipv4Net::aggregate(&of_four.collect());
    let of_six = Ipv6Net::aggregate(&of_six.collect());
    let of_four = of_four.into_iter().filter(|range| FEWEST_BITS.0 <= range.prefix_len()).map(IpNet::V4);
    let of_six = of_six.into_iter().filter(|range| FEWEST_BITS.1 <= range.prefix_len()).map(IpNet::V6);
    let private = PRIVATE.iter().filter_map(|(start, bits)| Ipv4Net::new((*start).into(), *bits).ok());
    of_four.chain(of_six).chain(private.map(IpNet::V4)).collect()
}

fn before(address: IpAddr) -> Option<IpAddr> {
    match address {
        IpAddr::V4(address) => u32::from(address).checked_sub(1).map(|bits| IpAddr::V4(bits.into())),
        IpAddr::V6(address) => u128::from(address).checked_sub(1).map(|bits| IpAddr::V6(bits.into())),
    }
}

fn after(address: IpAddr) -> Option<IpAddr> {
    match address {
        IpAddr::V4(address) => u32::from(address).checked_add(1).map(|bits| IpAddr::V4(bits.into())),
        IpAddr::V6(address) => u128::from(address).checked_add(1).map(|bits| IpAddr::V6(bits.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strange(ranges: &[&str]) -> Vec<String> {
        let values = ranges.iter().map(|range| range.parse().ok()).collect();
        let comparison = Comparison::Ip { is_negated: false, values };
        let atom = KeyAtom { comparison, ..KeyAtom::equals("aws:sourceip", "") };
        let found = addresses(&[&atom]);
        let within = |text: &String| {
            let address = text.parse::<IpAddr>().unwrap();
            ranges.iter().any(|range| range.parse::<IpNet>().unwrap().contains(&address))
        };
        found.into_iter().filter(within).collect()
    }

    #[test]
    fn strangers_have_addresses_of_wide_ranges_alone() {
        for narrow in ["203.0.113.0/24", "11.0.0.0/8", "10.0.0.0/8", "2001:db8::/32", "192.168.0.0/16"] {
            assert!(strange(&[narrow]).is_empty(), "{narrow}");
        }
        for wide in ["0.0.0.0/0", "128.0.0.0/1", "12.0.0.0/7", "10.0.0.0/7", "::/0", "2000::/31"] {
            assert!(!strange(&[wide]).is_empty(), "{wide}");
        }
    }

    #[test]
    fn ranges_side_by_side_are_one() {
        assert!(!strange(&["12.0.0.0/8", "13.0.0.0/8"]).is_empty());
        assert!(strange(&["12.0.0.0/8", "15.0.0.0/8"]).is_empty());
    }

    #[test]
    fn keys_are_in_their_order() {
        assert!(KEYS.is_sorted_by_key(|(key, _)| *key));
    }
}
