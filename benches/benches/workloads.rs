//! Workloads a to f: this engine beside base lines and, with the feature `peers`, beside published engines.
//!
//! Policies are compiled once; every request is made from its texts. One measurement is one decision.

use criterion::{Criterion, criterion_group, criterion_main};
use iamkit_benches::Failure;
use iamkit_benches::engine::{GlobLoop, HandConditions, HandIndex, Patterns};
use iamkit_benches::ours::{self, Ours};
use iamkit_benches::verdict::{ask, compare};
use iamkit_benches::workload::{self, Workload};

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

/// The requests of every workload made beforehand, for this engine alone.
fn typed(criterion: &mut Criterion) -> Result<(), Failure> {
    for workload in workload::all()? {
        if workload.rhythm != workload::Rhythm::Each {
            continue;
        }
        let policies = Ours::compile(&workload.policies)?;
        for question in &workload.questions {
            let prepared = ours::prepare(question)?;
            assert_eq!(policies.is_allowed_prepared(&prepared), question.is_allowed, "{}", question.name);
            let mut group = criterion.benchmark_group(format!("{}/{}", workload.id, question.name));
            group.bench_function("iamkit, request made beforehand", |bencher| {
                bencher.iter(|| policies.is_allowed_prepared(std::hint::black_box(&prepared)));
            });
        }
    }
    Ok(())
}

criterion_group!(benches, workloads);
criterion_main!(benches);
