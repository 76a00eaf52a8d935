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

/// Keys that a request has by its principal (S44).
const DERIVED: [&str; 6] = [
    "aws:PrincipalArn",
    "aws:PrincipalAccount",
    "aws:PrincipalType",
    "aws:PrincipalIsAWSService",
    "aws:PrincipalServiceName",
    "aws:username",
];

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
    fn add<'m>(&mut self, check: &Check, asked: usize, allowed: Option<&'m Made>, text: impl Fn() -> String) {
        match check {
            Check::Pass => {
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
        assert!(self.failed / 4 < self.seen, "{name}: {self:?}");
        assert!(self.passed * HALF / 4 < self.asked, "{name}: {self:?}");
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

    /// Requests made of the words of a policy; around principals that a policy names, these give the keys about them.
    fn requests(&mut self, document: &PolicyDocument) -> Vec<Made> {
        let mut requests = requests(document, self.universe, &self.askers, HALF, &mut self.random);
        if self.kind != PolicyKind::Identity {
            for made in &mut requests {
                made.keys.retain(|(key, ..)| !DERIVED.iter().any(|of| of.eq_ignore_ascii_case(key)));
            }
        }
        requests
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

const UNIVERSES: [fn() -> Universe<'static>; 2] = [|| Universe::Strings, Universe::real];
const KINDS: [PolicyKind; 2] = [PolicyKind::Identity, PolicyKind::Resource];

/// Each kind of policy in each universe.
fn drawings() -> impl Iterator<Item = Drawing> {
    KINDS.into_iter().flat_map(|kind| UNIVERSES.map(|universe| Drawing::new(kind, universe())))
}

#[test]
fn what_is_no_new_access_is_new_in_none_of_ten_thousand_requests() {
    for mut drawing in drawings() {
        let mut tally = Tally::default();
        for at in 0..cases(40) {
            let json = drawing.json();
            let other = if at % 2 == 0 { drawing.json() } else { changed(&json, &mut drawing.random) };
            let (one, two) = (drawing.side(&json), drawing.side(&other));
            let requests = [drawing.requests(&one.document), drawing.requests(&two.document)].concat();
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
        for _ in 0..cases(60) {
            let json = drawing.json();
            let of =
                |json: &Json, random: &mut Random| random.pick(json["Statement"].as_array().unwrap()).clone();
            let (one, two) = (of(&json, &mut drawing.random), of(&json, &mut drawing.random));
            let is_other = drawing.random.one_in(2);
            let resources = if is_other {
                json!(["arn:aws:s3:::other/*", "arn:aws:iam::*:role/other"])
            } else {
                two["Resource"].clone()
            };
            let actions = list(&one["Action"]);
            let resources =
                list(&resources).into_iter().filter(|text| !text.contains("${")).collect::<Vec<_>>();
            if resources.is_empty() {
                continue;
            }
            let borrowed = |texts: &'_ [String]| texts.to_vec();
            let (actions, resources) = (borrowed(&actions), borrowed(&resources));
            let side = drawing.side(&json);
            let actions_of = actions.iter().map(String::as_str).collect::<Vec<_>>();
            let resources_of = resources.iter().map(String::as_str).collect::<Vec<_>>();
            let check = check_access_not_granted(
                &side.access,
                &actions_of,
                &resources_of,
                &drawing.universe,
                &Limits::default(),
            )
            .unwrap();
            let spec = json!({"Effect": "Allow", "Action": actions, "Resource": resources});
            let aimed = document(&around(&spec, &json));
            let requests = [drawing.requests(&side.document), drawing.requests(&aimed)].concat();
            let spec = Side::identity(&document(&json!({"Version": "2012-10-17", "Statement": spec})));
            let (is_asked, by_policy) = (spec.decide(&requests), side.decide(&requests));
            let allowed =
                (0..requests.len()).find(|at| is_asked[*at] && by_policy[*at]).map(|at| &requests[at]);
            let asked = is_asked.iter().filter(|is_asked| **is_asked).count();
            tally.add(&check, asked, allowed, || format!("{}\n{}", spec.document, side.document));
        }
        tally.assert_fair("access not granted");
    }
}

fn list(json: &Json) -> Vec<String> {
    json.as_array().into_iter().flatten().map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// Nobody, and principals of an account that no policy names.
const STRANGER: &str = "987654321098";

fn strangers() -> Vec<Principal> {
    let arns = [
        "iam::987654321098:user/alice",
        "iam::987654321098:role/ops/Deploy",
        "sts::987654321098:assumed-role/Deploy/ci",
    ];
    let named = arns.iter().map(|arn| format!("arn:aws:{arn}").parse().unwrap());
    [Principal::Anonymous, Principal::Anonymous].into_iter().chain(named).collect()
}

/// The values that a stranger can have under a key that tells where a request comes from; `None` for other keys.
fn of_stranger(key: &str, value: &str, named: &str, random: &mut Random) -> Option<Option<String>> {
    let is_named = |text: &str| named.contains(&format!("\"{text}\""));
    let or_absent = |text: String| Some(Some(text).filter(|text| !is_named(text)));
    match key.to_ascii_lowercase().as_str() {
        "aws:sourceaccount" | "aws:sourceowner" | "kms:calleraccount" | "s3:dataaccesspointaccount" => {
            or_absent(if Shape::Account.fits(value) { value.to_owned() } else { STRANGER.to_owned() })
        }
        "aws:principalorgid" | "aws:sourceorgid" | "aws:sourcevpc" | "aws:sourcevpce" => {
            let is_id = of_name(&key.to_ascii_lowercase()).is_some_and(|shape| shape.fits(value));
            if is_id { or_absent(value.to_owned()) } else { Some(None) }
        }
        "aws:sourcearn" => {
            let mut fields = value.splitn(6, ':').collect::<Vec<_>>();
            if fields.len() < 6 || !Shape::Account.fits(fields[4]) {
                return Some(None);
            }
            fields[4] = STRANGER;
            or_absent(fields.join(":"))
        }
        "aws:sourceip" | "aws:vpcsourceip" => {
            let address = parse_ip(random.text(&["198.18.7.7", "8.8.8.8", "2001:4860::1"])).unwrap();
            let quoted = named.split('"').filter_map(parse_ip_range);
            let is_named = quoted.into_iter().any(|range| range.contains(&address));
            Some((!is_named).then(|| address.to_string()))
        }
        "aws:userid" | "kms:viaservice" | "aws:principalorgpaths" => Some(None),
        _ => None,
    }
}

/// The request as a stranger makes it.
fn made_strange(made: &mut Made, named: &str, random: &mut Random) {
    let keys = std::mem::take(&mut made.keys);
    for (key, values, is_single) in keys {
        let first = values.first().cloned().unwrap_or_default();
        match of_stranger(&key, &first, named, random) {
            None => made.keys.push((key, values, is_single)),
            Some(value) => made.keys.extend(value.map(|value| (key, vec![value], true))),
        }
    }
}

#[test]
fn what_is_not_public_is_allowed_to_strangers_by_none_of_ten_thousand_requests() {
    for universe in UNIVERSES {
        let mut drawing = Drawing::new(PolicyKind::Resource, universe());
        drawing.askers = strangers();
        let mut tally = Tally::default();
        for at in 0..cases(80) {
            let json = if at % 2 == 0 {
                drawing.json()
            } else {
                catalogued::public_policy().new_tree(&mut drawing.runner).unwrap().current()
            };
            let side = drawing.side(&json);
            let check = check_no_public_access(&side.access, &drawing.universe, &Limits::default());
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
