//! The mendings, by what they look at.

mod action;
mod condition;
mod element;
mod item;
mod principal;
mod resource;
mod sid;

use super::mending::Mending;

/// All of them.
pub(super) const ALL: &[&[Mending]] = &[
    element::MENDINGS,
    sid::MENDINGS,
    action::MENDINGS,
    resource::MENDINGS,
    principal::MENDINGS,
    item::MENDINGS,
    condition::MENDINGS,
];

#[cfg(test)]
mod tests;
