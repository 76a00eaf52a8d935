//! Values of the naive evaluator: decimals, dates, addresses and truth values compared the obvious way.
//!
//! Deliberately not the values of the policy crate. Rules: S35, S38–S42.

use std::cmp::Ordering;
use std::net::IpAddr;

/// S38: compares two decimals digit by digit; `None` where either isn't one.
pub(super) fn compare_numbers(left: &str, right: &str) -> Option<Ordering> {
    let (left_sign, left_whole, left_fraction) = decimal(left)?;
    let (right_sign, right_whole, right_fraction) = decimal(right)?;
    let whole = left_whole.len().max(right_whole.len());
    let fraction = left_fraction.len().max(right_fraction.len());
    let pad =
        |whole_part: &str, fraction_part: &str| format!("{whole_part:0>whole$}{fraction_part:0<fraction$}");
    let (left, right) = (pad(left_whole, left_fraction), pad(right_whole, right_fraction));
    let is_zero = |digits: &str| digits.bytes().all(|digit| digit == b'0');
    let left_is_negative = left_sign && !is_zero(&left);
    let right_is_negative = right_sign && !is_zero(&right);
    Some(match (left_is_negative, right_is_negative) {
        (false, false) => left.cmp(&right),
        (true, true) => right.cmp(&left),
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
    })
}

/// Sign, digits before and digits behind the point.
fn decimal(text: &str) -> Option<(bool, &str, &str)> {
    let digits = text.strip_prefix('-').or_else(|| text.strip_prefix('+')).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_valid = [whole, fraction].iter().all(|part| part.chars().all(|c| c.is_ascii_digit()));
    (is_valid && !(whole.is_empty() && fraction.is_empty())).then_some((
        text.starts_with('-'),
        whole,
        fraction,
    ))
}

/// S39: nanoseconds since 1970 of an ISO 8601 date or of epoch seconds; exactly four digits are a year.
pub(super) fn instant(text: &str) -> Option<i128> {
    let all_digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if all_digits(seconds) && all_digits(fraction) && text.len() != 4 {
        return seconds.parse::<i128>().ok()?.checked_mul(1_000_000_000)?.checked_add(nanoseconds(fraction)?);
    }
    let (date, time) = match text.split_once('T') {
        Some((date, time)) if date.len() == 10 => (date, time),
        Some(_) => return None,
        None => (text, "00:00Z"),
    };
    let midnight = midnight(date)?;
    Some(midnight + time_of_day(time)?)
}

fn midnight(date: &str) -> Option<i128> {
    let full = match date.len() {
        4 => format!("{date}-01-01"),
        7 => format!("{date}-01"),
        10 => date.to_owned(),
        _ => return None,
    };
    let has_shape =
        full.char_indices().all(|(at, c)| if at == 4 || at == 7 { c == '-' } else { c.is_ascii_digit() });
    if !has_shape {
        return None;
    }
    let date = full.parse::<jiff::civil::Date>().ok()?;
    let days = jiff::civil::date(1970, 1, 1).until(date).ok()?.get_days();
    Some(i128::from(days) * 86_400_000_000_000)
}

fn time_of_day(text: &str) -> Option<i128> {
    let at = text.find(['Z', '+', '-']).unwrap_or(text.len());
    let (clock, zone) = text.split_at_checked(at)?;
    let zone = if zone.is_empty() { "Z" } else { zone };
    let minutes_away = match zone.chars().next()? {
        'Z' if zone == "Z" => 0,
        '+' => clock_minutes(zone.get(1..)?)?,
        '-' => -clock_minutes(zone.get(1..)?)?,
        _ => return None,
    };
    let (minutes, seconds) = match clock.match_indices(':').nth(1) {
        Some((second_colon, _)) => {
            (clock_minutes(clock.get(..second_colon)?)?, clock.get(second_colon + 1..)?)
        }
        None => (clock_minutes(clock)?, "00"),
    };
    let (seconds, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
    let seconds = two_digits(seconds, 59)?;
    Some(((minutes - minutes_away) * 60 + seconds) * 1_000_000_000 + nanoseconds(fraction)?)
}

fn clock_minutes(text: &str) -> Option<i128> {
    let (hours, minutes) = text.split_once(':')?;
    Some(two_digits(hours, 23)? * 60 + two_digits(minutes, 59)?)
}

fn two_digits(text: &str, highest: i128) -> Option<i128> {
    let is_valid = text.len() == 2 && text.chars().all(|c| c.is_ascii_digit());
    text.parse().ok().filter(|&number| is_valid && number <= highest)
}

/// The first nine digits behind the point.
fn nanoseconds(fraction: &str) -> Option<i128> {
    if fraction.is_empty() || !fraction.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let nine = fraction.chars().take(9).collect::<String>();
    format!("{nine:0<9}").parse().ok()
}

/// S41: whether an address lies in a range; `None` where the range isn't one. A bare address is a range of one.
pub(super) fn in_range(address: IpAddr, range: &str) -> Option<bool> {
    if let Ok(single) = range.parse::<IpAddr>() {
        return Some(single == address);
    }
    let range = range.parse::<ipnet::IpNet>().ok()?;
    Some(
        range.network() <= address
            && address <= range.broadcast()
            && range.addr().is_ipv4() == address.is_ipv4(),
    )
}

/// S42: `true` and `false` in any letter case.
pub(super) fn truth(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// S40: the bytes a text stands for.
pub(super) fn bytes(text: &str) -> Option<Vec<u8>> {
    base64::Engine::decode(&base64::engine::general_purpose::STANDARD, text).ok()
}

/// S35: lower case, character by character, where that is a single character.
pub(super) fn folded(text: &str) -> String {
    let fold = |c: char| if c.to_lowercase().count() == 1 { c.to_lowercase().next().unwrap_or(c) } else { c };
    text.chars().map(fold).collect()
}
