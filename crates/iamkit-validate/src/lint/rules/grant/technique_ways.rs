//! Techniques of escalation of which a policy allows every step, with a request for each.

use std::collections::BTreeMap;
use std::rc::Rc;

use iamkit_catalog::technique::{Need, Subject as NeedSubject, Technique, techniques};
use iamkit_catalog::{ActionSet, Catalog};
use iamkit_policy::{PolicyDocument, Statement, StatementBuilder};
use iamkit_prover::{GrantedActions, Witness, WitnessValue};

use crate::lint::rules::prelude::*;

/// The action by which a role is handed to a service, and the key that says to which.
const PASS_ROLE: &str = "iam:PassRole";
const PASSED_TO: &str = "iam:PassedToService";

/// Whom the requester is itself.
const ITSELF: [&str; 2] = ["arn:*:iam::*:user/${aws:username}", "arn:*:iam::*:user/*/${aws:username}"];

/// A technique of which every step is allowed
pub(super) struct Way {
    pub(super) technique: &'static Technique,
    /// A request for each step.
    pub(super) requests: Vec<Witness>,
    pub(super) facts: Facts,
}

/// The ways that a policy allows, by the statements that allow the first step.
pub(super) fn ways<'s>(subject: &Subject<'s>) -> Vec<(Vec<&'s Statement>, Vec<Way>)> {
    let Some(catalog) = subject.catalog() else { return Vec::new() };
    let mut found = BTreeMap::<Vec<usize>, Vec<Way>>::new();
    for way in Steps::new(subject, catalog).ways() {
        let statements = way.requests.first().map(|first| subject.deciding(first)).unwrap_or_default();
        found.entry(statements.iter().map(|it| it.index()).collect()).or_default().push(way);
    }
    let statements = |places: Vec<usize>| places.into_iter().filter_map(|at| subject.statement(at)).collect();
    found.into_iter().map(|(places, ways)| (statements(places), ways)).collect()
}

/// A request that is allowed, and what it takes for granted
type Step = Option<(Witness, Facts)>;

/// Requests for the steps of techniques, each looked for once
struct Steps<'p, 's> {
    subject: &'p Subject<'s>,
    catalog: &'s Catalog,
    /// The actions of techniques of which something is granted.
    granted: ActionSet,
    by_action: BTreeMap<&'static str, Rc<[GrantedActions]>>,
    /// By action, service and whether it has to be on another user.
    known: BTreeMap<(&'static str, Option<&'static str>, bool), Step>,
}

impl<'p, 's> Steps<'p, 's> {
    fn new(subject: &'p Subject<'s>, catalog: &'s Catalog) -> Self {
        let needs = techniques().flat_map(|technique| technique.needs);
        let actions = needs.filter_map(|need| catalog.action(need.action)).map(|action| action.id());
        let mut granted = ActionSet::new();
        subject.granted(&actions.collect()).list.iter().for_each(|line| granted.union_with(&line.actions));
        Self { subject, catalog, granted, by_action: BTreeMap::new(), known: BTreeMap::new() }
    }

    fn ways(&mut self) -> Vec<Way> {
        let is_granted = |catalog: &Catalog, granted: &ActionSet, need: &Need| {
            catalog.action(need.action).is_some_and(|action| granted.contains(action.id()))
        };
        let able = techniques()
            .filter(|it| it.needs.iter().all(|need| is_granted(self.catalog, &self.granted, need)))
            .collect::<Vec<_>>();
        able.into_iter().filter_map(|technique| self.way(technique)).collect()
    }

    fn way(&mut self, technique: &'static Technique) -> Option<Way> {
        let steps = technique.needs.iter().map(|need| self.step(technique, need));
        let steps = steps.collect::<Option<Vec<_>>>()?;
        let facts = steps.iter().fold(Facts::NONE, |facts, (_, used)| facts.union(*used));
        let requests = steps.into_iter().map(|(witness, _)| witness).collect::<Vec<_>>();
        let requests = self.on_one_target(technique, requests)?;
        Some(Way { technique, requests, facts })
    }

