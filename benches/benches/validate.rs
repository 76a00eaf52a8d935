//! Validating documents by AWS's rules and those beyond: the `WorkMail` full-access policy and every current AWS managed policy.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use iamkit_benches::workload::workmail_full;
use iamkit_catalog::Catalog;
use iamkit_managed::ManagedPolicies;
use iamkit_policy::PolicyDocument;
use iamkit_policy::normal::PolicyKind;
use iamkit_prover::{Limits, Universe};
use iamkit_validate::PolicyType;
use iamkit_validate::lint::lint;

fn validate(criterion: &mut Criterion) {
    let full = workmail_full();
    assert!(full.is_ok(), "{full:?}");
    let full = full.map(|document| document.text().to_owned()).unwrap_or_default();
    let current = ManagedPolicies::embedded()
        .iter()
        .filter_map(|policy| policy.current().document_text().ok())
        .collect::<Vec<_>>();
    assert_eq!(current.len(), ManagedPolicies::embedded().iter().count(), "every current document opens");
    for (name, texts) in [("workmail_full", vec![full]), ("all_current_managed", current)] {
        let bytes = texts.iter().map(String::len).sum::<usize>();
        let mut group = criterion.benchmark_group("validate");
        group.throughput(Throughput::Bytes(bytes as u64));
        group.bench_function(name, |bencher| {
            bencher.iter(|| texts.iter().map(|text| findings(black_box(text))).sum::<usize>());
        });
        group.finish();
    }
}

/// The rules beyond AWS's on the same policies, which are read before.
fn beyond(criterion: &mut Criterion) {
    let current = ManagedPolicies::embedded().iter().filter_map(|policy| policy.current().document().ok());
    let current = current.collect::<Vec<_>>();
    assert_eq!(current.len(), ManagedPolicies::embedded().iter().count(), "every current document opens");
    let mut group = criterion.benchmark_group("validate");
    group.sample_size(10);
    group.bench_function("beyond/all_current_managed", |bencher| {
        bencher.iter(|| current.iter().map(|document| beyond_aws(black_box(document))).sum::<usize>());
    });
    group.finish();
}

fn beyond_aws(document: &PolicyDocument) -> usize {
    let found = lint(document, PolicyKind::Identity, &Universe::real(), &Limits::default());
    found.map_or(0, |found| found.findings.len())
}

fn findings(text: &str) -> usize {
    iamkit_validate::validate(text, PolicyType::Identity, Catalog::embedded()).map_or(0, |found| found.len())
}

criterion_group!(benches, validate, beyond);
criterion_main!(benches);
