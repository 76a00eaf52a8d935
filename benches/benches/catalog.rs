//! How fast the catalog opens, looks up and expands.
//!
//! Inputs: one hot name; 10,000 names drawn over the whole catalog in mixed letter case; the patterns that cover one
//! service and all services. Every bench checks its answer before it is timed.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use iamkit_catalog::{ActionId, Catalog};

/// How many names the random lookup draws.
const NAMES: u32 = 10_000;

/// Every n-th action, n being coprime to their number, so that neighbours in time are not neighbours in memory.
const STEP: u64 = 7_919;

fn random_names(catalog: &Catalog) -> Vec<String> {
    let count = u64::from(catalog.action_count());
    let ids = (0..NAMES).filter_map(|idx| u32::try_from(u64::from(idx) * STEP % count).ok());
    let actions = catalog.actions().collect::<Vec<_>>();
    let named = ids.filter_map(|id| actions.get(id as usize).map(|action| (id, action.to_string())));
    named.map(|(id, name)| if id % 2 == 0 { name.to_ascii_uppercase() } else { name }).collect()
}

fn find(catalog: &Catalog, name: &str) -> Option<ActionId> {
    catalog.action(name).map(|action| action.id())
}

fn lookup(criterion: &mut Criterion) {
    let catalog = Catalog::embedded();
    let names = random_names(catalog);
    assert!(
        names
            .iter()
            .all(|name| catalog.action(name).is_some_and(|it| it.to_string().eq_ignore_ascii_case(name)))
    );
    assert!(find(catalog, "s3:GetObjectt").is_none());
    let mut group = criterion.benchmark_group("catalog/lookup");
    group.throughput(Throughput::Elements(1));
    group.bench_function("hot", |bench| bench.iter(|| find(catalog, black_box("S3:getObject"))));
    group.bench_function("miss", |bench| bench.iter(|| find(catalog, black_box("s3:GetObjectt"))));
    let mut next = names.iter().cycle();
    group.bench_function("random/10000", |bench| {
        bench.iter(|| next.next().and_then(|name| find(catalog, black_box(name))));
    });
    group.finish();
}

fn expand(criterion: &mut Criterion) {
    let catalog = Catalog::embedded();
    let mut group = criterion.benchmark_group("catalog/expand");
    for pattern in ["ses:*", "*:Describe*", "ec2:*Tag*", "*", "*:*Tag*"] {
        let expected = catalog.actions().filter(|action| is_named(pattern, &action.to_string())).count();
        assert_eq!(catalog.actions_matching(pattern).count(), expected, "{pattern}");
        group.throughput(Throughput::Elements(expected as u64));
        group.bench_function(pattern, |bench| {
            bench
                .iter(|| catalog.actions_matching(black_box(pattern)).fold(0, |sum, it| sum ^ it.id().get()));
        });
    }
    group.finish();
}

fn is_named(pattern: &str, name: &str) -> bool {
    iamkit_policy::glob::Glob::parse(pattern).matches_ignore_ascii_case(name)
}

fn open(criterion: &mut Criterion) {
    let bytes = Catalog::embedded_bytes();
    assert!(Catalog::from_bytes(bytes).is_ok_and(|catalog| catalog.action("s3:GetObject").is_some()));
    let mut group = criterion.benchmark_group("catalog/open");
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    group.bench_function("embedded", |bench| bench.iter(|| Catalog::from_bytes(black_box(bytes)).is_ok()));
    group.bench_function("owned", |bench| {
        bench.iter_batched(
            || bytes.to_vec(),
            |bytes| Catalog::from_bytes(bytes).is_ok(),
            BatchSize::LargeInput,
        );
    });
    group.finish();
}

fn near(criterion: &mut Criterion) {
    let catalog = Catalog::embedded();
    assert_eq!(
        catalog.nearest_actions("s3:GetObjet", 1).first().map(iamkit_catalog::Action::name),
        Some("GetObject")
    );
    let mut group = criterion.benchmark_group("catalog/near");
    for text in ["s3:GetObjet", "GetObjet"] {
        group.bench_function(text, |bench| bench.iter(|| catalog.nearest_actions(black_box(text), 5).len()));
    }
    group.finish();
}

criterion_group!(benches, lookup, expand, open, near);
criterion_main!(benches);
