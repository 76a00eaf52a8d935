//! How long the prover takes for policies that are made to take long, and how that grows: each kind at two sizes, the second four
//! times as large but for pigeonholes, whose document grows with the cube.

#![expect(clippy::panic, reason = "a bench stops where its input is wrong")]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use iamkit_policy::PolicyDocument;
use iamkit_prover::{Access, Limits, Universe, compare, idle_statements};
use iamkit_testkit::hostile::{self, Hostile};

/// A kind of policy pairs, of any size.
type Kind = fn(usize) -> Hostile;

const KINDS: [(Kind, [usize; 2]); 9] = [
    (hostile::statements, [400, 1600]),
    (hostile::not_resources, [20, 80]),
    (hostile::principals, [400, 1600]),
    (hostile::variables, [50, 200]),
    (hostile::variables_in_one, [3000, 12000]),
    (hostile::keys, [9000, 36000]),
    (hostile::dates, [2000, 8000]),
    (hostile::literal, [20_000, 80_000]),
    (hostile::pigeonholes, [12, 24]),
];

fn accesses(hostile: &Hostile) -> [Access; 2] {
    [&hostile.a, &hostile.b].map(|json| {
        let document = json.to_string().parse::<PolicyDocument>().unwrap_or_else(|error| panic!("{error}"));
        Access::policy(&document, hostile.kind).unwrap_or_else(|error| panic!("{error}"))
    })
}

fn questions(criterion: &mut Criterion) {
    let (universe, limits) = (Universe::real(), Limits::default());
    for (kind, sizes) in KINDS {
        for size in sizes {
            let hostile = kind(size);
            let [a, b] = accesses(&hostile);
            let mut group = criterion.benchmark_group(format!("hostile/{}", hostile.name));
            group.sample_size(10);
            group.bench_function(BenchmarkId::new("compare", size), |bench| {
                bench.iter(|| compare(black_box(&a), black_box(&b), &universe, &limits).relation);
            });
            group.bench_function(BenchmarkId::new("idle-statements", size), |bench| {
                bench.iter(|| idle_statements(black_box(&a), &universe, &limits).list.len());
            });
            group.finish();
        }
    }
}

criterion_group!(benches, questions);
criterion_main!(benches);
