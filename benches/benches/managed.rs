//! AWS managed policies: opening the index, a current version, the oldest of many versions.
//!
//! The largest current document is the worst case; the whole set gives the mean.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use iamkit_managed::{ManagedPolicies, Version};

const DATA: &[u8] = include_bytes!("../../crates/iamkit-managed/data/managed.bin");

fn managed(criterion: &mut Criterion) {
    assert!(ManagedPolicies::from_bytes(DATA.to_vec()).is_ok());
    criterion.bench_function("managed/open", |bencher| {
        bencher.iter(|| ManagedPolicies::from_bytes(DATA.to_vec()).is_ok());
    });
    let all = ManagedPolicies::embedded();
    let length = |version: &Version<'_>| version.document_text().map_or(0, |text| text.len());
    let largest = all.iter().map(|policy| policy.current()).max_by_key(length);
    let oldest =
        all.iter().max_by_key(|policy| policy.versions().count()).and_then(|policy| policy.versions().next());
    for (name, version) in [("current_of_the_largest", largest), ("oldest_of_most_versions", oldest)] {
        assert!(version.is_some_and(|version| 1_000 < length(&version)), "{name}");
        let Some(version) = version else { continue };
        criterion
            .bench_function(&format!("managed/{name}"), |bencher| bencher.iter(|| version.document_text()));
    }
    let mut group = criterion.benchmark_group("managed");
    group.throughput(Throughput::Elements(all.iter().count() as u64));
    group.bench_function("every_current", |bencher| {
        bencher.iter(|| all.iter().map(|policy| length(&policy.current())).sum::<usize>());
    });
    group.finish();
}

criterion_group!(benches, managed);
criterion_main!(benches);
