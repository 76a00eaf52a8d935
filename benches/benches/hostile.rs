//! How long policies and accounts take that are made to take long, and how that grows: each kind at two sizes, the second
//! four times as large but for pigeonholes, whose document grows with the cube, and for accounts, which have bounds on
//! their roles and on what is told of them. At the end the largest policies of every kind are asked about: none may take
//! longer than what is promised.

#![expect(clippy::panic, reason = "a bench stops where its input is wrong")]

use std::fmt::Display;
use std::hint::black_box;
use std::str::FromStr;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main};
use iamkit_account::escalation::Escalations;
use iamkit_account::view::AccessView;
use iamkit_engine::{CompiledPolicies, Context, ContextValue, Decision, PolicyKind, Principal, Request};
use iamkit_managed::ManagedPolicies;
use iamkit_policy::PolicyDocument;
use iamkit_prover::{Access, Limits, Universe, compare, differences, idle_statements, summarize};
use iamkit_store::{
    Call, Change, ControlPolicyKind, Directory, OrganizationCommand, OrganizationQuotas, Parent,
};
use iamkit_testkit::accounts::imported::imported;
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
            group.bench_function(BenchmarkId::new("summarize", size), |bench| {
                bench.iter(|| summarize(black_box(&a), &universe, &limits).grants.len());
            });
            group.finish();
        }
    }
}

/// The listing of an account, of any size.
type Listing = fn(usize) -> String;

/// Accounts that are long to search, by the number of users or roles that are many.
const ACCOUNTS: [(&str, Listing, [usize; 2]); 3] = [
    ("users-of-iam", hostile::users_of_iam, [1000, 1500]),
    ("ring-of-roles", hostile::ring_of_roles, [2000, 4000]),
    ("clique-of-roles", hostile::clique_of_roles, [2000, 4000]),
];

/// Who can make itself more than it is: everyone's ways, and those of the first principal.
fn escalations(criterion: &mut Criterion) {
    for (name, kind, sizes) in ACCOUNTS {
        for size in sizes {
            let directory = imported(&kind(size));
            let view = AccessView::new(&directory).unwrap_or_else(|error| panic!("{error}"));
            let count = |most: usize| {
                let mut escalations = Escalations::new(&view);
                let ways = view.principals().take(most).map(|it| escalations.of(it).map(|ways| ways.len()));
                ways.sum::<Result<usize, _>>().unwrap_or_else(|error| panic!("{error}"))
            };
            assert_eq!(0 < count(1), name == "users-of-iam", "{name}");
            let mut group = criterion.benchmark_group(format!("hostile/{name}"));
            group.sample_size(10).sampling_mode(SamplingMode::Flat);
            group.bench_function(BenchmarkId::new("escalations", size), |bench| {
                bench.iter(|| count(black_box(usize::MAX)));
            });
            group.bench_function(BenchmarkId::new("escalations-of-one", size), |bench| {
                bench.iter(|| count(black_box(1)));
            });
            group.finish();
        }
    }
}

/// How many roles the account has that stands below organisational units.
const ROLES_BELOW_UNITS: usize = 500;

/// An account below some organisational units, one in the other, each with AWS's own service control policy.
fn below_units(count: usize) -> Directory {
    let mut directory = imported(&hostile::clique_of_roles(ROLES_BELOW_UNITS));
    let Some(account) = directory.accounts().next().map(|account| account.id().clone()) else {
        panic!("no account was imported");
    };
    let quotas = OrganizationQuotas { unit_depth: count, ..OrganizationQuotas::default() };
    let mut commands = vec![
        OrganizationCommand::CreateOrganization {
            id: parse("o-example1234"),
            root: parse("r-abcd"),
            management_account: parse("999988887777"),
        },
        OrganizationCommand::SetQuotas { quotas },
        OrganizationCommand::EnablePolicyType { kind: ControlPolicyKind::ServiceControlPolicy },
        OrganizationCommand::JoinOrganization { account: account.clone() },
    ];
    let mut parent = Parent::Root;
    for at in 0..count {
        let id = parse(&format!("ou-abcd-{at:08}"));
        let below = Parent::OrganizationalUnit(parse(&format!("ou-abcd-{at:08}")));
        let name = parse(&format!("level {at}"));
        commands.push(OrganizationCommand::CreateOrganizationalUnit { parent, name, id: Some(id) });
        parent = below;
    }
    commands.push(OrganizationCommand::MoveAccount { account, destination: parent });
    for command in commands {
        let call = Call::new(parse("iamkit"), parse("2026-01-02T03:04:05Z"));
        let change = Change::in_organization(call, command);
        directory.apply(&change).unwrap_or_else(|error| panic!("{error}"));
    }
    directory
}

