//! What an item of `Action` names, by the catalog.

use iamkit_catalog::{ActionId, Catalog};

use crate::arn::has_variable;
use crate::work::Work;

/// What an item of `Action` names
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    /// `*`: every action.
    All,
    /// An action, in any letter case.
    Action(ActionId),
    /// Some actions of a service, by a pattern.
    Pattern,
    /// Not known: a wildcard or a variable is in the name of the service.
    Open,
    /// Nothing: there is no such service.
    NoService,
    /// Nothing: the service has no such action.
    NoAction,
    /// Nothing: it has no colon, or several.
    NoName,
}

/// A pattern whose name has fewer letters before its first wildcard is compared with much of a service.
const SELECTIVE: usize = 3;

/// With so many actions a pattern of a service may be compared.
const LARGEST_SERVICE: usize = 1000;

/// To compare a pattern with an action takes so many steps.
const STEPS_OF_AN_ACTION: usize = 16;

impl Named {
    /// How many steps it takes at most to go through all that it names.
    pub(crate) fn steps(self, catalog: &Catalog) -> usize {
        match self {
            Self::Pattern => LARGEST_SERVICE * STEPS_OF_AN_ACTION,
            Self::Open | Self::All => catalog.action_count() as usize * STEPS_OF_AN_ACTION,
            Self::Action(_) | Self::NoService | Self::NoAction | Self::NoName => 1,
        }
    }

    pub(crate) fn find(text: &str, catalog: &Catalog, work: &Work) -> Self {
        if let Some(action) = catalog.action(text) {
            return Self::Action(action.id());
        }
        if is_any(text) {
            return Self::All;
        }
        if has_variable(text) {
            return Self::Open;
        }
        match text.split_once(':') {
            Some((prefix, name)) if !name.contains(':') => {
                Self::of_service(text, prefix, name, catalog, work)
            }
            _ => Self::NoName,
        }
    }

    fn of_service(text: &str, prefix: &str, name: &str, catalog: &Catalog, work: &Work) -> Self {
        if prefix.contains(['*', '?']) {
            return Self::Open;
        }
        if catalog.service(prefix).is_none() {
            return Self::NoService;
        }
        let Some(wildcard) = name.find(['*', '?']) else { return Self::NoAction };
        let is_selective = SELECTIVE <= wildcard || is_any(name);
        let steps = if is_selective { STEPS_OF_AN_ACTION } else { Self::Pattern.steps(catalog) };
        // Whoever asks for too much is told so of the document.
        let is_named = !work.spend(steps) || is_any(name) || catalog.actions_matching(text).next().is_some();
        if is_named { Self::Pattern } else { Self::NoAction }
    }
}

/// Whether a text is one `*` or several.
pub(crate) fn is_any(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte == b'*')
}
