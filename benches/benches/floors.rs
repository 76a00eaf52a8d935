//! The floors: the least that a decision has to do, by itself.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use iamkit_benches::floor::{fold_and_hash, prefix_and_segment};

const ACTION: &[u8; 24] = b"ec2:DescribeInstanceData";
const ARN: &str = "arn:aws:s3:::amzn-s3-demo-bucket/analytics/reports/2026/q1.csv";
const PREFIX: &str = "arn:aws:s3:::amzn-s3-demo-bucket/";

fn floors(criterion: &mut Criterion) {
    assert_ne!(fold_and_hash(ACTION), 0);
    criterion.bench_function("floor/fold_and_hash_24_bytes", |bencher| {
        bencher.iter(|| fold_and_hash(black_box(ACTION)));
    });
    assert!(prefix_and_segment(ARN, PREFIX, "analytics"));
    criterion.bench_function("floor/prefix_and_segment_61_bytes", |bencher| {
        bencher.iter(|| prefix_and_segment(black_box(ARN), black_box(PREFIX), black_box("analytics")));
    });
}

criterion_group!(benches, floors);
criterion_main!(benches);
