//! Globs made to explode, on 10 kB of text, beside the same patterns as regular expressions.
//!
//! A matcher that takes choices back needs more than a lifetime for them.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use iamkit_benches::Failure;
use iamkit_policy::glob::Glob;
use regex::Regex;

const LENGTH: usize = 10_000;

fn globs(criterion: &mut Criterion) {
    let outcome = run(criterion);
    assert!(outcome.is_ok(), "{outcome:?}");
}

fn run(criterion: &mut Criterion) -> Result<(), Failure> {
    let text = "a".repeat(LENGTH);
    for (name, pattern) in [
        ("stars_and_letters", format!("{}*b*", "*a".repeat(100))),
        ("stars_and_questions", format!("{}*b*", "*a?a".repeat(100))),
        ("one_stretch", format!("*{}b*", "a?".repeat(100))),
        ("thousand_stars", format!("{}b*", "*".repeat(1_000))),
    ] {
        let glob = Glob::parse(&pattern);
        let regex = pattern.replace('*', ".*").replace('?', ".");
        let regex = Regex::new(&format!("(?s)^(?:{regex})$"))?;
        assert!(!glob.matches(&text) && !regex.is_match(&text), "{name}");
        assert!(glob.matches(&format!("{text}bb")) && regex.is_match(&format!("{text}bb")), "{name}");
        let mut group = criterion.benchmark_group(format!("glob/{name}"));
        group.throughput(Throughput::Bytes(LENGTH as u64));
        group.bench_function("iamkit", |bencher| bencher.iter(|| glob.matches(black_box(&text))));
        group.bench_function("regex", |bencher| bencher.iter(|| regex.is_match(black_box(&text))));
        group.finish();
    }
    Ok(())
}

criterion_group!(benches, globs);
criterion_main!(benches);
