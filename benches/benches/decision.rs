//! A decision on the `WorkMail` full-access policy: compiled beforehand, and from text each time.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use iamkit_benches::Failure;
use iamkit_benches::ours::{Ours, oneshot, prepare};
use iamkit_benches::workload::{ALICE, Question, workmail};
use iamkit_engine::Principal;

fn decision(criterion: &mut Criterion) {
    let outcome = run(criterion);
    assert!(outcome.is_ok(), "{outcome:?}");
}

fn run(criterion: &mut Criterion) -> Result<(), Failure> {
    let workload = workmail()?;
    let policies = Ours::compile(&workload.policies)?;
    assert!(ALICE.parse::<Principal>().is_ok(), "{ALICE}");
    criterion.bench_function("decision/principal", |bencher| {
        bencher.iter(|| black_box(ALICE).parse::<Principal>());
    });
    for question in &workload.questions {
        prebuilt(criterion, &policies, question)?;
        for policy in &workload.policies {
            let text = policy.document.text();
            assert_eq!(oneshot(text, question)?, question.is_allowed, "{}", question.name);
            criterion.bench_function(&format!("decision/oneshot/{}", question.name), |bencher| {
                bencher.iter(|| oneshot(black_box(text), black_box(question)));
            });
        }
    }
    Ok(())
}

fn prebuilt(criterion: &mut Criterion, policies: &Ours, question: &Question) -> Result<(), Failure> {
    let prepared = prepare(question)?;
    assert_eq!(policies.is_allowed_prepared(&prepared), question.is_allowed, "{}", question.name);
    criterion.bench_function(&format!("decision/prebuilt/{}", question.name), |bencher| {
        bencher.iter(|| policies.is_allowed_prepared(black_box(&prepared)));
    });
    criterion.bench_function(&format!("decision/from_strings/{}", question.name), |bencher| {
        bencher.iter(|| {
            prepare(black_box(question)).is_ok_and(|prepared| policies.is_allowed_prepared(&prepared))
        });
    });
    criterion.bench_function(&format!("decision/evaluate/{}", question.name), |bencher| {
        bencher.iter(|| policies.evaluate(black_box(&prepared)));
    });
    Ok(())
}

criterion_group!(benches, decision);
criterion_main!(benches);
