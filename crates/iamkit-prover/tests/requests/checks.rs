//! The checks of Access Analyzer: what passes is allowed by none of ten thousand requests.

use iamkit_engine::{PolicyKind, Principal};
use iamkit_policy::PolicyDocument;
use iamkit_policy::value::{parse_ip, parse_ip_range};
use iamkit_prover::{
    Check, Limits, Universe, check_access_not_granted, check_no_new_access, check_no_public_access,
};
use proptest::strategy::{Strategy, ValueTree as _};
use proptest::test_runner::TestRunner;
use serde_json::{Value as Json, json};

use crate::generated::changed;
use crate::made::Made;
use crate::random::Random;
use crate::shape::{Shape, of_name};
use crate::side::{Side, identities, requests};
use crate::{HALF, cases, catalogued};

/// How many checks passed, and how many of those that didn't were seen to fail.
#[derive(Debug, Default)]
struct Tally {
    passed: usize,
    failed: usize,
    seen: usize,
    /// Requests that could have refuted a check that passed.
    asked: usize,
}

impl Tally {
    /// Takes in a check, with what of the requests it is about is allowed.
    fn add(&mut self, check: &Check, asked: usize, allowed: Option<&Made>, text: impl Fn() -> String) {
        match check {
            Check::Pass(_) => {
                assert!(allowed.is_none(), "{allowed:?}\n{}", text());
                self.passed += 1;
                self.asked += asked;
            }
            Check::Fail(_) => {
                self.failed += 1;
                self.seen += usize::from(allowed.is_some());
            }
            Check::Unknown(_) => {}
        }
    }

    fn assert_fair(&self, name: &str) {
        println!("{name}: {self:?}");
        assert!(self.failed / 4 <= self.seen, "{name}: {self:?}");
        assert!(self.passed * HALF / 4 <= self.asked, "{name}: {self:?}");
    }
}

/// A generator of documents, its documents one by one, and who asks.
struct Drawing {
    kind: PolicyKind,
    universe: Universe<'static>,
    runner: TestRunner,
    random: Random,
    askers: Vec<Principal>,
}

impl Drawing {
    fn new(kind: PolicyKind, universe: Universe<'static>) -> Self {
        let askers = if kind == PolicyKind::Identity { identities() } else { everybody() };
        Self { kind, universe, runner: TestRunner::deterministic(), random: Random::new(16), askers }
    }

    fn json(&mut self) -> Json {
        match self.kind {
            PolicyKind::Identity => catalogued::document().new_tree(&mut self.runner).unwrap().current(),
            _ => catalogued::resource_policy().new_tree(&mut self.runner).unwrap().current(),
        }
    }

    fn side(&self, json: &Json) -> Side {
        Side::new(&document(json), self.kind)
    }

    /// Requests made of the words of a policy.
    fn requests(&mut self, document: &PolicyDocument) -> Vec<Made> {
        requests(document, self.universe, &self.askers, HALF, &mut self.random)
    }
}

fn everybody() -> Vec<Principal> {
    let arns = [
        "arn:aws:iam::111122223333:user/alice",
        "arn:aws:iam::111122223333:root",
        "arn:aws:sts::444455556666:assumed-role/Deploy/ci",
        "arn:aws:iam::444455556666:role/ops/Deploy",
        "arn:aws:iam::999988887777:user/eve",
        "arn:aws:sts::111122223333:federated-user/bob",
        "lambda.amazonaws.com",
        "*",
    ];
    arns.iter().map(|arn| arn.parse().unwrap()).collect()
}

fn document(json: &Json) -> PolicyDocument {
    json.to_string().parse().unwrap()
}

