//! Tells of items of a list that others cover.

use std::borrow::Cow;

use iamkit_policy::shown::Shown;

use super::cover::groups;
use crate::document::Item;
use crate::input::Input;
use crate::rule::Found;

/// Whether letters of either case are alike
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Letters {
    Alike,
    Differ,
}

/// One finding for each item that none covers and that covers others.
pub(super) fn tell_of(items: &[&Item<'_>], letters: Letters, input: &Input<'_>, found: &mut Found<'_>) {
    if items.len() < 2 {
        return;
    }
    let texts = items.iter().map(|item| folded(&item.text, letters)).collect::<Vec<_>>();
    let texts = texts.iter().map(|text| &**text).collect::<Vec<_>>();
    for group in groups(&texts, &input.work) {
        let covered = group.iter().filter_map(|index| items.get(*index)).copied().collect::<Vec<_>>();
        let Some(longest) = covered.iter().rev().max_by_key(|item| item.text.len()) else { continue };
        // Each group shows a text.
        if !input.work.spend(longest.text.len()) {
            return;
        }
        let (count, text) = (covered.len(), Shown::value(&longest.text));
        let message = format!("One of these {count} items covers the others, `{text}` among them: keep that one.");
        found.all_of(covered.iter().map(|item| item.span).collect(), message);
    }
}

fn folded(text: &str, letters: Letters) -> Cow<'_, str> {
    let has_capitals = || text.bytes().any(|byte| byte.is_ascii_uppercase());
    if letters == Letters::Alike && has_capitals() { text.to_ascii_lowercase().into() } else { text.into() }
}
