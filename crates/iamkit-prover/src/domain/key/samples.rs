//! Values that stand for all values of a key, as far as its comparisons tell them apart.
//!
//! Text is split by one automaton. Where comparisons of several families ask for one key, each family has its own, and
//! values are also spelt in the ways in which other families may read them (see `spelling`).

use rustc_hash::FxHashSet;

use crate::domain::key::key_world::KeyWorld;
use crate::domain::key::sample::{Sample, addresses, binaries, dates, numbers};
use crate::domain::key::spelling;
use crate::domain::key::value_type::ValueType;
use crate::domain::question::{Comparison, Family, Truth, comparison};
use crate::language::text::{self, Text};
use crate::language::{self, word};
use crate::limits::{Budget, Exceeded};

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
