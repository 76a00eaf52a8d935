//! A statement and its elements.

use std::cell::OnceCell;

use iamkit_catalog::Catalog;
use iamkit_policy::glob::Glob;
use iamkit_policy::{Effect, Span};

use super::condition::{ConditionElement, KeyTest};
use super::item::Item;
use super::named::{Named, is_any};
use super::principal::{Principal, PrincipalElement, PrincipalEntry};
use crate::arn::{ArnProblem, judge};
use crate::work::Work;

/// A statement
#[derive(Debug)]
pub(crate) struct Statement<'t> {
    pub(crate) span: Span,
    /// `Sid`, where it is a string.
    pub(crate) sid: Option<Item<'t>>,
    /// `Effect`, where it is a string.
    pub(crate) effect: Option<Item<'t>>,
    pub(crate) has_effect: bool,
    pub(crate) action: Option<Element<Action<'t>>>,
    pub(crate) not_action: Option<Element<Action<'t>>>,
    pub(crate) resource: Option<Element<Resource<'t>>>,
    pub(crate) not_resource: Option<Element<Resource<'t>>>,
    pub(crate) principal: Option<PrincipalElement<'t>>,
    pub(crate) not_principal: Option<PrincipalElement<'t>>,
    pub(crate) condition: Option<ConditionElement<'t>>,
}

/// `Action`, `Resource` or one of their negations: its name, its value and the strings in it
#[derive(Debug)]
pub(crate) struct Element<I> {
    /// The name token.
    pub(crate) name: Span,
    /// The value.
    pub(crate) span: Span,
    pub(crate) is_empty_list: bool,
    pub(crate) items: Vec<I>,
}

/// An item of `Action` or `NotAction`
#[derive(Debug)]
pub(crate) struct Action<'t> {
    pub(crate) item: Item<'t>,
    pub(crate) is_negated: bool,
    named: OnceCell<Named>,
}

/// An item of `Resource` or `NotResource`
#[derive(Debug)]
pub(crate) struct Resource<'t> {
    pub(crate) item: Item<'t>,
    problem: OnceCell<Option<ArnProblem>>,
}

impl<'t> Action<'t> {
    pub(super) fn new(item: Item<'t>, is_negated: bool) -> Self {
        Self { item, is_negated, named: OnceCell::new() }
    }

    /// What it names, found once.
    pub(crate) fn named(&self, catalog: &Catalog, work: &Work) -> Named {
        *self.named.get_or_init(|| Named::find(&self.item.text, catalog, work))
    }
}

impl<'t> Resource<'t> {
    pub(super) fn new(item: Item<'t>) -> Self {
        Self { item, problem: OnceCell::new() }
    }

    /// Whether it is `*`.
    pub(crate) fn is_any(&self) -> bool {
        is_any(&self.item.text)
    }

    /// The first thing that is wrong with its ARN, found once.
    pub(crate) fn problem(&self, catalog: &Catalog) -> Option<ArnProblem> {
        let find = || if &*self.item.text == "*" { None } else { judge(&self.item.text, catalog) };
        *self.problem.get_or_init(find)
    }
}

impl<'t> Statement<'t> {
    /// The effect, where it is one of the two.
    pub(crate) fn effect(&self) -> Option<Effect> {
        match &*self.effect.as_ref()?.text {
            "Allow" => Some(Effect::Allow),
            "Deny" => Some(Effect::Deny),
            _ => None,
        }
    }

    pub(crate) fn is_allow(&self) -> bool {
        self.effect() == Some(Effect::Allow)
    }

    pub(crate) fn is_deny(&self) -> bool {
        self.effect() == Some(Effect::Deny)
    }

    /// The items of `Action` and then those of `NotAction`.
    pub(crate) fn all_actions(&self) -> impl Iterator<Item = &Action<'t>> {
        self.action.iter().chain(&self.not_action).flat_map(|element| &element.items)
    }

    /// The items of `Action`.
    pub(crate) fn actions(&self) -> impl Iterator<Item = &Action<'t>> {
        self.action.iter().flat_map(|element| &element.items)
    }

    /// Whether an action, named in full, is among those of the statement.
    pub(crate) fn covers_action(&self, name: &str) -> bool {
        let matches = |action: &Action<'_>| Glob::parse(&action.item.text).matches_ignore_ascii_case(name);
        match (&self.action, &self.not_action) {
            (Some(element), _) => element.items.iter().any(matches),
            (None, Some(element)) => !element.items.iter().any(matches),
            (None, None) => false,
        }
    }

    /// The items of `Resource` and then those of `NotResource`.
    pub(crate) fn all_resources(&self) -> impl Iterator<Item = &Resource<'t>> {
        self.resource.iter().chain(&self.not_resource).flat_map(|element| &element.items)
    }

    /// The texts of all entries of `Principal` and then those of `NotPrincipal`.
    pub(crate) fn all_principals(&self) -> impl Iterator<Item = &Principal<'t>> {
        self.principals().flat_map(PrincipalElement::principals)
    }

    /// The entries of `Principal` and then those of `NotPrincipal`.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &PrincipalEntry<'t>> {
        self.principals().flat_map(PrincipalElement::entries)
    }

    /// `Principal` and then `NotPrincipal`.
    pub(crate) fn principals(&self) -> impl Iterator<Item = &PrincipalElement<'t>> {
        self.principal.iter().chain(&self.not_principal)
    }

    /// Every key of `Condition` under every operator.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &KeyTest<'t>> {
        self.condition.iter().flat_map(ConditionElement::keys)
    }
}
