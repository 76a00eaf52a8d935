//! What nobody used, in words: the same for whoever reads it and for code scanners.

use iamkit_cloudtrail::IdleIdentity;
use iamkit_policy::shown::{self, Shown};

/// So many actions of a statement are listed for reading.
const MOST: usize = 12;

/// How many names, and the first of them.
pub(super) fn counted<'n>(
    names: impl IntoIterator<Item = &'n String, IntoIter: ExactSizeIterator>,
) -> String {
    let names = names.into_iter();
    let count = names.len();
    let more = if MOST < count { format!(" and {} more", count - MOST) } else { String::new() };
    format!("({count}): {}{more}", shown::joined(names.take(MOST), ", "))
}

/// Who made no call, or with which key none was signed.
pub(super) fn idle_words(one: &IdleIdentity) -> String {
    let who = Shown::value(&one.principal);
    match &one.access_key {
        Some(key) => format!("{who} key {} signed no call", Shown::value(key)),
        None => format!("{who} made no call"),
    }
}
