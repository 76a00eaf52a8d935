//! Every statement beside the request: which of its elements fit, and what can't be compared.
//!
//! This doesn't use the action index, whose findings it thereby confirms wherever both are tested.

use iamkit_policy::principal::Grant;
use iamkit_policy::shown::{self, Shown};

use super::incomparable;
use crate::compiled::{CompiledPolicies, CompiledRule};
use crate::condition::CompiledTest;
use crate::context::Value;
use crate::evaluation::{Element, Remark, StatementRef};
use crate::layer::Layer;
use crate::request::{Carried, Request};
use crate::scene::Scene;
use crate::truth::Truth;

/// A rule beside the request.
pub(super) struct Comparison<'s> {
    pub(super) layer: Layer,
    pub(super) level: usize,
    policies: &'s CompiledPolicies,
    pub(super) rule: &'s CompiledRule,
    pub(super) names_action: bool,
    pub(super) names_principal: bool,
    pub(super) names_resource: Truth,
    pub(super) tests: Vec<Truth>,
}

/// Every statement of the layers that count, beside their request.
pub(super) fn comparisons<'s>(scene: &Scene<'s>) -> Vec<Comparison<'s>> {
    let (request, question) = (scene.request, scene.question());
    let compare = |layer, level, policies: &'s CompiledPolicies, rule: &'s CompiledRule| Comparison {
        layer,
        level,
        policies,
        rule,
        names_action: rule.names_action(request),
        names_principal: rule.grant(policies.kind(), question) != Grant::Nothing,
        names_resource: rule.names_resource(request),
        tests: rule.tests().iter().map(|test| test.holds(request)).collect(),
    };
    let of_policies = scene.policies();
    let of_rules = of_policies.flat_map(|(layer, level, policies)| {
        policies.rules().iter().map(move |rule| compare(layer, level, policies, rule))
    });
    of_rules.collect()
}

impl Comparison<'_> {
    pub(super) fn reference(&self) -> StatementRef {
        self.policies.statement_ref(self.rule)
    }

    /// Whether the rule matches, as far as its effect counts.
    pub(super) fn holds(&self) -> Truth {
        let is_deny = self.rule.is_deny();
        let tests = Truth::all(self.tests.iter().map(|truth| truth.counted_for(is_deny)));
        Truth::from(self.names_action && self.names_principal) & self.names_resource & tests
    }

    pub(super) fn is_match(&self, is_deny: bool) -> bool {
        self.rule.is_deny() == is_deny && self.holds() == Truth::Holds
    }

    pub(super) fn remark(&self, element: Element, reason: String) -> Remark {
        Remark {
            layer: self.layer,
            statement: self.reference(),
            effect: self.rule.rule.effect,
            element,
            reason,
        }
    }

    /// The comparisons that can't be made; the rule matches but for them.
    ///
    /// By S37 and S38 some of them count as no match, in a Deny as well: they are told all the same.
    pub(super) fn unevaluable(&self, request: &Request<'_>) -> Vec<Remark> {
        if self.names_resource == Truth::Fails || !self.names_action || !self.names_principal {
            return Vec::new();
        }
        let mut remarks = Vec::new();
        for (truth, test) in self.tests.iter().zip(self.rule.tests()) {
            if matches!(truth, Truth::Holds | Truth::Unknown) {
                continue;
            }
            let reason = incomparable::value(test.test(), request);
            // Another test fails, so nothing hangs on this statement.
            if *truth == Truth::Fails && reason.is_none() {
                return Vec::new();
            }
            let reason = reason.unwrap_or_else(|| carried(test, request));
            remarks.push(self.remark(element(test), format!("can't be compared: {reason}")));
        }
        remarks
    }
}

pub(super) fn element(test: &CompiledTest) -> Element {
    Element::Condition(test.operator(), test.test().key.as_str().into())
}

/// What the request carries under the key of a test, in words.
pub(super) fn carried(test: &CompiledTest, request: &Request<'_>) -> String {
    match request.carried(test.test().key.folded()) {
        Carried::Nothing => "the request doesn't carry the key".into(),
        Carried::Unknown => "the key is unknown".into(),
        Carried::Single(value) => format!("the request has `{}`", Shown::value(value.text)),
        Carried::Multi(values) => {
            let values = shown::quoted(values.iter().map(Value::as_str));
            format!("the request has the list {}", if values.is_empty() { "of none" } else { &values })
        }
    }
}
