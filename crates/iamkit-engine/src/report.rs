//! The slow path: every rule of every layer is looked at, so that the answer can say why.
//!
//! It doesn't use the action index, whose findings it thereby confirms wherever both are tested.

use std::collections::BTreeMap;

use iamkit_policy::glob::Glob;
use iamkit_policy::normal::{ConditionKey, Pattern, Scope, Variable};

use crate::combine::{self, Verdicts};
use crate::compiled::{CompiledPolicies, CompiledRule};
use crate::condition::CompiledTest;
use crate::evaluation::{Decision, Element, Evaluation, LayerVerdict, Remark, StatementRef};
use crate::facts;
use crate::incomparable;
use crate::layers::{Layer, RequestError, Scene, decide};
use crate::request::{Carried, Request};
use crate::requester::Grant;
use crate::truth::Truth;
use crate::unknown;

/// A rule beside the request.
struct Comparison<'s> {
    layer: Layer,
    level: usize,
    policies: &'s CompiledPolicies,
    rule: &'s CompiledRule,
    names_action: bool,
    names_principal: bool,
    names_resource: Truth,
    tests: Vec<Truth>,
}

/// Decides, and gathers the reasons.
pub(crate) fn evaluation(scene: &Scene<'_>) -> Result<Evaluation, RequestError> {
    let comparisons = if facts::is_always_allowed(scene.request) { Vec::new() } else { comparisons(scene) };
    let answer = if scene.request.has_unknown() {
        unknown::decide(scene)?
    } else {
        unknown::Answer::definite(decide(scene))
    };
    Ok(Evaluation {
        decision: answer.decision,
        decided_by: decided_by(answer.decision, &comparisons),
        blocked_by: blocked_by(answer.decision, scene, &comparisons),
        layers: scene.policies().map(|(layer, level, _)| verdict(layer, level, &comparisons)).collect(),
        near_misses: comparisons
            .iter()
            .filter_map(|comparison| comparison.near_miss(scene.request))
            .collect(),
        unevaluable: comparisons
            .iter()
            .flat_map(|comparison| comparison.unevaluable(scene.request))
            .collect(),
        missing_keys: missing_keys(&comparisons, scene.request),
        depends_on: answer.depends_on,
        undecided_keys: answer.undecided,
    })
}

fn comparisons<'s>(scene: &Scene<'s>) -> Vec<Comparison<'s>> {
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
    fn reference(&self) -> StatementRef {
        self.policies.statement_ref(self.rule)
    }

    /// Whether the rule matches, as far as its effect counts.
    fn holds(&self) -> Truth {
        let is_deny = self.rule.is_deny();
        let tests = Truth::all(self.tests.iter().map(|truth| truth.counted_for(is_deny)));
        Truth::from(self.names_action && self.names_principal) & self.names_resource & tests
    }

    fn is_match(&self, is_deny: bool) -> bool {
        self.rule.is_deny() == is_deny && self.holds() == Truth::Holds
    }

    fn remark(&self, element: Element, reason: String) -> Remark {
        Remark {
            layer: self.layer,
            statement: self.reference(),
            effect: self.rule.rule.effect,
            element,
            reason,
        }
    }

    /// The one element in which the rule fails, if it is one.
    fn near_miss(&self, request: &Request<'_>) -> Option<Remark> {
        let failing = self.tests.iter().zip(self.rule.tests()).filter(|(truth, _)| **truth == Truth::Fails);
        let failing_tests = failing.map(|(_, test)| test).collect::<Vec<_>>();
        let elements = (self.names_principal, self.names_action, self.names_resource, &*failing_tests);
        let (element, reason) = match elements {
            (false, true, Truth::Holds | Truth::Unknown, []) => {
                (Element::Principal, format!("it doesn't name `{}`", request.principal()))
            }
            (true, false, Truth::Holds | Truth::Unknown, []) if self.names_service(request) => {
                (Element::Action, format!("it doesn't name `{}`", request.action()))
            }
            (true, true, Truth::Fails, []) => {
                (Element::Resource, format!("it doesn't name `{}`", request.resource()))
            }
            (true, true, Truth::Holds | Truth::Unknown, [test]) => (element(test), carried(test, request)),
            _ => return None,
        };
        Some(self.remark(element, reason))
    }

    /// Whether one of the action patterns is of the request's service.
    fn names_service(&self, request: &Request<'_>) -> bool {
        let service = request.action().service();
        let prefixes = self.rule.rule.actions.entries().iter().filter_map(|pattern| pattern.glob());
        prefixes.map(Glob::literal_prefix).any(|prefix| {
            prefix.split_once(':').is_some_and(|(prefix, _)| prefix.eq_ignore_ascii_case(service))
        })
    }

    /// The comparisons that can't be made; the rule matches but for them.
    ///
    /// By S37 and S38 some of them count as no match, in a Deny as well: they are told all the same.
    fn unevaluable(&self, request: &Request<'_>) -> Vec<Remark> {
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

fn element(test: &CompiledTest) -> Element {
    Element::Condition(test.operator(), test.test().key.as_str().into())
}

/// What the request carries under the key of a test, in words.
fn carried(test: &CompiledTest, request: &Request<'_>) -> String {
    match request.carried(test.test().key.folded()) {
        Carried::Nothing => "the request doesn't carry the key".into(),
        Carried::Unknown => "the key is unknown".into(),
        Carried::Single(value) => format!("the request has `{}`", value.text),
        Carried::Multi(values) => {
            let values = values.iter().map(|value| format!("`{}`", value.as_str())).collect::<Vec<_>>();
            format!(
                "the request has the list {}",
                if values.is_empty() { "of none".into() } else { values.join(", ") }
            )
        }
    }
}

fn decided_by(decision: Decision, comparisons: &[Comparison<'_>]) -> Vec<StatementRef> {
    let of = |is_deny, counts: fn(Layer) -> bool| {
        let matching = comparisons.iter().filter(move |it| counts(it.layer) && it.is_match(is_deny));
        matching.map(Comparison::reference).collect()
    };
    match decision {
        Decision::ExplicitDeny => of(true, |_| true),
        Decision::Allow => of(false, |layer| matches!(layer, Layer::Identity | Layer::Resource)),
        Decision::ImplicitDeny | Decision::Depends => Vec::new(),
    }
}

/// The layers in the order in which answers list those that deny.
const DENYING: [Layer; 7] = [
    Layer::ServiceControl,
    Layer::ResourceControl,
    Layer::Resource,
    Layer::Identity,
    Layer::Boundary,
    Layer::Session,
    Layer::VpcEndpoint,
];

fn blocked_by(decision: Decision, scene: &Scene<'_>, comparisons: &[Comparison<'_>]) -> Vec<&'static str> {
    let denies = |layer: &Layer| comparisons.iter().any(|it| it.layer == *layer && it.is_match(true));
    match decision {
        Decision::ExplicitDeny => {
            DENYING.iter().filter(|layer| denies(layer)).map(|layer| layer.as_str()).collect()
        }
        Decision::ImplicitDeny => {
            let verdicts = Verdicts::of(scene, scene.question());
            verdicts.map(|verdicts| combine::blocks(scene, &verdicts).names().collect()).unwrap_or_default()
        }
        Decision::Allow | Decision::Depends => Vec::new(),
    }
}

