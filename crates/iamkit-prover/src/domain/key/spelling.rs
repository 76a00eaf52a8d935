//! How one text reads to comparisons of several families.
//!
//! A number may be a date too, or bytes in base64; an address is neither. Values are spelt here in the ways that make
//! them one thing or the other, so that a text is found for as many combinations of answers as possible, and what can't
//! come together is said.

use std::collections::BTreeSet;

use iamkit_policy::value;
use iamkit_policy::value::{Decimal, Instant};

use crate::domain::key::sample::{self, Sample};
use crate::domain::question::{Comparison, Family};
use crate::language::text::Text;
use crate::language::{self, Loop, Step, Word};

const DIGITS: &str = "0123456789";
const CLOCK: &str = "0123456789:.+-TZ";
const HEXADECIMAL: &str = "0123456789abcdefABCDEF:.";
const BASE64: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/";

/// Whether the text is a value of the family.
pub(crate) fn is_value(family: Family, text: &str) -> bool {
    match family {
        Family::Text => true,
        Family::Numeric => Decimal::borrowed(text).is_some(),
        Family::Date => Instant::parse(text).is_some(),
        Family::Binary => value::parse_binary(text).is_some(),
        Family::Ip => value::parse_ip(text).is_some(),
        Family::Presence => false,
    }
}

/// Whether nothing is known that keeps a text from being to each family what the texts are that stand for it.
pub(crate) fn can_be_one(blend: &[(Family, &str)]) -> bool {
    let text = blend.iter().find(|(family, _)| *family == Family::Text).map(|(_, text)| *text);
    let values = blend.iter().filter(|(family, text)| *family != Family::Text && is_value(*family, text));
    let values = values.map(|(family, _)| *family).collect::<Vec<_>>();
    let is_read = |family: Family| text.is_none_or(|text| language::reads_whole(&words(family), text));
    // The words of numbers read nothing else.
    let is_number = blend.iter().any(|(family, _)| *family == Family::Numeric)
        && text.is_some_and(|text| language::reads_whole(&words(Family::Numeric), text));
    let is_apart = match values.as_slice() {
        [] | [_] => true,
        values if values.contains(&Family::Ip) => false,
        // What is a number and a date is found by `both` in every way in which the bounds of both tell it apart.
        [Family::Numeric, Family::Date] => text.is_some(),
        _ => true,
    };
    is_apart
        && values.iter().all(|family| is_read(*family))
        && (!is_number || values.contains(&Family::Numeric))
}

/// Words that read all values of a family; those of numbers read nothing else.
pub(crate) fn words(family: Family) -> Vec<Word> {
    let some = |word: &mut Word, characters: &'static str| word.push_loop(Loop::OneOf(characters));
    let digits = |word: &mut Word| {
        word.push(Step::Digit);
        some(word, DIGITS);
    };
    let word = |parts: &dyn Fn(&mut Word)| {
        let mut word = Word::default();
        parts(&mut word);
        word.finish()
    };
    let point = |word: &mut Word| word.push(Step::Char('.'));
    match family {
        Family::Numeric => {
            let signed = |sign: &'static str| {
                [
                    word(&|word| {
                        word.push_text(sign);
                        digits(word);
                    }),
                    word(&|word| {
                        word.push_text(sign);
                        digits(word);
                        point(word);
                        some(word, DIGITS);
                    }),
                    word(&|word| {
                        word.push_text(sign);
                        point(word);
                        digits(word);
                    }),
                ]
            };
            ["", "+", "-"].into_iter().flat_map(signed).collect()
        }
        Family::Date => vec![word(&|word| {
            word.push(Step::Digit);
            some(word, CLOCK);
        })],
        Family::Binary => ["", "=", "=="]
            .into_iter()
            .map(|end| {
                word(&|word| {
                    some(word, BASE64);
                    word.push_text(end);
                })
            })
            .collect(),
        Family::Ip => ['.', ':']
            .into_iter()
            .map(|sign| {
                word(&|word| {
                    some(word, HEXADECIMAL);
                    word.push(Step::Char(sign));
                    some(word, HEXADECIMAL);
                    word.push(Step::Char(sign));
                    some(word, HEXADECIMAL);
                })
            })
            .collect(),
        Family::Text | Family::Presence => Vec::new(),
    }
}

