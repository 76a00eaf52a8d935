//! A decision on the `WorkMail` full-access policy: compiled beforehand, and from text each time.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use iamkit_benches::{REQUESTS, workmail_full};
use iamkit_engine::{Action, CompiledPolicies, Principal, Request};
use iamkit_policy::PolicyDocument;

type Failure = Box<dyn std::error::Error>;

const ALICE: &str = "arn:aws:iam::111122223333:user/alice";

fn request(action: &str) -> Result<Request, Failure> {
    Ok(Request::new(ALICE.parse::<Principal>()?, action.parse::<Action>()?, "*"))
}

/// Parse, compile and decide: what a program that keeps nothing pays.
fn oneshot(text: &str, action: &str) -> Result<bool, Failure> {
    let document = text.parse::<PolicyDocument>()?;
    Ok(CompiledPolicies::compile([("full", &document)])?.is_allowed(&request(action)?))
}

fn decision(criterion: &mut Criterion) {
    let run = |criterion: &mut Criterion| -> Result<(), Failure> {
        let document = workmail_full()?;
        let policies = CompiledPolicies::compile([("full", &document)])?;
        for (name, action, expected) in REQUESTS {
            let prepared = request(action)?;
            assert_eq!(policies.is_allowed(&prepared), expected, "{name}");
            criterion.bench_function(&format!("decision/prebuilt/{name}"), |bencher| {
                bencher.iter(|| policies.is_allowed(black_box(&prepared)));
            });
            assert!(request(action).is_ok_and(|request| policies.is_allowed(&request) == expected), "{name}");
            criterion.bench_function(&format!("decision/from_strings/{name}"), |bencher| {
                bencher
                    .iter(|| request(black_box(action)).is_ok_and(|request| policies.is_allowed(&request)));
            });
            criterion.bench_function(&format!("decision/evaluate/{name}"), |bencher| {
                bencher.iter(|| policies.evaluate(black_box(&prepared)));
            });
            assert_eq!(oneshot(document.text(), action)?, expected, "{name}");
            criterion.bench_function(&format!("decision/oneshot/{name}"), |bencher| {
                bencher.iter(|| oneshot(black_box(document.text()), black_box(action)));
            });
        }
        Ok(())
    };
    let outcome = run(criterion);
    assert!(outcome.is_ok(), "{outcome:?}");
}

criterion_group!(benches, decision);
criterion_main!(benches);
