//! Questions over a whole account: importing it, deciding warm, who can, and the matrix of principals and actions.
//!
//! The input is the drawn account of `iamkit_testkit::accounts`: 5,000 users, 1,000 roles, 500 groups, 1,500 customer
//! managed policies; the tenfold one where `IAMKIT_LARGE` is set. Every bench checks its answer before it is timed.

#![expect(
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a bench stops where its input is wrong, and says what memory it took"
)]

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use iamkit_account::authorizer::Authorizer;
use iamkit_account::reach::Extent;
use iamkit_account::view::{AccessView, AccountPrincipal, Wanted};
use iamkit_benches::account::Asked;
#[cfg(feature = "peers")]
use iamkit_benches::account::{AccountEngine, Holder, Holders};
#[cfg(feature = "peers")]
use iamkit_benches::peer::account::{CedarAccount, IamRsAccount};
use iamkit_engine::Context;
use iamkit_listing::details::{self, Source};
use iamkit_listing::restore::{Restoring, restore};
use iamkit_store::EmbeddedManagedPolicies;
use iamkit_store::{Directory, Quotas};
use iamkit_testkit::accounts::{AccountShape, listing};

const OBJECT: &str = "arn:aws:s3:::billing-prod/key";

fn shape() -> AccountShape {
    if std::env::var_os("IAMKIT_LARGE").is_some() {
        AccountShape::LARGE.times(10)
    } else {
        AccountShape::LARGE
    }
}

fn import(text: &str) -> Directory {
    let reading = details::read(&[Source { name: "account.json", text }]);
    assert_eq!(reading.problems(), []);
    let mut directory = Directory::new(Arc::new(EmbeddedManagedPolicies));
    let restoring = Restoring {
        caller: "bench".parse().expect("is a caller"),
        time: "2026-01-02T03:04:05Z".parse().expect("is a time"),
        quotas: Quotas::default(),
    };
    for details in reading.accounts() {
        restore(&mut directory, details, &restoring).expect("is restored");
    }
    directory
}

/// Resident memory in MiB, where the system tells.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kib.unwrap_or_default() / 1024.0
}

/// Says how much memory something took.
fn said<T>(size: usize, what: &str, work: impl FnOnce() -> T) -> T {
    let before = resident();
    let result = work();
    eprintln!("account/{size}: {:.0} MiB more with {what}", resident() - before);
    result
}

fn questions(criterion: &mut Criterion) {
    let shape = shape();
    let size = shape.users;
    let text = listing(&shape);
    let directory = said(size, "the account as a directory", || import(&text));
    importing(criterion, size, &text);
    let view = AccessView::new(&directory).expect("is viewed");
    let wanted = Wanted::new("s3:GetObject", OBJECT);
    let allowed = said(size, "every principal's policies compiled", || able(&view, &wanted));
    viewing(criterion, size, &directory, &view);
    authorizing(criterion, size, &directory, &wanted, &allowed);
    asking_first(criterion, size, &directory, &wanted);
    asking(criterion, size, &view, &wanted, &allowed);
    everyone(criterion, size, &view);
}

/// The principals that are allowed to.
fn able(view: &AccessView, wanted: &Wanted<'_>) -> Vec<String> {
    let is_allowed = |arn: &str| {
        let principal = view.principal(arn).expect("is there");
        view.is_allowed(principal, wanted).expect("is decided")
    };
    let arns = view.principals().map(|principal| principal.arn().to_owned());
    arns.filter(|arn| is_allowed(arn)).collect()
}

fn importing(criterion: &mut Criterion, size: usize, text: &str) {
    let mut group = criterion.benchmark_group("account");
    group.sample_size(10);
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function(format!("import/{size}"), |bench| bench.iter(|| import(black_box(text))));
    group.finish();
}

fn viewing(criterion: &mut Criterion, size: usize, directory: &Directory, view: &AccessView) {
    let mut group = criterion.benchmark_group("account");
    group.sample_size(10);
    group.bench_function(format!("view/{size}"), |bench| {
        bench.iter(|| AccessView::new(black_box(directory)));
    });
    group.bench_function(format!("renew/{size}"), |bench| bench.iter(|| view.renewed(black_box(directory))));
    group.finish();
}

fn authorizing(
    criterion: &mut Criterion,
    size: usize,
    directory: &Directory,
    wanted: &Wanted<'_>,
    allowed: &[String],
) {
    let authorizer = Authorizer::new(directory).expect("is viewed");
    let mut group = criterion.benchmark_group("account");
    group.throughput(Throughput::Elements(1));
    let one = allowed.first().expect("someone can");
    assert!(authorizer.is_allowed(one, wanted).expect("is decided"));
    group.bench_function(format!("authorize/hot/{size}"), |bench| {
        bench.iter(|| authorizer.is_allowed(black_box(one), wanted));
    });
    let view = AccessView::new(directory).expect("is viewed");
    let everyone = view.principals().map(|principal| principal.arn().to_owned()).collect::<Vec<_>>();
    for principal in &everyone {
        authorizer.is_allowed(principal, wanted).expect("is decided");
    }
    let mut next = everyone.iter().cycle();
    group.bench_function(format!("authorize/each/{size}"), |bench| {
        bench.iter(|| authorizer.is_allowed(black_box(next.next().map_or("", |arn| arn)), wanted));
    });
    group.finish();
}

/// The first question to a view, which works out who can assume what and compiles what it needs.
fn asking_first(criterion: &mut Criterion, size: usize, directory: &Directory, wanted: &Wanted<'_>) {
    let mut group = criterion.benchmark_group("account");
    group.sample_size(10);
    group.bench_function(format!("who-can/first/{size}"), |bench| {
        let view = || AccessView::new(directory).expect("is viewed");
        // The view comes back, so that its end isn't timed.
        let ask = |view: AccessView| (view.who_can(black_box(wanted)).expect("is answered"), view);
        bench.iter_batched(view, ask, BatchSize::PerIteration);
    });
    group.finish();
}