    fn step(&mut self, technique: &Technique, need: &'static Need) -> Step {
        let service = technique.service.filter(|_| need.action == PASS_ROLE);
        let is_other = need.on == NeedSubject::OtherUser;
        let key = (need.action, service, is_other);
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let step = self.ask(need.action, service, is_other);
        self.known.insert(key, step.clone());
        step
    }

    fn ask(&mut self, action: &'static str, service: Option<&str>, is_other: bool) -> Step {
        let subject = self.subject;
        let granted = self.granted(action);
        let told =
            |line: &GrantedActions| passed_to(&line.witness, service?, subject).map(|it| (it, line.facts));
        if let Some(line) = granted.iter().find(|line| line.is_unlimited) {
            return told(line).or_else(|| Some((line.witness.clone(), line.facts)));
        }
        if !is_other {
            let first = granted.first().filter(|_| service.is_none());
            if let Some(step) =
                granted.iter().find_map(told).or(first.map(|it| (it.witness.clone(), it.facts)))
            {
                return Some(step);
            }
        }
        self.within(action, &limit(action, service, is_other)?)
    }

    /// What of an action is granted, asked once.
    fn granted(&mut self, action: &'static str) -> Rc<[GrantedActions]> {
        if let Some(known) = self.by_action.get(action) {
            return Rc::clone(known);
        }
        let granted = Rc::from(self.subject.granted(&self.only(action)).list);
        self.by_action.insert(action, Rc::clone(&granted));
        granted
    }

    fn only(&self, action: &str) -> ActionSet {
        self.catalog.action(action).map(|action| action.id()).into_iter().collect()
    }

    /// A request for an action that the policy and a limit both allow.
    fn within(&self, action: &str, limit: &PolicyDocument) -> Step {
        let found = self.subject.granted_within(limit, &self.only(action))?;
        let line = found.list.into_iter().next()?;
        // The limit is no part of what is asked about: the policy by itself allows the request too.
        self.subject.allows(&line.witness).then_some((line.witness, line.facts))
    }

    /// The steps, those on whom the technique is used about one and the same; none where no such requests were found.
    fn on_one_target(&self, technique: &Technique, requests: Vec<Witness>) -> Option<Vec<Witness>> {
        let is_on_target =
            technique.needs.iter().map(|need| need.on != NeedSubject::Some).collect::<Vec<_>>();
        let targets = requests.iter().zip(&is_on_target).filter(|(_, is_on)| **is_on);
        let targets = targets.map(|(witness, _)| witness.resource.clone()).collect::<Vec<_>>();
        let on = |target: &str| {
            let moved = requests.iter().zip(&is_on_target).map(|(witness, is_on)| {
                let resource = if *is_on { target.to_owned() } else { witness.resource.clone() };
                Witness { resource, ..witness.clone() }
            });
            let moved = moved.collect::<Vec<_>>();
            let are_allowed = moved.iter().all(|it| self.subject.allows(it));
            are_allowed.then_some(moved)
        };
        if targets.len() < 2 { Some(requests) } else { targets.iter().find_map(|target| on(target)) }
    }
}

/// The request, of which the key says to which service the role is passed, if that is allowed.
fn passed_to(witness: &Witness, service: &str, subject: &Subject<'_>) -> Option<Witness> {
    let value = WitnessValue::One(service.to_owned());
    let others = witness.context.iter().filter(|(key, _)| !key.eq_ignore_ascii_case(PASSED_TO)).cloned();
    let mut context = others.chain([(PASSED_TO.to_owned(), value)]).collect::<Vec<_>>();
    context.sort_by(|one, two| one.0.cmp(&two.0));
    let told = Witness { context, ..witness.clone() };
    subject.allows(&told).then_some(told)
}

/// A policy that allows an action for one service, or on others than the requester itself.
fn limit(action: &str, service: Option<&str>, is_other: bool) -> Option<PolicyDocument> {
    let allow = StatementBuilder::allow().actions([action]).resources(["*"]);
    let allow = match service {
        Some(service) => allow.condition("StringEquals", PASSED_TO, [service]),
        None => allow,
    };
    let deny = StatementBuilder::deny().actions([action]).resources(ITSELF);
    let document = PolicyDocument::builder().statement(allow);
    let document = if is_other { document.statement(deny) } else { document };
    document.build().ok()
}
