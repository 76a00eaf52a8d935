//! Which rules can match an action: an index, so that a decision looks at few of many statements.
//!
//! Literal action names are looked up whole, patterns that begin with a service by that service; the rest, and all
//! complements, are tried for every action.

use iamkit_policy::glob::Glob;
use iamkit_policy::normal::{ActionPattern, Rule, Scope};
use rustc_hash::FxHashMap;

type RuleIdx = u32;

#[derive(Debug, Default)]
pub(crate) struct ActionIndex {
    literals: FxHashMap<Box<str>, Vec<RuleIdx>>,
    services: FxHashMap<Box<str>, Vec<(Glob, RuleIdx)>>,
    anywhere: Vec<(Scope<ActionPattern>, RuleIdx)>,
}

impl ActionIndex {
    pub(crate) fn add(&mut self, rule: &Rule, idx: RuleIdx) {
        let patterns = match &rule.actions {
            Scope::Only(patterns) => patterns,
            complement @ Scope::Except(_) => {
                self.anywhere.push((complement.clone(), idx));
                return;
            }
        };
        for pattern in patterns {
            let Some(glob) = pattern.glob() else { continue };
            match (glob.as_literal(), service_of(glob)) {
                (Some(literal), _) => self.literals.entry(literal.into()).or_default().push(idx),
                (None, Some(service)) => {
                    self.services.entry(service.into()).or_default().push((glob.clone(), idx));
                }
                (None, None) => self.anywhere.push((Scope::Only(vec![pattern.clone()]), idx)),
            }
        }
    }

    /// Calls `visit` with each rule that names the action, given in lower case, until it says to stop; a rule that
    /// names it by several patterns may come several times.
    pub(crate) fn visit(&self, action: &str, mut visit: impl FnMut(RuleIdx) -> std::ops::ControlFlow<()>) {
        let literals = self.literals.get(action).into_iter().flatten().copied();
        let service = action.split_once(':').map_or(action, |(service, _)| service);
        let services = self.services.get(service).into_iter().flatten();
        let services = services.filter(|(glob, _)| glob.matches(action)).map(|(_, idx)| *idx);
        let anywhere =
            self.anywhere.iter().filter(|(scope, _)| scope.contains(|pattern| pattern.matches(action)));
        for idx in literals.chain(services).chain(anywhere.map(|(_, idx)| *idx)) {
            if visit(idx).is_break() {
                return;
            }
        }
    }
}

/// The service a pattern is confined to: what stands before a colon in its literal prefix.
fn service_of(glob: &Glob) -> Option<&str> {
    glob.literal_prefix().split_once(':').map(|(service, _)| service)
}