fn parse<T: FromStr<Err: Display>>(text: &str) -> T {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// The same account below one unit and below many: the view of it, and everyone's ways.
fn units(criterion: &mut Criterion) {
    for count in [1, 400] {
        let directory = below_units(count);
        let view = || AccessView::new(black_box(&directory)).unwrap_or_else(|error| panic!("{error}"));
        let ready = view();
        let ways = || {
            let mut escalations = Escalations::new(&ready);
            let ways = ready.principals().map(|it| escalations.of(it).map(|ways| ways.len()));
            ways.sum::<Result<usize, _>>().unwrap_or_else(|error| panic!("{error}"))
        };
        let mut group = criterion.benchmark_group("hostile/units");
        group.sample_size(10).sampling_mode(SamplingMode::Flat);
        group.bench_function(BenchmarkId::new("view", count), |bench| bench.iter(view));
        group.bench_function(BenchmarkId::new("escalations", count), |bench| bench.iter(ways));
        group.finish();
    }
}

/// Two keys of which nothing is known, each held against many patterns.
fn unknown_keys(criterion: &mut Criterion) {
    let alice: Principal =
        "arn:aws:iam::111122223333:user/alice".parse().unwrap_or_else(|error| panic!("{error}"));
    let mut context = Context::default();
    for key in ["a:x", "a:y"] {
        context.insert(key, ContextValue::Unknown).unwrap_or_else(|error| panic!("{error}"));
    }
    for size in [300, 1200] {
        let words = (0..size).map(|at| format!("\"*{}{at:04}x*\"", if at % 2 == 0 { "ab" } else { "ba" }));
        let words = words.collect::<Vec<_>>().join(", ");
        let text = format!(
            r#"{{"Statement": {{"Effect": "Allow", "Action": "s3:*", "Resource": "*",
            "Condition": {{"StringLike": {{"a:x": [{words}], "a:y": [{words}]}}}}}}}}"#
        );
        let document: PolicyDocument = text.parse().unwrap_or_else(|error| panic!("{error}"));
        let policies = CompiledPolicies::compile(PolicyKind::Identity, [("p", &document)])
            .unwrap_or_else(|error| panic!("{error}"));
        let request = Request::new(&alice, "s3:GetObject", "arn:aws:s3:::home/alice/notes")
            .unwrap_or_else(|error| panic!("{error}"));
        let request = request.with_context(&context);
        let decided = || policies.evaluate(black_box(&request)).map(|answer| answer.decision());
        assert_eq!(decided().unwrap_or_else(|error| panic!("{error}")), Decision::Depends);
        let mut group = criterion.benchmark_group("hostile/unknown-keys");
        group.sample_size(10);
        group.bench_function(BenchmarkId::new("evaluate", size), |bench| bench.iter(decided));
        group.finish();
    }
}

/// What a question may take whatever it is about, on the machine of which the record is.
const MOST: Duration = Duration::from_secs(2);

/// What that machine takes to read all current managed policies with another library: the row
/// `parse/serde_json_value/all_current_managed` of the record.
const REFERENCE: Duration = Duration::from_millis(14);

/// How much slower this machine is now than the one of the record; no faster one is asked for more.
fn slowness(texts: &[String]) -> f64 {
    let took = (0..3).map(|_| {
        let start = processor_time();
        for text in texts {
            black_box(serde_json::from_str::<serde_json::Value>(text).is_ok());
        }
        processor_time().saturating_sub(start)
    });
    (took.min().unwrap_or_default().as_secs_f64() / REFERENCE.as_secs_f64()).max(1.0)
}

/// The texts of all current managed policies.
fn managed_texts() -> Vec<String> {
    let texts = ManagedPolicies::embedded().iter().map(|policy| policy.current().document_text());
    texts.map(|text| text.unwrap_or_else(|error| panic!("{error}"))).collect()
}

/// The largest policies of each kind that are within the bounds, each question once: none may take longer.
fn promise(_: &mut Criterion) {
    // A build that isn't optimised promises nothing.
    if cfg!(debug_assertions) {
        return;
    }
    let (universe, limits) = (Universe::real(), Limits::default());
    let texts = managed_texts();
    for kind in hostile::KINDS {
        let hostile = hostile::largest(kind, limits.max_statements, limits.max_text);
        let [a, b] = accesses(&hostile);
        let questions: [(&str, &dyn Fn() -> bool); 4] = [
            ("compare", &|| compare(&a, &b, &universe, &limits).unknown.is_empty()),
            ("differences", &|| differences(&a, &b, &universe, &limits).list.is_empty()),
            ("idle-statements", &|| idle_statements(&a, &universe, &limits).list.is_empty()),
            ("summarize", &|| summarize(&a, &universe, &limits).grants.is_empty()),
        ];
        for (name, ask) in questions {
            let before = slowness(&texts);
            let start = processor_time();
            black_box(ask());
            let took = processor_time().saturating_sub(start);
            let slowness = before.max(slowness(&texts));
            let of_record = took.div_f64(slowness);
            assert!(
                of_record <= MOST,
                "{} {name}: {took:?} on a machine {slowness:.1} times slower",
                hostile.name
            );
        }
    }
}

/// How long this thread has run, where the system tells: others take none of it.
fn processor_time() -> Duration {
    let run = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = run.split_whitespace().next().and_then(|run| run.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or_default())
}

criterion_group!(benches, questions, escalations, units, unknown_keys, promise);
criterion_main!(benches);
