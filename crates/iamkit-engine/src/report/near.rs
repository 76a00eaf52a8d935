//! Near misses: statements that fail in one element alone, and why.

use iamkit_policy::glob::Glob;
use iamkit_policy::normal::Scope;
use iamkit_policy::shown::Shown;

use super::comparison::{Comparison, carried, element};
use crate::evaluation::{Element, Remark};
use crate::request::Request;
use crate::truth::Truth;

impl Comparison<'_> {
    /// The one element in which the rule fails, if it is one.
    pub(super) fn near_miss(&self, request: &Request<'_>) -> Option<Remark> {
        let failing = self.tests.iter().zip(self.rule.tests()).filter(|(truth, _)| **truth == Truth::Fails);
        let failing_tests = failing.map(|(_, test)| test).collect::<Vec<_>>();
        let elements = (self.names_principal, self.names_action, self.names_resource, &*failing_tests);
        let (element, reason) = match elements {
            (false, true, Truth::Holds | Truth::Unknown, []) => self.missed_principal(request),
            (true, false, Truth::Holds | Truth::Unknown, []) if self.names_service(request) => {
                let is_not = self.rule.rule.actions.is_complement();
                missed(is_not, [Element::Action, Element::NotAction], request.action().as_str())
            }
            (true, true, Truth::Fails, []) => {
                let is_not = self.rule.rule.resources.as_ref().is_some_and(Scope::is_complement);
                missed(is_not, [Element::Resource, Element::NotResource], request.resource())
            }
            (true, true, Truth::Holds | Truth::Unknown, [test]) => (element(test), carried(test, request)),
            _ => return None,
        };
        Some(self.remark(element, reason))
    }

    fn missed_principal(&self, request: &Request<'_>) -> (Element, String) {
        let is_not = self.rule.rule.principals.as_ref().is_some_and(Scope::is_complement);
        missed(is_not, [Element::Principal, Element::NotPrincipal], &request.principal().to_string())
    }

    /// Whether one of the action patterns is of the request's service.
    fn names_service(&self, request: &Request<'_>) -> bool {
        let service = request.action().service().as_bytes();
        let is_of_service = |prefix: &str| match prefix.as_bytes().split_at_checked(service.len()) {
            Some((start, [b':', ..])) => start.eq_ignore_ascii_case(service),
            _ => false,
        };
        let globs = self.rule.rule.actions.entries().iter().filter_map(|pattern| pattern.glob());
        globs.map(Glob::literal_prefix).any(is_of_service)
    }
}

/// An element misses what it doesn't name, and its negation what it names.
fn missed(is_negated: bool, [plain, negated]: [Element; 2], what: &str) -> (Element, String) {
    if is_negated {
        (negated, format!("it names `{}`, and is about all others", Shown::value(what)))
    } else {
        (plain, format!("it doesn't name `{}`", Shown::value(what)))
    }
}
