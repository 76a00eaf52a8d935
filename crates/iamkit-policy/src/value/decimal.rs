//! Exact decimal numbers (S38).

use std::cmp::Ordering;
use std::fmt;

/// A decimal number of any length, compared exactly (S38)
///
/// Written by hand because comparing two decimal texts needs no arithmetic, hence no limit on digits and no rounding.
///
/// ```
/// use iamkit_policy::value::Decimal;
///
/// assert_eq!(Decimal::parse("1.50"), Decimal::parse("+01.5"));
/// assert!(Decimal::parse("-10") < Decimal::parse("9.99"));
/// assert_eq!(Decimal::parse("1e3"), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Decimal<T = Box<str>> {
    is_negative: bool,
    /// Digits before the point without leading zeros.
    whole: T,
    /// Digits behind the point without trailing zeros.
    fraction: T,
}

impl Decimal {
    /// Reads `[+-]digits[.digits]`; at least one digit, no exponent, no white space.
    pub fn parse(text: &str) -> Option<Self> {
        let Decimal { is_negative, whole, fraction } = Decimal::borrowed(text)?;
        Some(Self { is_negative, whole: whole.into(), fraction: fraction.into() })
    }
}

impl<'t> Decimal<&'t str> {
    /// As [`Decimal::parse`], but borrowing the digits, so that nothing is allocated.
    pub fn borrowed(text: &'t str) -> Option<Self> {
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || !is_digits(whole) || !is_digits(fraction) {
            return None;
        }
        let whole = whole.trim_start_matches('0');
        let fraction = fraction.trim_end_matches('0');
        let is_zero = whole.is_empty() && fraction.is_empty();
        Some(Self { is_negative: text.starts_with('-') && !is_zero, whole, fraction })
    }
}

impl<T: AsRef<str>> Decimal<T> {
    /// Compares two numbers, whoever owns their digits.
    pub fn compare<U: AsRef<str>>(&self, other: &Decimal<U>) -> Ordering {
        match (self.is_negative, other.is_negative) {
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => self.magnitude().cmp(&other.magnitude()),
            (true, true) => other.magnitude().cmp(&self.magnitude()),
        }
    }

    fn magnitude(&self) -> (usize, &str, &str) {
        let whole = self.whole.as_ref();
        (whole.len(), whole, self.fraction.as_ref())
    }
}

/// Writes the number without superfluous zeros
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.is_negative { "-" } else { "" };
        let whole = if self.whole.is_empty() { "0" } else { &self.whole };
        let point = if self.fraction.is_empty() { "" } else { "." };
        write!(f, "{sign}{whole}{point}{}", self.fraction)
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        self.compare(other)
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn decimals_order_as_integers_do(a in any::<i64>(), b in any::<i64>()) {
            let decimals = (Decimal::parse(&a.to_string()), Decimal::parse(&b.to_string()));
            prop_assert_eq!(decimals.0.cmp(&decimals.1), a.cmp(&b));
        }

        #[test]
        fn decimals_ignore_leading_and_trailing_zeros(a in -9999i32..9999, zeros in 0usize..9) {
            let hundredths = format!("{}{}{}", if a < 0 { "-" } else { "" }, "0".repeat(zeros), a.abs());
            let padded = format!("{hundredths}.{}", "0".repeat(zeros));
            prop_assert_eq!(Decimal::parse(&padded), Decimal::parse(&a.to_string()));
        }

        #[test]
        fn decimals_are_printed_as_they_read(text in "[-+]?[0-9]{1,6}([.][0-9]{1,4})?") {
            let decimal = Decimal::parse(&text).unwrap();
            prop_assert_eq!(Decimal::parse(&decimal.to_string()), Some(decimal));
        }
    }
}
