//! What an item of `Action` names, by the catalog.

use iamkit_catalog::{ActionId, Catalog};

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

/// With so many actions a pattern may be compared that isn't selective.
const LARGEST_SERVICE: usize = 1000;

impl Named {
    pub(crate) fn find(text: &str, catalog: &Catalog, work: &Work) -> Self {
        if let Some(action) = catalog.action(text) {
            return Self::Action(action.id());
        }
        if is_any(text) {
            return Self::All;
        }
        if text.contains("${") {
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
        let steps = if wildcard < SELECTIVE && !is_any(name) { LARGEST_SERVICE } else { 1 };
        // Whoever asks for too much is told so of the document.
        let is_named = !work.spend(steps) || is_any(name) || catalog.actions_matching(text).next().is_some();
        if is_named { Self::Pattern } else { Self::NoAction }
    }
}

/// Whether a text is one `*` or several.
pub(crate) fn is_any(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte == b'*')
}