const UNIVERSES: [fn() -> Universe<'static>; 2] = [|| Universe::strings(), Universe::real];
const KINDS: [PolicyKind; 2] = [PolicyKind::Identity, PolicyKind::Resource];

/// Each kind of policy in each universe.
fn drawings() -> impl Iterator<Item = Drawing> {
    KINDS.into_iter().flat_map(|kind| UNIVERSES.map(|universe| Drawing::new(kind, universe())))
}

#[test]
fn what_is_no_new_access_is_new_in_none_of_ten_thousand_requests() {
    for mut drawing in drawings() {
        let mut tally = Tally::default();
        for at in 0..cases(30) {
            let json = drawing.json();
            let other = if at % 2 == 0 { drawing.json() } else { changed(&json, &mut drawing.random) };
            let (one, two) = (drawing.side(&json), drawing.side(&other));
            let mut requests = [drawing.requests(&one.document), drawing.requests(&two.document)].concat();
            // A Deny may take what other policies give.
            requests.iter_mut().step_by(3).for_each(|made| made.has_policies = true);
            let (by_one, by_two) = (one.decide(&requests), two.decide(&requests));
            for (reference, candidate, by_reference, by_candidate) in
                [(&one, &two, &by_one, &by_two), (&two, &one, &by_two, &by_one)]
            {
                let check = check_no_new_access(
                    &reference.access,
                    &candidate.access,
                    &drawing.universe,
                    &Limits::default(),
                );
                let is_new = |at: &usize| by_candidate[*at] && !by_reference[*at];
                let allowed = (0..requests.len()).find(is_new).map(|at| &requests[at]);
                let text = || format!("{}\n{}", reference.document, candidate.document);
                tally.add(&check, requests.len(), allowed, text);
            }
        }
        tally.assert_fair("no new access");
    }
}

/// The conditions of a policy, each around what is asked about.
fn around(spec: &Json, policy: &Json) -> Json {
    let statements = policy["Statement"].as_array().unwrap().iter().map(|statement| {
        let mut aimed = spec.clone();
        aimed["Condition"] = statement["Condition"].clone();
        aimed
    });
    json!({"Version": "2012-10-17", "Statement": statements.collect::<Vec<_>>()})
}

#[test]
fn access_that_is_not_granted_is_allowed_by_none_of_ten_thousand_requests() {
    for mut drawing in drawings() {
        let mut tally = Tally::default();
        for _ in 0..cases(40) {
            let json = drawing.json();
            let spec = asked_of(&json, &mut drawing.random);
            let (actions, resources) = (list(&spec["Action"]), list(&spec["Resource"]));
            let side = drawing.side(&json);
            let [actions, resources] =
                [&actions, &resources].map(|texts| texts.iter().map(String::as_str).collect::<Vec<_>>());
            let check = check_access_not_granted(
                &side.access,
                &actions,
                &resources,
                &drawing.universe,
                &Limits::default(),
            );
            let aimed = document(&around(&spec, &json));
            let spec = Side::identity(&document(&json!({"Version": "2012-10-17", "Statement": spec})));
            let requests = asked_about(&spec, &aimed, &mut drawing);
            let by_policy = side.decide(&requests);
            let allowed = (0..requests.len()).find(|at| by_policy[*at]).map(|at| &requests[at]);
            let text = || format!("{}\n{}", spec.document, side.document);
            tally.add(&check.unwrap(), requests.len(), allowed, text);
        }
        tally.assert_fair("access not granted");
    }
}

/// Ten thousand requests about what is asked; fewer where most of what the policy's words give is about other things,
/// and none where no action takes such a resource.
fn asked_about(spec: &Side, aimed: &PolicyDocument, drawing: &mut Drawing) -> Vec<Made> {
    const ROUNDS: usize = 12;
    let mut requests = Vec::new();
    for _ in 0..ROUNDS {
        let drawn = drawing.requests(aimed);
        let is_asked = spec.decide(&drawn);
        requests
            .extend(drawn.into_iter().zip(is_asked).filter(|(_, is_asked)| *is_asked).map(|(made, _)| made));
        if requests.is_empty() || 2 * HALF <= requests.len() {
            break;
        }
    }
    requests
}

/// Actions of a statement on resources of one, or on others.
fn asked_of(policy: &Json, random: &mut Random) -> Json {
    let statements = policy["Statement"].as_array().unwrap();
    let (one, two) = (random.pick(statements), random.pick(statements));
    let mut resources = list(&two["Resource"]);
    resources.retain(|text| !text.contains("${"));
    if resources.is_empty() || random.one_in(2) {
        resources = vec!["arn:aws:s3:::other/*".to_owned(), "arn:aws:iam::*:role/other*".to_owned()];
    }
    json!({"Effect": "Allow", "Action": one["Action"], "Resource": resources})
}

fn list(json: &Json) -> Vec<String> {
    json.as_array().into_iter().flatten().map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// An account that no policy names.
const STRANGER: &str = "987654321098";

/// Nobody, and principals of that account.
fn strangers() -> Vec<Principal> {
    let arns = [
        "iam::987654321098:user/alice",
        "iam::987654321098:role/ops/Deploy",
        "sts::987654321098:assumed-role/Deploy/ci",
    ];
    let named = arns.iter().map(|arn| format!("arn:aws:{arn}").parse().unwrap());
    [Principal::Anonymous, Principal::Anonymous].into_iter().chain(named).collect()
}

/// What a stranger can have under a key that tells where a request comes from, made of a value of it, if anything.
fn of_stranger(key: &str, value: &str, named: &str, random: &mut Random) -> Option<String> {
    let shape = of_name(key);
    let text = match key {
        "aws:principalorgid" | "aws:sourceorgid" | "aws:sourcevpc" | "aws:sourcevpce" => value.to_owned(),
        "aws:sourcearn" => {
            let mut fields = value.splitn(6, ':').collect::<Vec<_>>();
            *fields.get_mut(4).filter(|account| Shape::Account.fits(account))? = STRANGER;
            fields.join(":")
        }
        "aws:sourceip" | "aws:vpcsourceip" => {
            let address = parse_ip(random.text(&["198.18.7.7", "8.8.8.8", "2001:4860::1"]))?;
            let mut ranges = named.split('"').filter_map(parse_ip_range);
            return (!ranges.any(|range| range.contains(&address))).then(|| address.to_string());
        }
        _ if shape == Some(Shape::Account) && Shape::Account.fits(value) => value.to_owned(),
        _ => return None,
    };
    let is_named = named.contains(&format!("\"{text}\""));
    Some(text).filter(|text| !is_named && shape.is_none_or(|shape| shape.fits(text)))
}

/// Keys that tell where a request comes from.
const SOURCES: [&str; 14] = [
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceip",
    "aws:sourceorgid",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:userid",
    "aws:vpcsourceip",
    "kms:calleraccount",
    "kms:viaservice",
    "s3:dataaccesspointaccount",
];

/// The request as a stranger makes it.
fn made_strange(made: &mut Made, named: &str, random: &mut Random) {
    for (key, mut values, is_single) in std::mem::take(&mut made.keys) {
        let folded = key.to_ascii_lowercase();
        if !SOURCES.contains(&&*folded) {
            made.keys.push((key, values, is_single));
        } else if let Some(value) = values.pop()
            && let Some(strange) = of_stranger(&folded, &value, named, random)
        {
            made.keys.push((key, vec![strange], true));
        }
    }
}

#[test]
fn what_is_not_public_is_allowed_to_strangers_by_none_of_ten_thousand_requests() {
    for universe in UNIVERSES {
        let mut drawing = Drawing::new(PolicyKind::Resource, universe());
        drawing.askers = strangers();
        let mut tally = Tally::default();
        for at in 0..cases(60) {
            let json = if at % 2 == 0 {
                drawing.json()
            } else {
                catalogued::public_policy().new_tree(&mut drawing.runner).unwrap().current()
            };
            let side = drawing.side(&json);
            let check = check_no_public_access(&side.access, &drawing.universe, &Limits::default()).unwrap();
            let mut requests = [drawing.requests(&side.document), drawing.requests(&side.document)].concat();
            let named = json.to_string();
            for made in &mut requests {
                made_strange(made, &named, &mut drawing.random);
            }
            let by_policy = side.decide(&requests);
            let allowed = (0..requests.len()).find(|at| by_policy[*at]).map(|at| &requests[at]);
            tally.add(&check, requests.len(), allowed, || side.document.to_string());
        }
        tally.assert_fair("no public access");
    }
}
