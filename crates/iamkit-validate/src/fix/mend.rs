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
const ALL: &[&[Mending]] = &[
    element::MENDINGS,
    sid::MENDINGS,
    action::MENDINGS,
    resource::MENDINGS,
    principal::MENDINGS,
    item::MENDINGS,
    condition::MENDINGS,
];

impl Mending {
    /// All of them, by what they look at.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        ALL.iter().copied().flatten()
    }

    /// The mending of what a rule finds.
    pub fn by_code(code: &str) -> Option<&'static Self> {
        Self::all().find(|mending| mending.code == code)
    }
}

#[cfg(test)]
mod tests;
