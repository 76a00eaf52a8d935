//! How operators read the value of a key: as a text, or as what a text spells.
//!
//! Each reading tells values apart in its own way. Where a key is read in several ways, a value for each combination can
//! only be had if the texts that are named are few enough to be taken one by one.

use iamkit_policy::normal::TypedComparison;
use iamkit_policy::value::unfolded;

/// How many spellings of texts in other letter case are tried at most.
const MAX_SPELLINGS: usize = 512;

/// A reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reading {
    Text,
    AnyCase,
    Truth,
    Arn,
    Number,
    Instant,
    Bytes,
    Address,
}

impl Reading {
    /// How the comparison reads a value; `None` if it only asks whether there is one.
    pub(crate) fn of(comparison: &TypedComparison) -> Option<Self> {
        Some(match comparison {
            TypedComparison::String { .. } => Self::Text,
            TypedComparison::StringIgnoreCase { .. } => Self::AnyCase,
            TypedComparison::Bool { .. } => Self::Truth,
            TypedComparison::Arn { .. } => Self::Arn,
            TypedComparison::Numeric { .. } => Self::Number,
            TypedComparison::Date { .. } => Self::Instant,
            TypedComparison::Binary { .. } => Self::Bytes,
            TypedComparison::IpAddress { .. } => Self::Address,
            TypedComparison::Null { .. } => return None,
        })
    }

    /// Whether letter case makes no difference to it (S35, S42).
    pub(crate) fn ignores_case(self) -> bool {
        matches!(self, Self::AnyCase | Self::Truth)
    }

    /// Whether it reads what a text spells, and not the text by its letters.
    pub(crate) fn is_typed(self) -> bool {
        !matches!(self, Self::Text | Self::AnyCase | Self::Truth)
    }
}

/// Texts in other letter case.
pub(crate) struct Spellings {
    pub(crate) texts: Vec<String>,
    /// Whether they are all.
    pub(crate) is_complete: bool,
}

/// All texts that fold to one of these (S35), which are in any letter case; some of them where they are too many.
pub(crate) fn spellings<'t>(folded: impl Iterator<Item = &'t String>) -> Spellings {
    let mut found = Spellings { texts: Vec::new(), is_complete: true };
    for text in folded {
        if let Some(texts) = all_spellings(text, MAX_SPELLINGS.saturating_sub(found.texts.len())) {
            found.texts.extend(texts);
        } else {
            found.is_complete = false;
            found.texts.extend(some_spellings(text));
        }
    }
    found
}

fn all_spellings(text: &str, limit: usize) -> Option<Vec<String>> {
    let mut begun = vec![String::new()];
    for character in text.chars() {
        let longer =
            begun.iter().flat_map(|start| unfolded(character).map(move |next| format!("{start}{next}")));
        begun = longer.take(limit + 1).collect();
        if limit < begun.len() {
            return None;
        }
    }
    Some(begun)
}

/// The text in lower and upper case, and with the first letter unlike the others.
fn some_spellings(text: &str) -> [String; 4] {
    let (lower, upper) = (text.to_lowercase(), text.to_uppercase());
    let mixed = |first: &str, rest: &str| first.chars().take(1).chain(rest.chars().skip(1)).collect();
    [mixed(&upper, &lower), mixed(&lower, &upper), lower, upper]
}

/// The number with so many zeros before it that it is longer than any text of that length.
pub(crate) fn padded(number: &str, length: usize) -> String {
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |digits| ("-", digits));
    format!("{sign}{}{digits}", "0".repeat(length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_short_text_is_found() {
        let found = spellings(["aB1".to_owned()].iter());
        assert!(found.is_complete);
        assert_eq!(found.texts, ["ab1", "aB1", "Ab1", "AB1"]);
    }

    #[test]
    fn a_letter_may_have_a_sign_that_folds_to_it() {
        assert_eq!(spellings(["k".to_owned()].iter()).texts, ["k", "K", "\u{212A}"]);
    }

    #[test]
    fn of_a_long_text_some_spellings_are_found() {
        let found = spellings(["administrators".to_owned()].iter());
        assert!(!found.is_complete);
        assert_eq!(found.texts[0], "Administrators");
    }
}
