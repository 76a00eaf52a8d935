//! Many decisions at once: one policy on every action of the catalog, every managed policy on every action, and ten
//! million events as a trail has them.
//!
//! Events are decided one by one from their texts; the principal is read once. Interned events carry the number of their
//! action in a list: the answer is looked up by it, and the request is made only where it has to be looked at.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use iamkit_benches::Failure;
use iamkit_benches::workload::{ALICE, EVENTS, Events, actions_of_the_catalog};
use iamkit_engine::CompiledPolicies;
use iamkit_engine::PolicyKind;
use iamkit_engine::Principal;
use iamkit_engine::Request;
use iamkit_engine::{ActionList, Allowed};
use iamkit_managed::ManagedPolicies;
use iamkit_policy::PolicyDocument;

fn batch(criterion: &mut Criterion) {
    let outcome = matrix(criterion).and_then(|()| events(criterion));
    assert!(outcome.is_ok(), "{outcome:?}");
}

fn compile(document: &PolicyDocument) -> Option<CompiledPolicies> {
    CompiledPolicies::compile(PolicyKind::Identity, [("policy", document)]).ok()
}

/// How many actions all the policies always allow, each counted for itself.
fn allowed_by_all(documents: &[PolicyDocument], actions: &ActionList) -> usize {
    let compiled = documents.iter().filter_map(compile);
    compiled.map(|policies| policies.decide_each(actions).counts().0).sum()
}

fn matrix(criterion: &mut Criterion) -> Result<(), Failure> {
    let one = actions_of_the_catalog()?;
    let actions = ActionList::new(one.questions.iter().map(|question| question.action.as_str()))?;
    let policies =
        one.policies.first().and_then(|policy| compile(&policy.document)).ok_or("doesn't compile")?;
    let decisions = policies.decide_each(&actions);
    for question in &one.questions {
        let number = actions.number(&question.action).ok_or("is in the list")?;
        assert_eq!(decisions.get(number) == Allowed::Always, question.is_allowed, "{}", question.action);
    }
    let mut group = criterion.benchmark_group("batch");
    group.throughput(Throughput::Elements(actions.len() as u64));
    group.bench_function("one_policy_every_action", |bencher| {
        bencher.iter(|| policies.decide_each(black_box(&actions)));
    });
    let current = ManagedPolicies::embedded().iter().map(|policy| policy.current().document());
    let documents = current.collect::<Result<Vec<_>, _>>()?;
    let (half, rest) = documents.split_at(documents.len() / 2);
    let both = || {
        std::thread::scope(|scope| {
            let other = scope.spawn(|| allowed_by_all(half, &actions));
            allowed_by_all(rest, &actions) + other.join().unwrap_or_default()
        })
    };
    assert_eq!(both(), allowed_by_all(&documents, &actions));
    group.throughput(Throughput::Elements((documents.len() * actions.len()) as u64));
    group.sample_size(10);
    group.bench_function("matrix_with_compile", |bencher| {
        bencher.iter(|| allowed_by_all(&documents, &actions));
    });
    group.bench_function("matrix_with_compile_on_two_threads", |bencher| bencher.iter(both));
    group.finish();
    Ok(())
}

fn events(criterion: &mut Criterion) -> Result<(), Failure> {
    let events = Events::draw(EVENTS)?;
    let questions = &events.workload.questions;
    let compiled = events.workload.policies.first().and_then(|policy| compile(&policy.document));
    let policies = compiled.ok_or("doesn't compile")?;
    let alice: Principal = ALICE.parse()?;
    let actions = ActionList::new(questions.iter().map(|question| question.action.as_str()))?;
    let number =
        |event: &u32| actions.number(&questions.get(*event as usize)?.action).map(|number| (number, *event));
    let interned = events.order.iter().filter_map(number).collect::<Vec<_>>();
    let is_allowed = |event: u32| {
        let question = questions.get(event as usize);
        let request = question.and_then(|it| Request::new(&alice, &it.action, &it.resource).ok());
        request.is_some_and(|request| policies.is_allowed(&request))
    };
    let from_texts = || events.order.iter().filter(|event| is_allowed(**event)).count();
    let from_numbers = || {
        let decisions = policies.decide_each(&actions);
        let by_number = |(number, event): &(usize, u32)| match decisions.get(*number) {
            Allowed::Depends => is_allowed(*event),
            allowed => allowed == Allowed::Always,
        };
        interned.iter().filter(|pair| by_number(pair)).count()
    };
    let right = events.order.iter().filter_map(|event| questions.get(*event as usize));
    let right = right.filter(|question| question.is_allowed).count();
    assert_eq!((from_texts(), from_numbers()), (right, right));
    let mut group = criterion.benchmark_group("events");
    group.throughput(Throughput::Elements(events.order.len() as u64)).sample_size(10);
    group.bench_function("ten_million", |bencher| bencher.iter(from_texts));
    group.bench_function("ten_million_interned", |bencher| bencher.iter(from_numbers));
    group.finish();
    Ok(())
}

criterion_group!(benches, batch);
criterion_main!(benches);
