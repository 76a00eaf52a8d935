//! One statement and one request.
//!
//! Rules: S1–S11, S23–S25, and RULINGS on missing keys.

use iamkit_policy::{Condition, Effect, LanguageVersion, Statement};

use super::condition::{self, Truth};
use super::context::Context;
use super::kind::Kind;
use super::pattern::{self, Piece, Variables, Wildcards};
use super::principal::{self, Grant};
use super::requester::Requester;

/// A request, as statements see it
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) requester: &'a Requester,
    pub(super) action: &'a str,
    /// S25: `*` for an action without resource types.
    pub(super) resource: &'a str,
    pub(super) context: &'a Context,
    /// S53.
    pub(super) has_boundary: bool,
    /// S25: what statements on certain resources are taken to do, where it isn't known what the request is about.
    pub(super) undecided: Option<Undecided>,
}

/// Whether the statements match of which nobody knows
#[derive(Debug, Clone, Copy)]
pub(super) struct Undecided {
    pub(super) allows_match: bool,
    pub(super) denies_match: bool,
}

impl Undecided {
    /// All that is possible, at its ends.
    pub(super) const ALL: [Self; 4] = [
        Self { allows_match: false, denies_match: false },
        Self { allows_match: false, denies_match: true },
        Self { allows_match: true, denies_match: false },
        Self { allows_match: true, denies_match: true },
    ];
}

/// One statement and one request
#[derive(Debug, Clone, Copy)]
pub(super) struct One<'a> {
    pub(super) statement: &'a Statement,
    pub(super) version: LanguageVersion,
    pub(super) kind: Kind,
    pub(super) asked: Asked<'a>,
}

impl One<'_> {
    /// What the statement grants, were it an Allow; `None` where it doesn't match.
    ///
    /// Where a condition can't be evaluated, an Allow doesn't match and a Deny does.
    pub(super) fn matching(&self) -> Option<Grant> {
        let grant = self.grant()?;
        if !self.action_matches() || !self.resource_matches() {
            return None;
        }
        let is_deny = self.statement.effect() == Effect::Deny;
        let counts = match self.conditions() {
            Truth::Holds => true,
            Truth::Fails => false,
            Truth::Unevaluable => is_deny,
        };
        counts.then_some(grant)
    }

    fn grant(&self) -> Option<Grant> {
        if !self.kind.names_principals() {
            return Some(Grant::Exact);
        }
        principal::grant(self.statement, self.asked.requester, self.asked.has_boundary)
    }

    /// S26: all have to hold.
    fn conditions(&self) -> Truth {
        let variables = self.variables(Variables::Everywhere);
        let tests = self.statement.conditions().iter();
        Truth::all(tests.map(|test| condition::holds(test, variables, self.asked.context)))
    }

    /// S1: a document of 2008 has no variables.
    fn variables(&self, otherwise: Variables) -> Variables {
        if self.version == LanguageVersion::V2008_10_17 { Variables::Nowhere } else { otherwise }
    }

    fn action_matches(&self) -> bool {
        let actions = self.statement.actions();
        let is_named = actions.values().iter().any(|text| names_action(text.as_str(), self.asked.action));
        is_named != actions.is_negated()
    }

    fn resource_matches(&self) -> bool {
        // S24: a trust policy is about its role. S84: so is the policy of another resource, but not that of a key.
        let Some(resources) = self.statement.resources() else {
            return matches!(self.kind, Kind::Trust | Kind::Resource);
        };
        let is_star =
            |text: &iamkit_policy::Text| !text.as_str().is_empty() && text.as_str().chars().all(|c| c == '*');
        if let Some(undecided) = self.asked.undecided
            && !resources.values().iter().any(is_star)
        {
            return match self.statement.effect() {
                Effect::Allow => undecided.allows_match,
                Effect::Deny => undecided.denies_match,
            };
        }
        let is_covered = resources.values().iter().any(|text| {
            let pieces = self.resource_pieces(text.as_str());
            pattern::substituted(&pieces, self.asked.context)
                .is_some_and(|pieces| pattern::covers(&pieces, self.asked.resource))
        });
        is_covered != resources.is_negated()
    }

    /// S6, S7, S10.
    fn resource_pieces(&self, text: &str) -> Vec<Piece> {
        let text = if self.kind.completes(text) { pattern::completed(text) } else { text.to_owned() };
        pattern::read(&text, self.variables(Variables::BehindFifthColon), Wildcards::Yes)
    }

    /// The keys the statement asks for and the context lacks, where everything else matches.
    pub(super) fn missing(&self) -> Vec<String> {
        if self.grant().is_none() || !self.action_matches() {
            return Vec::new();
        }
        let resources = self.statement.resources().map_or(&[][..], |resources| resources.values());
        let pieces = resources.iter().flat_map(|text| self.resource_pieces(text.as_str()));
        let mut missing = self.absent_variables(&pieces.collect::<Vec<_>>());
        let is_open = missing.iter().any(|(_, has_default)| !has_default);
        if !is_open && !self.resource_matches() {
            return Vec::new();
        }
        for condition in self.statement.conditions() {
            if self.asked.context.get(condition.key()).is_none() {
                missing.push((condition.key().to_owned(), true));
            }
            missing.extend(self.absent_in_values(condition));
        }
        missing.into_iter().map(|(key, _)| key).collect()
    }

    fn absent_in_values(&self, condition: &Condition) -> Vec<(String, bool)> {
        let kind = condition.operator().kind();
        if !condition::takes_variables(kind) {
            return Vec::new();
        }
        let variables = self.variables(Variables::Everywhere);
        let values = condition.values().iter().filter(|text| !condition::is_dead(kind, text.as_str()));
        let pieces = values.flat_map(|text| pattern::read(text.as_str(), variables, Wildcards::No));
        self.absent_variables(&pieces.collect::<Vec<_>>())
    }

    /// The variables without a key in the context, each with whether it has a default.
    fn absent_variables(&self, pieces: &[Piece]) -> Vec<(String, bool)> {
        let absent = pieces.iter().filter_map(|piece| match piece {
            Piece::Variable { key, default } if self.asked.context.get(key).is_none() => {
                Some((key.clone(), default.is_some()))
            }
            _ => None,
        });
        absent.collect()
    }
}

/// S2, S3, S4: one pattern over the whole name, in any letter case; with white space, a comma or no name it names nothing.
fn names_action(text: &str, action: &str) -> bool {
    let is_dead = text.is_empty() || text.ends_with(':') || text.contains([' ', '\t', '\n', '\r', ',']);
    let pieces = pattern::read(&text.to_ascii_lowercase(), Variables::Nowhere, Wildcards::Yes);
    !is_dead && pattern::covers(&pieces, &action.to_ascii_lowercase())
}
