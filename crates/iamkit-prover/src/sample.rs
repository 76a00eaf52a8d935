//! Values that stand for all values of a key, as far as its comparisons tell them apart.
//!
//! Text is split by one automaton; numbers and instants stand at and between the bounds; addresses at the ends of the
//! ranges. Where comparisons of several families ask for one key, each family has its own, and values are also spelt in
//! the ways in which other families may read them (see `spelling`).

use std::collections::BTreeSet;
use std::net::IpAddr;

use base64::Engine as _;
use iamkit_policy::value::{Decimal, Instant};
use ipnet::IpNet;
use rustc_hash::FxHashSet;

use crate::comparison::{self, Comparison, Family};
use crate::domain::KeyWorld;
use crate::language;
use crate::language::text::{self, Text};
use crate::language::word;
use crate::limits::{Budget, Exceeded};
use crate::spelling;
use crate::truth::Truth;
use crate::value_type::ValueType;

/// What comparisons of one family tell apart.
pub(crate) struct Sample {
    pub(crate) family: Family,
    pub(crate) texts: Vec<String>,
    /// Texts that stand for those of their kind in the eyes of the family alone, whatever another family says of them.
    pub(crate) blended: Vec<String>,
}

/// A sample for each family that asks for the key.
pub(crate) fn of(
    comparisons: &[&Comparison],
    world: &KeyWorld,
    budget: &Budget,
) -> Result<Vec<Sample>, Exceeded> {
    let mut families = comparisons.iter().map(|comparison| comparison.family()).collect::<Vec<_>>();
    families.extend((!world.besides.is_empty()).then_some(Family::Text));
    families.extend(world.value_type.family());
    families.retain(|family| *family != Family::Presence);
    families.sort_unstable();
    families.dedup();
    let mut samples = Vec::new();
    for family in &families {
        let of_family = comparisons.iter().copied().filter(|comparison| comparison.family() == *family);
        let of_family = of_family.collect::<Vec<_>>();
        let texts = match family {
            Family::Text => texts_of(&of_family, &families, world, budget)?,
            Family::Numeric => numbers(&of_family),
            Family::Date => dates(&of_family),
            Family::Binary => binaries(&of_family),
            Family::Ip => addresses(&of_family),
            Family::Presence => Vec::new(),
        };
        let blended = if families.len() == 1 { Vec::new() } else { blended(*family, &texts, &of_family) };
        samples.push(Sample { family: *family, texts, blended });
    }
    let spelt = if families.len() == 1 { Vec::new() } else { spelling::all(&samples, comparisons) };
    let examples = world.value_type.examples().iter().map(|text| (*text).to_owned());
    match samples.first_mut() {
        // What reads well comes first, where it stands for as much as another.
        Some(sample) if world.value_type != ValueType::Any => {
            sample.texts.splice(..0, examples);
            sample.texts.extend(spelt);
        }
        Some(sample) => sample.texts.extend(examples.chain([String::new()]).chain(spelt)),
        None => {
            let texts = examples.chain([String::new()]).chain(spelt).collect();
            samples.push(Sample { family: Family::Text, texts, blended: Vec::new() });
        }
    }
    Ok(samples)
}

/// One text for each way in which the comparisons of a family answer, without those that stand for themselves alone:
/// what other families say of them is known.
fn blended(family: Family, texts: &[String], comparisons: &[&Comparison]) -> Vec<String> {
    if family == Family::Text {
        let is_alone = |text: &String| {
            text.is_empty()
                || comparisons.iter().flat_map(|comparison| comparison.literals()).any(|other| other == *text)
        };
        return texts.iter().filter(|text| !is_alone(text)).cloned().collect();
    }
    let mut seen = FxHashSet::default();
    let outcomes =
        |text: &String| comparisons.iter().map(|comparison| comparison.compare(text)).collect::<Vec<_>>();
    let none = "x".to_owned();
    let kinds = texts
        .iter()
        .chain([&none])
        .filter(|text| seen.insert((spelling::is_value(family, text), outcomes(text))));
    // A text of bytes that a policy names is the only one of its kind.
    let is_named = |text: &String| {
        family == Family::Binary
            && comparisons.iter().any(|comparison| comparison.compare(text) == Truth::Holds)
    };
    kinds.filter(|text| !is_named(text)).cloned().collect()
}

/// Whether nothing is known that keeps a text from being to each family what the texts are that stand for it.
pub(crate) fn can_be_one(blend: &[(Family, &str)], world: &KeyWorld) -> bool {
    let fits = |family: Family, text: &str| match world.value_type.family() {
        Some(of) if of == family => world.value_type.fits(text),
        _ => true,
    };
    blend.iter().all(|(family, text)| fits(*family, text)) && spelling::can_be_one(blend)
}

fn texts_of(
    comparisons: &[&Comparison],
    families: &[Family],
    world: &KeyWorld,
    budget: &Budget,
) -> Result<Vec<String>, Exceeded> {
    let universe = world.value_type.words();
    if families.len() == 1
        && universe.is_empty()
        && let Some(texts) = by_prefix(comparisons, &world.besides)
    {
        return Ok(texts);
    }
    let mut lists =
        comparisons.iter().flat_map(|comparison| comparison::words(comparison)).collect::<Vec<_>>();
    lists.push(world.besides.iter().map(|text| word::of_plain(&Text::literal(text))).collect());
    lists.extend(families.iter().map(|family| spelling::words(*family)));
    lists.retain(|list| !list.is_empty());
    lists.sort_by_key(Vec::len);
    lists.dedup();
    if universe.is_empty() {
        lists.push(vec![word::in_any_case("")]);
    }
    Ok(language::partition(&universe, &lists, budget)?.into_iter().map(|class| class.witness).collect())
}

/// Up to so many patterns that are literal or have a `*` only at their end are told apart without an automaton.
const FEW: usize = 256;

fn by_prefix(comparisons: &[&Comparison], besides: &[String]) -> Option<Vec<String>> {
    let besides = besides.iter().map(|text| Text::literal(text)).collect::<Vec<_>>();
    let mut patterns = besides.iter().collect::<Vec<_>>();
    for comparison in comparisons {
        let Comparison::Text { is_any_case: false, values, .. } = comparison else { return None };
        patterns.extend(values.iter());
    }
    if FEW < patterns.len() { None } else { text::prefix_classes(patterns.into_iter()) }
}

fn numbers(comparisons: &[&Comparison]) -> Vec<String> {
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

fn dates(comparisons: &[&Comparison]) -> Vec<String> {
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

fn binaries(comparisons: &[&Comparison]) -> Vec<String> {
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

fn addresses(comparisons: &[&Comparison]) -> Vec<String> {
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
    use iamkit_policy::normal::Relation;
    use proptest::prelude::*;

    fn numeric(values: &[&str]) -> Comparison {
        let values = values.iter().map(|text| Decimal::parse(text)).collect();
        Comparison::Numeric { relation: Relation::Equals, values }
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
