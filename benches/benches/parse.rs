//! Reading documents: the `WorkMail` full-access policy and every current AWS managed policy.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use iamkit_benches::workload::workmail_full;
use iamkit_engine::{CompiledPolicies, PolicyKind};
use iamkit_managed::ManagedPolicies;
use iamkit_policy::PolicyDocument;
use iamkit_policy::normal::NormalPolicy;
use serde_json::{Value, from_str};

fn parse(criterion: &mut Criterion) {
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
        let mut group = criterion.benchmark_group("parse");
        group.throughput(Throughput::Bytes(bytes as u64));
        group.bench_function(format!("document/{name}"), |bencher| {
            bencher.iter(|| {
                texts.iter().filter(|text| black_box(text).parse::<PolicyDocument>().is_ok()).count()
            });
        });
        group.bench_function(format!("serde_json_value/{name}"), |bencher| {
            bencher.iter(|| {
                texts
                    .iter()
                    .filter(|text| from_str::<Value>(black_box(text)).is_ok_and(|it| it.is_object()))
                    .count()
            });
        });
        group.bench_function(format!("with_compile/{name}"), |bencher| {
            bencher.iter(|| texts.iter().filter(|text| compile(black_box(text)).is_some()).count());
        });
        let documents =
            texts.iter().filter_map(|text| text.parse::<PolicyDocument>().ok()).collect::<Vec<_>>();
        assert_eq!(documents.len(), texts.len(), "every document parses");
        group.bench_function(format!("normal_form/{name}"), |bencher| {
            bencher.iter(|| {
                documents.iter().map(|document| NormalPolicy::from(document).rules().len()).sum::<usize>()
            });
        });
        group.finish();
    }
}

fn compile(text: &str) -> Option<CompiledPolicies> {
    let document = text.parse::<PolicyDocument>().ok()?;
    CompiledPolicies::compile(PolicyKind::Identity, [("policy", &document)]).ok()
}

criterion_group!(benches, parse);
criterion_main!(benches);