fn asking(
    criterion: &mut Criterion,
    size: usize,
    view: &AccessView,
    wanted: &Wanted<'_>,
    allowed: &[String],
) {
    let mut group = criterion.benchmark_group("account");
    group.sample_size(10);
    let who = view.who_can(wanted).expect("is answered");
    assert!(allowed.len() <= who.direct.len());
    for (name, action, resource) in [
        ("s3", "s3:GetObject", OBJECT),
        ("passrole", "iam:PassRole", "arn:aws:iam::111122223333:role/service/data-prod1"),
        ("kms", "kms:Decrypt", "arn:aws:kms:us-east-1:111122223333:key/k"),
    ] {
        let wanted = Wanted::new(action, resource);
        view.who_can(&wanted).expect("is answered");
        group.bench_function(format!("who-can/{name}/{size}"), |bench| {
            bench.iter(|| view.who_can(black_box(&wanted)));
        });
    }
    let principal = allowed.first().and_then(|arn| view.principal(arn)).expect("someone can");
    group.bench_function(format!("what-can/{size}"), |bench| {
        bench.iter(|| view.what_can(black_box(principal)));
    });
    let matrix = said(size, "the matrix", || view.matrix().expect("is answered"));
    let unproven = matrix.iter().filter(|(_, row)| !row.unproven().is_empty()).count();
    eprintln!("account/{size}: {unproven} principals with actions whose extent is unproven");
    let id = iamkit_catalog::Catalog::embedded().action("s3:GetObject").expect("is there").id();
    let can = matrix.iter().filter(|(_, row)| row.extent(id) != Extent::Never).count();
    assert!(who.direct.len() <= can);
    group.bench_function(format!("matrix/{size}"), |bench| bench.iter(|| view.matrix()));
    group.finish();
}

/// What is known of the request that everyone is asked about.
const CONTEXT: &[(&str, &str)] = &[
    ("aws:RequestedRegion", "us-east-1"),
    ("aws:SourceIp", "192.0.2.9"),
    ("aws:MultiFactorAuthPresent", "true"),
    ("aws:SecureTransport", "true"),
    ("aws:ResourceTag/team", "billing"),
];

/// Everyone's decision: ours, and that of engines which know policies but no accounts.
fn everyone(criterion: &mut Criterion, size: usize, view: &AccessView) {
    let asked = Asked { action: "s3:GetObject", resource: OBJECT, context: CONTEXT };
    let mut context = Context::default();
    for (key, value) in asked.context {
        context.insert(*key, *value).expect("is new");
    }
    let wanted = Wanted::new(asked.action, asked.resource).with_context(&context);
    let decide = |principal: &Arc<AccountPrincipal>| view.is_allowed(principal, &wanted).expect("is decided");
    let allowed = view.principals().map(decide).collect::<Vec<_>>();
    let n_allowed = allowed.iter().filter(|allowed| **allowed).count();
    assert!(0 < n_allowed && n_allowed < allowed.len());
    let mut group = criterion.benchmark_group(format!("account_{size}/everyone"));
    group.sample_size(10);
    group.bench_function("iamkit", |bench| {
        bench.iter(|| view.principals().map(decide).filter(|it| *it).count());
    });
    group.finish();
    let principals = view.principals().collect::<Vec<_>>();
    let mut turn = principals.into_iter().cycle();
    let mut group = criterion.benchmark_group(format!("account_{size}/authorize"));
    group.bench_function("iamkit", |bench| bench.iter(|| turn.next().is_some_and(decide)));
    group.finish();
    #[cfg(feature = "peers")]
    {
        let holders = Holders::of(view);
        peer::<IamRsAccount>(criterion, size, &holders, &asked, &allowed);
        peer::<CedarAccount>(criterion, size, &holders, &asked, &allowed);
    }
}

/// Times a peer that decides about everyone as we do.
#[cfg(feature = "peers")]
fn peer<E: AccountEngine>(
    criterion: &mut Criterion,
    size: usize,
    holders: &Holders,
    asked: &Asked<'_>,
    allowed: &[bool],
) {
    let id = |question: &str| format!("account_{size}/{question}/{}", E::NAME);
    let engine = match E::build(holders, &[*asked]) {
        Ok(engine) => engine,
        Err(unfit) => return refuse(&[id("everyone"), id("authorize")], &format!("{unfit:?}")),
    };
    let decide = |holder: &Holder| engine.is_allowed(holder, asked);
    let mut both = holders.principals.iter().zip(allowed);
    if let Some((holder, right)) = both.find(|(holder, allowed)| decide(holder) != **allowed) {
        let right = if *right { "allow" } else { "deny" };
        return refuse(&[id("everyone"), id("authorize")], &format!("`{}` should be {right}", holder.arn));
    }
    let mut group = criterion.benchmark_group(format!("account_{size}/everyone"));
    group.sample_size(10);
    group.bench_function(E::NAME, |bench| {
        bench.iter(|| holders.principals.iter().filter(|holder| decide(holder)).count());
    });
    group.finish();
    let mut turn = holders.principals.iter().cycle();
    let mut group = criterion.benchmark_group(format!("account_{size}/authorize"));
    group.sample_size(10);
    group.bench_function(E::NAME, |bench| bench.iter(|| turn.next().is_some_and(decide)));
    group.finish();
}

#[cfg(feature = "peers")]
fn refuse(ids: &[String], reason: &str) {
    for id in ids {
        iamkit_benches::verdict::write(id, "wrong", reason).expect("is written");
    }
}

criterion_group!(benches, questions);
criterion_main!(benches);
