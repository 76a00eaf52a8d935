//! The rules beyond AWS's on every AWS managed policy: what they find to do nothing is proven to, by another question, and
//! the requests that show what they find are decided by the naive evaluator too.
#![cfg(feature = "prove")]
#![expect(clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used, reason = "integration test")]

#[path = "../../iamkit-prover/tests/naively/mod.rs"]
mod naively;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use iamkit_catalog::Catalog;
use iamkit_managed::ManagedPolicies;
use iamkit_policy::PolicyDocument;
use iamkit_policy::normal::PolicyKind;
use iamkit_prover::{Access, Limits, Relation, Universe, Witness, compare};
use iamkit_validate::lint::{Lint, LintRule, lint, lint_by};
use iamkit_validate::{Finding, FindingEvidence, PathElement, PolicyType, validate};
use serde_json::Value;

/// The rules that say that the document is the same without what they point at.
const IDLE: [&str; 10] = [
    "idle-value",
    "idle-action",
    "idle-resource",
    "always-true",
    "guards-nothing",
    "names-nothing",
    "never-satisfied",
    "redundant",
    "shadowed-by-deny",
    "names-no-action",
];

/// Of so many policies something stays undecided: within the limits, or for the values of a variable.
const MOST_UNDECIDED: usize = 7;

fn found(document: &PolicyDocument) -> Lint {
    let found = lint(document, PolicyKind::Identity, &Universe::real(), &Limits::default());
    found.expect("it is an identity policy")
}

/// In a release build: `cargo test --release -p iamkit-validate --test lint_managed -- --ignored --nocapture`.
#[test]
#[ignore = "measures, and means nothing in a development build"]
fn all_managed_policies_are_looked_at_in_time() {
    let texts = ManagedPolicies::embedded().iter().map(|policy| policy.current().document_text());
    let documents = texts.map(|text| text.expect("it opens").parse().expect("it is a policy"));
    let documents = documents.collect::<Vec<PolicyDocument>>();
    let start = Instant::now();
    let findings = documents.iter().map(|document| found(document).findings.len()).sum::<usize>();
    let beyond = start.elapsed();
    println!("{findings} findings beyond AWS's in {} policies: {beyond:?}", documents.len());
    let mut times = BTreeMap::<&str, Duration>::new();
    for rule in LintRule::all() {
        let start = Instant::now();
        for document in &documents {
            let asked =
                lint_by([rule], document, PolicyKind::Identity, &Universe::real(), &Limits::default());
            assert!(asked.is_ok());
        }
        times.insert(rule.code, start.elapsed());
    }
    println!("each rule by itself: {times:?}");
    let start = Instant::now();
    let validated = documents.iter().map(|document| {
        validate(document.text(), PolicyType::Identity, Catalog::embedded()).expect("it is small").len()
    });
    println!("{} findings of AWS's: {:?}", validated.sum::<usize>(), start.elapsed());
}

#[test]
fn what_does_nothing_can_be_taken_out_of_every_managed_policy() {
    let mut counts = BTreeMap::<&str, usize>::new();
    let (mut wrong, mut undecided, mut requests) = (Vec::new(), Vec::new(), 0);
    for policy in ManagedPolicies::embedded().iter() {
        let text = policy.current().document_text().expect("it opens");
        let document: PolicyDocument = text.parse().expect("it is a policy");
        let lint = found(&document);
        undecided.extend((!lint.unknown.is_empty()).then(|| policy.name().to_owned()));
        for finding in &lint.findings {
            *counts.entry(finding.code).or_default() += 1;
            if let FindingEvidence::Requests(shown) = &finding.evidence {
                requests += shown.len();
            }
            if let Some(problem) = problem(&document, finding) {
                wrong.push(format!("{}: {}: {}: {problem}", policy.name(), finding.code, finding.message));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {counts:?}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(undecided.len() <= MOST_UNDECIDED, "{undecided:?}");
    println!("{requests} requests; {counts:?}; undecided: {undecided:?}");
    assert!(1_500 < requests, "{requests} requests");
    // Of whole statements and of names it finds what it found before there were rules on their parts.
    let whole = ["redundant", "names-nothing", "never-satisfied", "names-no-action", "no-such-action"];
    assert_eq!(whole.map(|code| counts.get(code).copied().unwrap_or(0)), [39, 22, 10, 2, 270], "{counts:?}");
}

/// A request of a finding that the naive evaluator doesn't allow.
fn refused_naively(document: &PolicyDocument, finding: &Finding, requests: &[Witness]) -> Option<String> {
    let mut statements = serde_json::from_str::<Value>(document.text()).ok()?;
    if finding.code == "deny-misses-absent-key" {
        let full = serde_json::json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
        let own = match statements["Statement"].take() {
            Value::Array(own) => own,
            one => vec![one],
        };
        statements["Statement"] = own.into_iter().chain([full]).collect();
    }
    let document = statements.to_string().parse().ok()?;
    let refused = requests.iter().find(|it| !naively::allows(naively::request(it), &document));
    refused.map(|request| format!("not allowed, says the naive evaluator: {request}"))
}

/// What is wrong about a finding, asked otherwise.
fn problem(document: &PolicyDocument, finding: &Finding) -> Option<String> {
    if let FindingEvidence::Requests(requests) = &finding.evidence {
        let beside = Access::beside_full_access([document], PolicyKind::Identity).expect("it compiles");
        let alone = Access::identity(document).expect("it compiles");
        let access = if finding.code == "deny-misses-absent-key" { beside } else { alone };
        let refused = requests.iter().find(|request| request.is_allowed_by(&access) != Ok(true));
        let refused = refused.map(|request| format!("not allowed: {request}"));
        return refused.or_else(|| refused_naively(document, finding, requests));
    }
    if !IDLE.contains(&finding.code) {
        return None;
    }
    let without = without(document, &finding.locations[0].path)?;
    // A condition that is taken out of a Deny, or a Deny itself, matters beside what others allow.
    let [a, b] = [document, &without].map(|it| Access::beside_full_access([it], PolicyKind::Identity));
    let [c, d] = [document, &without].map(Access::identity);
    let universe = Universe::real();
    let relation = |a: &Access, b: &Access| compare(a, b, &universe, &Limits::default()).relation;
    let [denied, allowed] = [relation(&a.ok()?, &b.ok()?), relation(&c.ok()?, &d.ok()?)];
    (denied != Relation::Equal || allowed != Relation::Equal)
        .then(|| format!("without it, beside all else: {denied}, alone: {allowed}"))
}

/// The document without what is at the end of a way; none where nothing would be left.
fn without(document: &PolicyDocument, path: &[PathElement]) -> Option<PolicyDocument> {
    let mut value: Value = serde_json::from_str(document.text()).ok()?;
    let (last, way) = path.split_last()?;
    let mut parent = &mut value;
    for step in way {
        parent = match step {
            PathElement::Value(name) | PathElement::Key(name) => parent.get_mut(name)?,
            PathElement::Index(at) => parent.get_mut(*at)?,
        };
    }
    match last {
        PathElement::Index(at) => _ = parent.as_array_mut()?.remove(*at),
        PathElement::Value(name) | PathElement::Key(name) => _ = parent.as_object_mut()?.remove(name),
    }
    value.to_string().parse().ok()
}
