//! Workloads a to f: this engine beside base lines and, with the feature `peers`, beside published engines.
//!
//! Policies are compiled once; every request is made from its texts. One measurement is one decision.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use iamkit_benches::Failure;
use iamkit_benches::engine::{GlobLoop, HandConditions, HandIndex, Patterns};
use iamkit_benches::ours::{self, Ours};
use iamkit_benches::verdict::{ask, compare};
use iamkit_benches::workload::{self, Question, Rhythm, Workload};
use iamkit_engine::Principal;

/// Every request is made from its texts but the principal, as by a server that knows who asks.
const PRINCIPAL_READ_ONCE: &str = "iamkit, principal read once";
/// The context is read beforehand too, its addresses and dates as such.
const CONTEXT_TYPED: &str = "iamkit, context typed";

fn workloads(criterion: &mut Criterion) {
    let outcome = run(criterion);
    assert!(outcome.is_ok(), "{outcome:?}");
}

fn run(criterion: &mut Criterion) -> Result<(), Failure> {
    for workload in workload::all()? {
        assert_eq!(ask::<Ours>(&workload)?, None, "{}: our own answers are right", workload.id);
        compare::<Ours>(criterion, &workload)?;
        base_lines(criterion, &workload)?;
        #[cfg(feature = "peers")]
        peers(criterion, &workload)?;
    }
    typed(criterion)
}

fn base_lines(criterion: &mut Criterion, workload: &Workload) -> Result<(), Failure> {
    if workload.id == "e" {
        return compare::<HandConditions>(criterion, workload);
    }
    compare::<HandIndex>(criterion, workload)?;
    compare::<GlobLoop>(criterion, workload)?;
    compare::<Patterns>(criterion, workload)
}

#[cfg(feature = "peers")]
fn peers(criterion: &mut Criterion, workload: &Workload) -> Result<(), Failure> {
    use iamkit_benches::peer::{Aspen, Cedar, IamRs};

    compare::<IamRs>(criterion, workload)?;
    compare::<Cedar>(criterion, workload)?;
    compare::<Aspen>(criterion, workload)
}

/// What a server needs that reads its principal once, and its context as values: for this engine alone.
fn typed(criterion: &mut Criterion) -> Result<(), Failure> {
    for workload in workload::all()? {
        let policies = Ours::compile(&workload.policies)?;
        let alice: Principal = workload::ALICE.parse()?;
        let as_alice = |question: &Question| policies.is_allowed_as(&alice, question);
        let prepared = workload.questions.iter().map(ours::prepare_typed).collect::<Result<Vec<_>, _>>()?;
        for (question, typed) in workload.questions.iter().zip(&prepared) {
            let answers = (as_alice(question), policies.is_allowed_prepared(typed));
            assert_eq!(answers, (question.is_allowed, question.is_allowed), "{}", question.name);
            if workload.rhythm == Rhythm::Each {
                let mut group = criterion.benchmark_group(format!("{}/{}", workload.id, question.name));
                group.bench_function(PRINCIPAL_READ_ONCE, |bencher| {
                    bencher.iter(|| as_alice(black_box(question)));
                });
                group.bench_function(CONTEXT_TYPED, |bencher| {
                    bencher.iter(|| policies.is_allowed_prepared(black_box(typed)));
                });
            }
        }
        if let Rhythm::InTurn(name) = workload.rhythm {
            let mut turn = workload.questions.iter().cycle();
            let mut group = criterion.benchmark_group(format!("{}/{name}", workload.id));
            group.bench_function(PRINCIPAL_READ_ONCE, |bencher| {
                bencher.iter(|| turn.next().is_some_and(|question| as_alice(black_box(question))));
            });
        }
    }
    Ok(())
}

criterion_group!(benches, workloads);
criterion_main!(benches);
