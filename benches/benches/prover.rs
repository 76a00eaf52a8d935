//! How fast policies are compared: compiling included, verdict alone and with all differences.
//!
//! `benches/README.md` has what the same questions took solvers. Every bench checks its answer before it is timed.

#![expect(clippy::panic, reason = "a bench stops where its input is wrong")]

use std::hint::black_box;

use criterion::{BenchmarkGroup, Criterion, criterion_group, criterion_main, measurement::WallTime};
use iamkit_benches::workload::workmail_full;
use iamkit_catalog::Catalog;
use iamkit_managed::ManagedPolicies;
use iamkit_policy::{PolicyDocument, StatementBuilder};
use iamkit_prover::{
    Access, Inclusion, Limits, Relation, SubsetMatrix, Universe, compare, differences, is_subset,
};

/// A managed policy, current or of a version.
fn managed(name: &str) -> PolicyDocument {
    let (name, version) = name.split_once('@').map_or((name, None), |(name, version)| (name, Some(version)));
    let found = ManagedPolicies::embedded().policy(name).and_then(|policy| match version {
        Some(version) => policy.version(version.parse()?)?.document(),
        None => policy.current().document(),
    });
    found.unwrap_or_else(|error| std::panic::panic_any(error.to_string()))
}

fn identity(document: &PolicyDocument) -> Access {
    Access::identity(document).unwrap_or_else(|error| std::panic::panic_any(error.to_string()))
}

/// Patterns that lie within those of a policy: each with a letter more before its `*`, or as it is.
fn narrowed(document: &PolicyDocument, count: usize) -> PolicyDocument {
    let actions = document.statements().iter().flat_map(|statement| statement.actions().values());
    let patterns =
        actions.filter_map(|text| text.as_str().strip_suffix('*')).filter(|text| text.contains(':'));
    let narrowed = patterns.take(count).map(|text| format!("{text}A*")).collect::<Vec<_>>();
    assert_eq!(narrowed.len(), count);
    let statement = StatementBuilder::allow().actions(narrowed).resources(["*"]);
    let built = PolicyDocument::builder().statement(statement).build();
    built.unwrap_or_else(|error| std::panic::panic_any(error.to_string()))
}

fn pair(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    (a, b): (&PolicyDocument, &PolicyDocument),
    expected: Relation,
) {
    let limits = Limits::default();
    let universe = Universe::real();
    let found = differences(&identity(a), &identity(b), &universe, &limits);
    assert_eq!((found.comparison.relation, found.comparison.unknown.len()), (expected, 0), "{name}");
    group.bench_function(format!("{name}/verdict"), |bench| {
        bench.iter(|| compare(&identity(black_box(a)), &identity(black_box(b)), &universe, &limits).relation);
    });
    group.bench_function(format!("{name}/differences"), |bench| {
        bench.iter(|| {
            differences(&identity(black_box(a)), &identity(black_box(b)), &universe, &limits).list.len()
        });
    });
}

fn pairs(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("prover");
    let read_only = managed("ReadOnlyAccess");
    let full = workmail_full().unwrap_or_else(|error| std::panic::panic_any(error.to_string()));
    let managed_full = managed("AmazonWorkMailFullAccess@v10");
    pair(&mut group, "workmail-full-and-managed", (&full, &managed_full), Relation::Narrower);
    let audit = managed("SecurityAudit");
    pair(&mut group, "security-audit-and-read-only", (&audit, &read_only), Relation::Incomparable);
    let view = managed("ViewOnlyAccess");
    pair(&mut group, "view-only-and-read-only", (&view, &read_only), Relation::Incomparable);
    let narrowed = narrowed(&read_only, 300);
    pair(&mut group, "300-narrowed-in-read-only", (&narrowed, &read_only), Relation::Narrower);
    pair(&mut group, "read-only-and-itself", (&read_only, &read_only), Relation::Equal);
    group.bench_function("300-narrowed-in-read-only/subset", |bench| {
        bench.iter(|| {
            let (a, b) = (identity(black_box(&narrowed)), identity(black_box(&read_only)));
            is_subset(&a, &b, &Universe::real(), &Limits::default()) == Inclusion::Holds
        });
    });
    group.finish();
}

/// The managed document with the longest text, of all versions.
fn largest() -> PolicyDocument {
    let policies = ManagedPolicies::embedded().iter();
    let texts =
        policies.flat_map(|policy| policy.versions().filter_map(|version| version.document_text().ok()));
    let text = texts.max_by_key(String::len).unwrap_or_default();
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

fn the_largest(criterion: &mut Criterion) {
    let largest = largest();
    let mut group = criterion.benchmark_group("prover");
    pair(&mut group, "largest-and-itself", (&largest, &largest), Relation::Equal);
    group.finish();
}

/// `*aa*`, `*bb*` and so on: each overlaps with each.
fn overlapping(letters: &str) -> Vec<String> {
    letters.chars().map(|letter| format!("*{letter}{letter}*")).collect()
}

/// Twenty keys with twenty values each, counted from a number on.
fn twenty_keys(from: usize) -> StatementBuilder {
    let statement = StatementBuilder::allow().actions(["ec2:*"]).resources(["*"]);
    (0..20).fold(statement, |statement, key| {
        let values = (from..from + 20).map(|value| format!("k{key}v{value}"));
        statement.condition("StringLike", format!("aws:RequestTag/k{key}"), values)
    })
}

fn built(statement: StatementBuilder) -> PolicyDocument {
    let built = PolicyDocument::builder().statement(statement).build();
    built.unwrap_or_else(|error| panic!("{error}"))
}

/// Policies made to explode.
fn exploding(criterion: &mut Criterion) {
    let globs = overlapping("abcdefghijklmnopqrstuvwxyzABCD");
    let on = |resources: &[String]| {
        built(StatementBuilder::allow().actions(["s3:GetObject"]).resources(resources))
    };
    let mut group = criterion.benchmark_group("prover/exploding");
    let fewer = globs.split_first().map_or(&[][..], |(_, rest)| rest);
    let (fewer, all) = (on(fewer), on(&globs));
    pair(&mut group, "thirty-globs", (&fewer, &all), Relation::Narrower);
    let (some, others) = (built(twenty_keys(0)), built(twenty_keys(1)));
    pair(&mut group, "twenty-keys", (&some, &others), Relation::Incomparable);
    group.finish();
}

fn matrix(criterion: &mut Criterion) {
    let documents = ManagedPolicies::embedded().iter().map(|policy| policy.current().document());
    let documents = documents.filter_map(Result::ok).collect::<Vec<_>>();
    let mut group = criterion.benchmark_group("prover/matrix");
    group.sample_size(10);
    group.bench_function(format!("managed/{}", documents.len()), |bench| {
        bench.iter(|| {
            let accesses = documents.iter().map(identity).collect::<Vec<_>>();
            let all = accesses.iter().collect::<Vec<_>>();
            let matrix = SubsetMatrix::new(&all, Catalog::embedded(), &Limits::default());
            assert_eq!(matrix.unknown().count(), 0);
            matrix.order().covers.len()
        });
    });
    group.finish();
}

criterion_group!(benches, pairs, the_largest, exploding, matrix);
criterion_main!(benches);
