//! All seven layers around one request: a role session, three levels of service control policies, a resource policy.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use iamkit_benches::Failure;
use iamkit_benches::layers::{QUESTIONS, Seven};

fn layers(criterion: &mut Criterion) {
    let outcome = run(criterion);
    assert!(outcome.is_ok(), "{outcome:?}");
}

fn run(criterion: &mut Criterion) -> Result<(), Failure> {
    let seven = Seven::compile()?;
    let layers = seven.layers();
    for (name, action, object, is_allowed) in QUESTIONS {
        let ask = || seven.is_allowed(&layers, black_box(action), black_box(object));
        assert_eq!(ask(), Some(is_allowed), "{name}");
        criterion.bench_function(&format!("layers/seven/{name}"), |bencher| bencher.iter(ask));
    }
    Ok(())
}

criterion_group!(benches, layers);
criterion_main!(benches);