fn verdict(layer: Layer, level: usize, comparisons: &[Comparison<'_>]) -> LayerVerdict {
    let here = || comparisons.iter().filter(move |it| it.layer == layer && it.level == level);
    let is_open = here().any(|it| it.holds() == Truth::Unknown);
    let matching = |is_deny| {
        here().filter(move |it| it.is_match(is_deny)).map(Comparison::reference).collect::<Vec<_>>()
    };
    let (denies, allows) = (matching(true), matching(false));
    let (decision, statements) = match (denies.is_empty(), allows.is_empty()) {
        (false, _) => (Decision::ExplicitDeny, denies),
        (true, _) if is_open => (Decision::Depends, allows),
        (true, false) => (Decision::Allow, allows),
        (true, true) => (Decision::ImplicitDeny, allows),
    };
    LayerVerdict { layer, level, decision, statements }
}

fn missing_keys(comparisons: &[Comparison<'_>], request: &Request<'_>) -> Vec<String> {
    let mut keys = BTreeMap::new();
    let named = comparisons.iter().filter(|it| it.names_action && it.names_principal);
    for key in named.flat_map(|comparison| missing(comparison, request)) {
        // `Null` on a key is an ordinary question about an absent key, but the key is missing all the same.
        keys.entry(key.folded()).or_insert_with(|| key.as_str().to_owned());
    }
    keys.into_values().collect()
}

/// The keys a rule asks for and the request lacks, provided its resource matches but for those.
fn missing<'s>(comparison: &Comparison<'s>, request: &Request<'_>) -> Vec<&'s ConditionKey> {
    let is_missing = |key: &&ConditionKey| matches!(request.carried(key.folded()), Carried::Nothing);
    let rule = &comparison.rule.rule;
    let resources = rule.resources.iter().flat_map(Scope::entries);
    let variables = resources.flat_map(Pattern::variables).filter(|variable| is_missing(&variable.key()));
    let variables = variables.collect::<Vec<_>>();
    let is_open = variables.iter().any(|variable| variable.default().is_none());
    if !is_open && comparison.names_resource == Truth::Fails {
        return Vec::new();
    }
    let of_tests = rule
        .conditions
        .iter()
        .flat_map(|test| std::iter::once(&test.key).chain(test.variables().map(Variable::key)));
    variables.into_iter().map(Variable::key).chain(of_tests).filter(is_missing).collect()
}