/// The values of all families as others may read them.
pub(crate) fn all(samples: &[Sample], comparisons: &[&Comparison]) -> Vec<String> {
    let is_asked = |family: Family| samples.iter().any(|sample| sample.family == family);
    let mut plain = samples.iter().filter(|sample| sample.family != Family::Text);
    let mut texts = plain.by_ref().flat_map(|sample| sample.texts.iter().cloned()).collect::<Vec<_>>();
    if is_asked(Family::Date) && is_asked(Family::Numeric) {
        texts.extend(both(comparisons));
    }
    let mut found = texts.iter().flat_map(|text| spellings(text)).collect::<Vec<_>>();
    found.append(&mut texts);
    let patterns = comparisons.iter().flat_map(|comparison| comparison.texts());
    let patterns = patterns.filter(|text| text.as_literal().is_none() && !text.is_any());
    let filled = patterns.flat_map(|pattern| filled(pattern, &found)).collect::<Vec<_>>();
    found.extend(filled);
    found
}

/// Texts that are a number and a date, for each way in which the bounds of both tell them apart.
///
/// Digits alone are seconds since 1970, but four of them are a year (S39).
fn both(comparisons: &[&Comparison]) -> Vec<String> {
    let (mut seconds, mut years) = (BTreeSet::from([Decimal::parse("0")]), BTreeSet::from([0, 9999]));
    for comparison in comparisons {
        match comparison {
            Comparison::Numeric { values, .. } => {
                seconds.extend(values.iter().cloned());
                let whole = |value: &Decimal| value.to_string().split('.').next()?.parse::<i64>().ok();
                years.extend(values.iter().flatten().filter_map(whole));
            }
            Comparison::Date { values, .. } => {
                let around =
                    values.iter().flatten().flat_map(|bound| [0, 1].map(|step| bound.plus_nanos(step)));
                let around = around.flatten().collect::<Vec<_>>();
                seconds.extend(around.iter().map(|instant| Decimal::parse(&instant.to_string())));
                years.extend(
                    around.iter().filter_map(|instant| instant.to_date()?.get(..4)?.parse::<i64>().ok()),
                );
            }
            _ => {}
        }
    }
    let seconds = sample::around(&seconds.into_iter().flatten().collect());
    // With zeros before it no number has four digits.
    let seconds = seconds.iter().map(|number| format!("0000{number}"));
    let years = years.iter().flat_map(|year| (-2..=2).filter_map(|step| year.checked_add(step)));
    let years = years.filter(|year| (0..10_000).contains(year)).map(|year| format!("{year:04}"));
    seconds.chain(years).collect()
}

/// The same value in other spellings: as no date, as bytes or not, as no number.
fn spellings(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    if Decimal::borrowed(text).is_some() {
        let whole = text.split('.').next().unwrap_or(text);
        found.push(if text.starts_with(['+', '-']) { text.to_owned() } else { format!("+{text}") });
        found.push(format!("{text}{}", if text.contains('.') { "0" } else { ".0" }));
        let zeros = |count: usize| format!("{}{text}", "0".repeat(count));
        found.extend((0..4).map(|more| zeros((8 - whole.len() % 4) % 4 + 4 + more)));
    }
    if let Some(instant) = Instant::parse(text) {
        found.extend(instant.to_date());
        found.push(instant.to_string());
    }
    found
}

/// Texts of a pattern that may be values of some family.
fn filled(pattern: &Text, values: &[String]) -> Vec<String> {
    let pieces = ["", "0", "1", "5", "9", "10", "000", ".5", "-01-01"].map(str::to_owned);
    let begin = pattern.start();
    let rest = values.iter().filter_map(|value| value.strip_prefix(begin)).map(str::to_owned);
    let rest =
        rest.chain(values.iter().filter_map(|value| value.strip_suffix(pattern.end())).map(str::to_owned));
    let fillings = pieces.into_iter().chain(rest).collect::<BTreeSet<_>>();
    fillings.iter().flat_map(|filling| [pattern.filled(filling), pattern.filled_with(filling, "1")]).collect()
}
