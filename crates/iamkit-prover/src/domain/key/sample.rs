//! Values that stand for all values of one family, as far as its comparisons tell them apart.
//!
//! Numbers and instants stand at and between the bounds; addresses at the ends of the ranges.

use std::collections::BTreeSet;
use std::net::IpAddr;

use base64::Engine as _;
use iamkit_policy::value::{Decimal, Instant};
use ipnet::IpNet;

use crate::domain::question::{Comparison, Family};

/// What comparisons of one family tell apart.
pub(crate) struct Sample {
    pub(crate) family: Family,
    pub(crate) texts: Vec<String>,
    /// Texts that stand for those of their kind in the eyes of the family alone, whatever another family says of them.
    pub(crate) blended: Vec<String>,
}

pub(super) fn numbers(comparisons: &[&Comparison]) -> Vec<String> {
    let bounds = comparisons.iter().filter_map(|comparison| match comparison {
        Comparison::Numeric { values, .. } => Some(values.iter().flatten().cloned()),
        _ => None,
    });
    let bounds = bounds.flatten().collect::<BTreeSet<Decimal>>();
    around(&bounds)
}

/// Numbers at, between and beyond some bounds.
pub(crate) fn around(bounds: &BTreeSet<Decimal>) -> Vec<String> {
    let (Some(first), Some(last)) = (bounds.first(), bounds.last()) else { return vec!["0".into()] };
    let mut found = bounds.iter().map(Decimal::to_string).collect::<Vec<_>>();
    found.extend(bounds.iter().zip(bounds.iter().skip(1)).map(|(low, high)| between(low, high)));
    found.extend([farther(last, '1'), farther(first, '-')]);
    found
}

/// A number beyond all bounds on one side.
fn farther(bound: &Decimal, side: char) -> String {
    let digits = bound.to_string().split('.').next().map_or(1, str::len) + 1;
    let number = "1".to_owned() + &"0".repeat(digits);
    if side == '-' { format!("-{number}") } else { number }
}

/// A number between two, a whole one if that is easily found.
fn between(low: &Decimal, high: &Decimal) -> String {
    let is_between = |text: &str| Decimal::parse(text).is_some_and(|number| *low < number && number < *high);
    let whole = low.to_string().split('.').next().and_then(|text| text.parse::<i64>().ok());
    let next = whole.and_then(|whole| whole.checked_add(1)).map(|next| next.to_string());
    let (low_text, high_text) = (low.to_string(), high.to_string());
    let places = fraction_places(&low_text).max(fraction_places(&high_text));
    // Digits behind those of both: farther from zero than the one that is nearer to it, and nearer than the other.
    let deeper = [low_text, high_text].map(|text| deeper(&text, places));
    let below_zero = format!("-0.{}1", "0".repeat(places));
    let candidates = next.into_iter().chain(["0".into()]).chain(deeper).chain([below_zero]);
    candidates.into_iter().find(|text| is_between(text)).unwrap_or_else(|| low.to_string())
}

fn fraction_places(text: &str) -> usize {
    text.split_once('.').map_or(0, |(_, fraction)| fraction.len())
}

/// The number with one more digit behind so many places.
fn deeper(text: &str, places: usize) -> String {
    let point = if text.contains('.') { "" } else { "." };
    format!("{text}{point}{}1", "0".repeat(places - fraction_places(text).min(places)))
}

pub(super) fn dates(comparisons: &[&Comparison]) -> Vec<String> {
    let bounds = comparisons.iter().filter_map(|comparison| match comparison {
        Comparison::Date { values, .. } => Some(values.iter().flatten().copied()),
        _ => None,
    });
    let around = bounds.flatten().flat_map(|bound| [-1, 0, 1].map(|step| bound.plus_nanos(step)));
    let instants = around.flatten().collect::<BTreeSet<Instant>>();
    let mut texts = instants.iter().map(Instant::to_string).collect::<Vec<_>>();
    texts.push("2020-01-01T00:00:00Z".into());
    texts
}

pub(super) fn binaries(comparisons: &[&Comparison]) -> Vec<String> {
    let values = comparisons.iter().filter_map(|comparison| match comparison {
        Comparison::Binary { values } => Some(values.iter().flatten()),
        _ => None,
    });
    let values = values.flatten().cloned().collect::<BTreeSet<Vec<u8>>>();
    // One more text of bytes than there are values: one of them is no value.
    let other =
        (0..=u16::try_from(values.len()).unwrap_or(u16::MAX)).map(|number| number.to_be_bytes().to_vec());
    let other = other.into_iter().find(|bytes| !values.contains(bytes));
    values.iter().chain(&other).map(|bytes| base64::engine::general_purpose::STANDARD.encode(bytes)).collect()
}

pub(super) fn addresses(comparisons: &[&Comparison]) -> Vec<String> {
    let ranges = comparisons.iter().filter_map(|comparison| match comparison {
        Comparison::Ip { values, .. } => Some(values.iter().flatten()),
        _ => None,
    });
    let mut starts = BTreeSet::from([IpAddr::from([0; 4]), IpAddr::from([0_u16; 8])]);
    for range in ranges.flatten() {
        starts.insert(range.network());
        starts.extend(following(range));
    }
    // A pleasant address first, where it stands for as much as one of the others.
    let pleasant = [IpAddr::from([192, 0, 2, 1]), IpAddr::from([0x2001, 0xdb8, 0, 0, 0, 0, 0, 1])];
    pleasant.iter().chain(&starts).map(IpAddr::to_string).collect()
}

/// The address behind a range.
fn following(range: &IpNet) -> Option<IpAddr> {
    match range.broadcast() {
        IpAddr::V4(last) => u32::from(last).checked_add(1).map(|bits| IpAddr::V4(bits.into())),
        IpAddr::V6(last) => u128::from(last).checked_add(1).map(|bits| IpAddr::V6(bits.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iamkit_policy::normal::OrderRelation;
    use proptest::prelude::*;

    fn numeric(values: &[&str]) -> Comparison {
        let values = values.iter().map(|text| Decimal::parse(text)).collect();
        Comparison::Numeric { relation: OrderRelation::Equals, values }
    }

    #[test]
    fn addresses_stand_on_both_sides_of_every_range() {
        let ranges = ["10.0.0.0/8", "2001:db8::/32"].map(|text| text.parse().ok());
        let comparison = Comparison::Ip { is_negated: false, values: ranges.into() };
        let found = addresses(&[&comparison]);
        for text in ["10.0.0.0", "11.0.0.0", "0.0.0.0", "::", "2001:db8::", "2001:db9::"] {
            assert!(found.contains(&text.to_owned()), "{text} in {found:?}");
        }
    }

    proptest! {
        #[test]
        fn numbers_stand_at_between_and_beyond_all_bounds(
            texts in prop::collection::vec("-?[0-9]{1,3}([.][0-9]{1,3})?", 1..5)
        ) {
            let texts = texts.iter().map(String::as_str).collect::<Vec<_>>();
            let bounds = texts.iter().filter_map(|text| Decimal::parse(text)).collect::<BTreeSet<_>>();
            let found = numbers(&[&numeric(&texts)]);
            let found = found.iter().map(|text| Decimal::parse(text).unwrap()).collect::<BTreeSet<_>>();
            prop_assert_eq!(found.len(), 2 * bounds.len() + 1);
            prop_assert!(found.first() < bounds.first() && bounds.last() < found.last());
        }
    }
}
