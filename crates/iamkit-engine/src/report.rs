//! The slow path: every rule of every layer is looked at, so that the answer can say why.
//!
//! It doesn't use the action index, whose findings it thereby confirms wherever both are tested.

use std::collections::BTreeMap;

use iamkit_policy::normal::{ConditionKey, Pattern, Scope, Variable};

use crate::combine::{self, Verdicts};
use crate::compiled::{CompiledPolicies, CompiledRule};
use crate::evaluation::{Decision, Element, Evaluation, LayerVerdict, Remark, StatementRef};
use crate::facts;
use crate::granted;
use crate::incomparable;
use crate::layers::{Layer, RequestError};
use crate::near::{carried, element};
use crate::request::{Carried, Request};
use crate::requester::Grant;
use crate::scene::{Scene, decide};
use crate::situations;
use crate::truth::Truth;
use crate::unknown;

/// A rule beside the request.
pub(crate) struct Comparison<'s> {
    pub(crate) layer: Layer,
    level: usize,
    policies: &'s CompiledPolicies,
    pub(crate) rule: &'s CompiledRule,
    pub(crate) names_action: bool,
    pub(crate) names_principal: bool,
    pub(crate) names_resource: Truth,
    pub(crate) tests: Vec<Truth>,
}

/// What decided and what stood in the way, in one situation.
pub(crate) struct Reasons {
    pub(crate) decided_by: Vec<StatementRef>,
    pub(crate) blocked_by: Vec<&'static str>,
    pub(crate) layers: Vec<LayerVerdict>,
}

impl Reasons {
    /// Why the scene comes to the decision.
    pub(crate) fn of(scene: &Scene<'_>, decision: Decision) -> Self {
        Self::among(scene, decision, &comparisons(scene))
    }

    fn among(scene: &Scene<'_>, decision: Decision, comparisons: &[Comparison<'_>]) -> Self {
        Self {
            decided_by: decided_by(decision, comparisons),
            blocked_by: blocked_by(decision, scene, comparisons),
            layers: scene.policies().map(|(layer, level, _)| verdict(layer, level, comparisons)).collect(),
        }
    }
}

/// Decides, and gathers the reasons.
pub(crate) fn evaluation(scene: &Scene<'_>) -> Result<Evaluation, RequestError> {
    let is_always_allowed = facts::is_always_allowed(scene.request);
    let comparisons = if is_always_allowed { Vec::new() } else { comparisons(scene) };
    let has_unknown = scene.request.has_unknown();
    let answer = if has_unknown { unknown::decide(scene)? } else { unknown::Answer::definite(decide(scene)) };
    // A definite answer has its reasons whatever the unknown keys are, though none of the statements may match for certain.
    let is_made_up = has_unknown && !is_always_allowed && answer.decision != Decision::Depends;
    let reasons = if is_made_up {
        situations::reasons(scene, answer.decision)
    } else {
        Reasons::among(scene, answer.decision, &comparisons)
    };
    Ok(Evaluation {
        decision: answer.decision,
        facts: granted::facts(scene, answer.decision, &reasons.blocked_by, &comparisons),
        open: granted::open(scene, &answer),
        decided_by: reasons.decided_by,
        blocked_by: reasons.blocked_by,
        layers: reasons.layers,
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

    pub(crate) fn remark(&self, element: Element, reason: String) -> Remark {
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
            // What blocks whatever the request is about, where that isn't known (S25).
            let mut question = scene.question();
            question.unknown_holds = scene.request.is_resource_open();
            let verdicts = Verdicts::of(scene, question);
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
    // S68: `RCPFullAWSAccess` stands beside every resource control policy.
    let allows_always = layer == Layer::ResourceControl;
    let (decision, statements) = match (denies.is_empty(), allows.is_empty() && !allows_always) {
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
