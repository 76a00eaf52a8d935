//! Questions about policies that are made to take long: bounded work, the same answer each time, right where it is one.
//!
//! Work is counted, and each unit may take so long: together that is the promise of two seconds, which
//! `the_default_budget_is_a_matter_of_two_seconds` adds up. `IAMKIT_FULL` asks with the default budget in a build that isn't
//! optimised, too; `IAMKIT_CASES` sets how many random ones are tried, `IAMKIT_KIND` of which kind the largest are alone
//! asked about.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "integration test")]

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use iamkit_catalog::Catalog;
use iamkit_policy::PolicyDocument;
use iamkit_prover::{
    Access, Limits, Reason, Relation, SubsetMatrix, Universe, check_no_new_access, check_no_public_access,
    compare, counted, differences, idle_statements, is_subset, permissiveness, summarize,
};
use iamkit_testkit::hostile::{self, Hostile};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

/// What a question may take of the processor's time before any of its work, in a release build.
const FIRST: Duration = Duration::from_millis(300);

/// What it may take for a unit of work, in nanoseconds.
const UNIT: u64 = 50;

/// What a question may take whatever it is about.
const MOST: Duration = Duration::from_secs(2);

/// A build that isn't optimised takes so many times as long.
const FACTOR: u32 = if cfg!(debug_assertions) { 4 } else { 1 };

/// How long a question may take that spends so much.
fn promised(work: usize) -> Duration {
    FIRST + Duration::from_nanos(UNIT * u64::try_from(work).unwrap())
}

/// The bounds that are asked with: in a build that isn't optimised less work than by default, so that what isn't counted
/// shows the more.
fn limits() -> Limits {
    let is_full = !cfg!(debug_assertions) || std::env::var_os("IAMKIT_FULL").is_some();
    if is_full { Limits::default() } else { Limits { max_work: 1 << 21, ..Limits::default() } }
}

/// What a question may take of memory whatever it is about, in kilobytes.
const MEMORY: u64 = 512 * 1024;

/// One question at a time: what others take of time and memory isn't its own.
static ALONE: Mutex<()> = Mutex::new(());

fn accesses(hostile: &Hostile) -> [Access; 2] {
    [&hostile.a, &hostile.b].map(|json| {
        Access::policy(&json.to_string().parse::<PolicyDocument>().unwrap(), hostile.kind).unwrap()
    })
}

/// A question by its name, and what it says.
type Question = (&'static str, fn(&[Access; 2], &Universe<'_>, &Limits) -> String);

const QUESTIONS: [Question; 9] = [
    ("compare", |[a, b], universe, limits| format!("{:?}", compare(a, b, universe, limits))),
    ("is_subset", |[a, b], universe, limits| format!("{:?}", is_subset(a, b, universe, limits))),
    ("differences", |[a, b], universe, limits| format!("{:?}", differences(a, b, universe, limits))),
    ("idle_statements", |[a, _], universe, limits| format!("{:?}", idle_statements(a, universe, limits))),
    ("summarize", |[a, _], universe, limits| format!("{:?}", summarize(a, universe, limits))),
    ("permissiveness", |[a, _], universe, limits| format!("{:?}", permissiveness(a, universe, limits))),
    ("check_no_new_access", |[a, b], universe, limits| {
        format!("{:?}", check_no_new_access(a, b, universe, limits))
    }),
    ("check_no_public_access", |[a, _], universe, limits| {
        format!("{:?}", check_no_public_access(a, universe, limits))
    }),
    ("matrix", |[a, b], _, limits| format!("{:?}", SubsetMatrix::new(&[a, b], Catalog::embedded(), limits))),
];

fn asked(hostile: &Hostile, limits: &Limits) {
    let accesses = accesses(hostile);
    for (name, ask) in QUESTIONS {
        for universe in [Universe::real(), Universe::strings()] {
            let broken =
                broken(|| ask(&accesses, &universe, limits), &format!("{} {name}", hostile.name), limits);
            assert_eq!(broken, None);
        }
    }
}

/// What a question breaks of the promise: more work than it may, or more of the processor's time or of memory than that
/// implies. What it takes is printed.
fn broken<T>(ask: impl FnOnce() -> T, about: &str, limits: &Limits) -> Option<String> {
    let _alone = ALONE.lock();
    // From here on the most that the process has is measured anew, where the system lets.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let (start, before) = (processor_time(), memory("VmRSS:"));
    let (_, work) = counted(ask);
    let took = processor_time().saturating_sub(start);
    let memory = memory("VmHWM:").zip(before).map(|(peak, before)| peak.saturating_sub(before));
    let told = format!("{about}: {took:?}, {work} units of work, {memory:?} kB");
    println!("{told}");
    // Each of the two pairs of a matrix is a question of its own, in both directions.
    let questions = if about.ends_with("matrix") { 2 } else { 1 };
    let is_kept = work <= questions * limits.max_work
        && took <= FACTOR * promised(work)
        && memory.is_none_or(|memory| memory < MEMORY);
    (!is_kept).then_some(told)
}

#[test]
fn the_default_budget_is_a_matter_of_two_seconds() {
    assert!(promised(Limits::default().max_work) <= MOST);
}

/// How long this thread has run, where the system tells: others take none of it.
fn processor_time() -> Duration {
    let run = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = run.split_whitespace().next().and_then(|run| run.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or_default())
}

/// What the system says of the process's memory, in kilobytes, where it tells.
fn memory(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

#[test]
fn every_question_about_every_kind_comes_back_soon() {
    for hostile in hostile::all() {
        asked(&hostile, &limits());
    }
}

#[test]
fn no_work_is_outside_of_the_budget() {
    const ASKED: [&str; 3] = ["differences", "idle_statements", "summarize"];
    let limits = limits();
    let wanted = std::env::var("IAMKIT_KIND").ok();
    let mut found = Vec::new();
    for kind in hostile::KINDS {
        if wanted.as_ref().is_some_and(|wanted| kind(1).name != *wanted) {
            continue;
        }
        let hostile = hostile::largest(kind, limits.max_statements, limits.max_text);
        let accesses = accesses(&hostile);
        for (name, ask) in QUESTIONS.iter().filter(|(name, _)| ASKED.contains(name)) {
            let about = format!("{} {name}", hostile.name);
            found.extend(broken(|| ask(&accesses, &Universe::real(), &limits), &about, &limits));
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

/// Four times as much of a kind may take so many times the work to compare, where it stays decided.
const GROWTH: usize = 6;

/// And so many times to find what is idle where statements overlap: each is asked about, beside all others that say
/// something about its requests.
const IDLE_GROWTH: usize = 16;

/// Kinds whose statements overlap.
const OVERLAPPING: [&str; 3] = ["nested-prefixes", "keys-and-texts", "texts-with-variables"];

/// What a question of few statements takes whatever it is about.
const FIRST_WORK: usize = 1 << 19;

#[test]
fn work_grows_with_what_is_asked_or_the_answer_is_open() {
    const SIZES: [usize; 2] = [32, 128];
    let limits = Limits { max_work: 1 << 22, ..Limits::default() };
    let universe = Universe::real();
    let mut steep = Vec::new();
    let is_small = |kind: &hostile::Kind| kind(SIZES[0]).statements() <= limits.max_statements;
    for kind in hostile::KINDS.into_iter().filter(is_small) {
        let asked = SIZES.map(|size| {
            let hostile = kind(size);
            let [a, b] = accesses(&hostile);
            let _alone = ALONE.lock();
            let (compared, of_pair) = counted(|| compare(&a, &b, &universe, &limits));
            let (idle, of_one) = counted(|| idle_statements(&a, &universe, &limits));
            assert!(of_pair <= limits.max_work && of_one <= limits.max_work, "{}", hostile.name);
            [(compared.relation != Relation::Unknown, of_pair), (idle.unknown.is_empty(), of_one)]
        });
        let [few, many] = asked;
        let do_overlap = OVERLAPPING.contains(&kind(1).name);
        let idle_growth = if do_overlap { IDLE_GROWTH } else { GROWTH };
        let questions = [("compare", GROWTH), ("idle_statements", idle_growth)];
        for ((question, growth), ((_, before), (is_decided, after))) in
            questions.into_iter().zip(few.into_iter().zip(many))
        {
            let told = format!("{} {question}: {before} and {after} units of work", kind(1).name);
            println!("{told}, decided: {is_decided}");
            let is_steep = is_decided && growth * before.max(FIRST_WORK) < after;
            steep.extend(is_steep.then_some(told));
        }
    }
    assert!(steep.is_empty(), "{steep:?}");
}

/// Plain kinds, each with its relation.
fn plain() -> [(Hostile, Relation); 7] {
    [
        (hostile::statements(400), Relation::Broader),
        (hostile::principals(400), Relation::Incomparable),
        (hostile::variables(50), Relation::Incomparable),
        (hostile::variables_in_one(3000), Relation::Broader),
        (hostile::keys(9000), Relation::Broader),
        (hostile::dates(2000), Relation::Broader),
        (hostile::literal(20_000), Relation::Incomparable),
    ]
}

#[test]
fn plain_kinds_are_decided() {
    for (hostile, relation) in plain() {
        let [a, b] = accesses(&hostile);
        let found = compare(&a, &b, &Universe::real(), &Limits::default());
        assert_eq!((found.relation, found.unknown), (relation, Vec::new()), "{}", hostile.name);
    }
}

#[test]
fn plain_kinds_are_decided_where_differences_are_listed() {
    for (hostile, relation) in plain() {
        let [a, b] = accesses(&hostile);
        let found = differences(&a, &b, &Universe::real(), &Limits::default());
        assert_eq!(found.comparison.relation, relation, "{}: {:?}", hostile.name, found.comparison.unknown);
    }
}

#[test]
fn plain_kinds_are_summarized() {
    for (hostile, _) in plain() {
        let [a, _] = accesses(&hostile);
        let (found, work) = counted(|| summarize(&a, &Universe::real(), &Limits::default()));
        println!("{}: {work} units of work for {} lines", hostile.name, found.grants.len());
        assert_eq!(found.unknown, Vec::new(), "{}", hostile.name);
        // Each of the principals has resources of its own, which takes more lines than there may be.
        let are_exact = found.grants.iter().all(|grant| grant.is_exact);
        assert!(are_exact || hostile.name == "principals", "{}: {:?}", hostile.name, found.grants);
    }
}

#[test]
fn what_goes_beyond_the_budget_says_on_what_it_was_spent() {
    let [a, b] = accesses(&hostile::pigeonholes(12));
    let found = compare(&a, &b, &Universe::real(), &Limits::default());
    let exceeded = found.unknown.iter().find_map(|unknown| match unknown.reason {
        Reason::Limit(exceeded) => Some(exceeded),
        _ => None,
    });
    let exceeded = exceeded.unwrap();
    assert_eq!((exceeded.bound(), exceeded.limit()), ("units of work", Limits::default().max_work));
    let shares = exceeded.spent().iter().map(|(_, share)| u32::from(*share)).sum::<u32>();
    assert!((90..=100).contains(&shares), "{:?}", exceeded.spent());
    // A smaller one is decided within the same budget.
    let [a, b] = accesses(&hostile::pigeonholes(5));
    assert_eq!(compare(&a, &b, &Universe::real(), &Limits::default()).relation, Relation::Equal);
}

/// Statements of several kinds, small, with what makes them hard together.
fn statement() -> impl Strategy<Value = Json> {
    let action = prop::sample::select(vec!["*", "s3:*", "s3:GetObject", "iam:*", "kms:*"]);
    let pattern = || {
        let pieces = prop::sample::select(vec![
            "a",
            "b",
            "*",
            "*a*",
            "?",
            "${aws:username}",
            "${aws:PrincipalTag/t,'d'}",
            "/",
            "*b",
        ]);
        prop::collection::vec(pieces, 0..12).prop_map(|pieces| format!("arn:aws:s3:::{}", pieces.concat()))
    };
    let resource = (any::<bool>(), prop::collection::vec(pattern(), 1..12));
    let test = prop_oneof![
        Just(json!({"Null": {"aws:PrincipalTag/a": "true", "aws:PrincipalTag/b": "false"}})),
        Just(json!({"StringLike": {"aws:PrincipalTag/a": ["*x*", "*y*", "${aws:username}"]}})),
        Just(json!({"ForAllValues:StringNotLike": {"aws:TagKeys": ["*x*", "*y", "z*"]}})),
        Just(json!({"ForAnyValue:StringEquals": {"aws:TagKeys": ["x", "y", "z"]}})),
        Just(json!({"NumericLessThan": {"s3:max-keys": ["1", "2", "1e300"]}})),
        Just(
            json!({"ArnLike": {"aws:PrincipalArn": ["arn:aws:iam::*:role/*x*", "arn:aws:iam::*:user/${aws:username}"]}})
        ),
        Just(json!({})),
    ];
    let effect = prop::sample::select(vec!["Allow", "Allow", "Deny"]);
    (effect, any::<bool>(), action, resource, test).prop_map(
        |(effect, is_not, action, (not, resources), test)| {
            let action_element = if is_not { "NotAction" } else { "Action" };
            let resource_element = if not { "NotResource" } else { "Resource" };
            json!({"Effect": effect, action_element: action, resource_element: resources, "Condition": test})
        },
    )
}

fn cases() -> u32 {
    std::env::var("IAMKIT_CASES").map_or(3, |text| text.parse().unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    /// Looks for much work in few bytes.
    #[test]
    fn no_few_bytes_take_long(
        a in prop::collection::vec(statement(), 1..24),
        b in prop::collection::vec(statement(), 1..24),
    ) {
        let document = |statements: &[Json]| json!({"Version": "2012-10-17", "Statement": statements});
        let hostile = Hostile {
            name: "random", kind: iamkit_prover::PolicyKind::Identity, a: document(&a), b: document(&b),
        };
        asked(&hostile, &limits());
    }

    #[test]
    fn a_question_has_one_answer_and_less_budget_no_other(
        a in prop::collection::vec(statement(), 1..4),
        b in prop::collection::vec(statement(), 1..4),
        share in 1_usize..4096,
    ) {
        let document = |statements: &[Json]| json!({"Version": "2012-10-17", "Statement": statements});
        let hostile = Hostile {
            name: "random", kind: iamkit_prover::PolicyKind::Identity, a: document(&a), b: document(&b),
        };
        let [a, b] = accesses(&hostile);
        let all = compare(&a, &b, &Universe::real(), &Limits::default());
        prop_assert_eq!(&all, &compare(&a, &b, &Universe::real(), &Limits::default()));
        let less = compare(&a, &b, &Universe::real(), &Limits::default().for_each_of(share));
        prop_assert!(less.relation == all.relation || less.relation == Relation::Unknown);
    }
}

/// What bounds are named in why two policies can't be compared.
fn bounds_told(a: &Access, b: &Access, limits: &Limits) -> Vec<&'static str> {
    let found = compare(a, b, &Universe::strings(), limits);
    let of_limits = found.unknown.iter().filter_map(|unknown| match unknown.reason {
        Reason::Limit(exceeded) => Some(exceeded.bound()),
        _ => None,
    });
    of_limits.collect()
}

#[test]
fn every_bound_is_told_by_its_name() {
    let policy = |statements: &Json| -> PolicyDocument {
        json!({"Version": "2012-10-17", "Statement": statements}).to_string().parse().unwrap()
    };
    let on = |patterns: &[&str]| policy(&json!({"Effect": "Allow", "Action": "s3:*", "Resource": patterns}));
    let with = |values: &[&str]| {
        policy(&json!({"Effect": "Allow", "Action": "s3:*", "Resource": "*",
            "Condition": {"StringLike": {"s3:prefix": values}}}))
    };
    let identity = |document: &PolicyDocument| Access::identity(document).unwrap();
    let each = |key: &str| {
        let statement = |value| {
            json!({"Effect": "Allow", "Action": "s3:*", "Resource": "*",
                "Condition": {"StringEquals": {key: value}}})
        };
        policy(&Json::from(["a", "b", "c"].map(statement).to_vec()))
    };
    let layers = Access::builder().identity([&each("a:x")]).boundary([&each("a:y")]).build().unwrap();
    let globs = [&identity(&on(&["*a*b*c*"])), &identity(&on(&["*c*b*a*", "*b*a*c*"]))];
    let values = [&identity(&with(&["*a*", "*b*"])), &identity(&with(&["*c*", "*d*"]))];
    let [one, two] = accesses(&hostile::variables(5));
    let limits = Limits::default();
    let cases = [
        (globs, Limits { max_work: 100, ..limits }, "units of work"),
        (globs, Limits { max_statements: 1, ..limits }, "statements"),
        (globs, Limits { max_text: 100, ..limits }, "characters of policies"),
        (globs, Limits { max_places: 4, ..limits }, "places"),
        (values, Limits { max_classes: 2, ..limits }, "classes"),
        ([&layers, &identity(&on(&["*"]))], Limits { max_combinations: 4, ..limits }, "combinations"),
        ([&one, &two], Limits { max_variables: 1, max_assignments: 0, ..limits }, "policy variables"),
    ];
    for ([a, b], limits, bound) in cases {
        let told = bounds_told(a, b, &limits);
        assert!(told.contains(&bound), "{bound}: {told:?}");
    }
}

#[test]
fn statements_of_what_stays_open_are_named_up_to_a_bound() {
    /// The bound that the documentation tells.
    const MOST: usize = 1 << 16;
    let [a, b] = accesses(&hostile::crossed(800));
    // The least budget, doubled each time, in which it is seen which statements name which actions.
    let budgets = std::iter::successors(Some(1), |work| Some(2 * work));
    let found = budgets.map(|max_work| {
        let found = compare(&a, &b, &Universe::real(), &Limits { max_work, ..Limits::default() });
        assert_eq!(found.relation, Relation::Unknown);
        found
    });
    let mut found =
        found.skip_while(|found| found.unknown.iter().all(|unknown| unknown.statements.is_empty()));
    let found = found.next().unwrap();
    let named = found.unknown.iter().map(|unknown| unknown.statements.len()).collect::<Vec<_>>();
    let largest = named.iter().max().unwrap();
    let (told, groups) = (named.iter().sum::<usize>(), named.len());
    assert!(MOST < told && told <= MOST + largest + groups, "{told} of {groups}");
    assert!(named.iter().all(|count| 1 <= *count), "each tells of one at least");
}

/// So many statements that do nothing by what a bucket's name can be, and two others that do nothing.
fn idle_by_facts(count: usize) -> PolicyDocument {
    let on = |resource: &str| json!({"Effect": "Allow", "Action": "s3:ListBucket", "Resource": resource});
    let mut statements = (0..count).map(|at| on(&format!("arn:aws:s3:::logs{at}/*"))).collect::<Vec<_>>();
    statements.extend([on("*"), on("arn:aws:s3:::logs")]);
    statements.push(json!({"Effect": "Allow", "Action": "iam:NoSuchAction", "Resource": "*"}));
    json!({"Version": "2012-10-17", "Statement": statements}).to_string().parse().unwrap()
}

#[test]
fn the_facts_of_a_finding_are_enough_for_it_whatever_the_budget() {
    const COUNT: usize = 6;
    let access = Access::identity(&idle_by_facts(COUNT)).unwrap();
    let universe = Universe::real();
    assert!(!idle_statements(&access, &universe, &Limits::default()).list[0].facts.is_empty());
    let mut counts = Vec::new();
    let mut by_facts = BTreeMap::new();
    // In steps so small that the budget ends in each part of the question.
    let budgets = std::iter::successors(Some(1), |work| Some(work + work / 32 + 1));
    for max_work in budgets.take_while(|work| *work < 1 << 22) {
        let limits = Limits { max_work, ..Limits::default() };
        let found = idle_statements(&access, &universe, &limits);
        for idle in &found.list {
            let again = by_facts.entry(idle.facts).or_insert_with(|| {
                idle_statements(&access, &universe.assuming(idle.facts), &Limits::default())
            });
            let same =
                again.list.iter().any(|other| (&other.statement, other.why) == (&idle.statement, idle.why));
            assert!(same, "{idle:?} with {limits:?}");
        }
        // What isn't found is told to be open, all of it.
        let told = found.unknown.iter().map(|unknown| unknown.statements.len()).sum::<usize>();
        let is_whole_open = found.unknown.iter().any(|unknown| unknown.statements.is_empty());
        counts.push((found.list.len(), told, is_whole_open));
    }
    assert_eq!(counts.last(), Some(&(COUNT + 2, 0, false)), "{counts:?}");
    // A name that no action has takes no work to see, wherever it stands, once the statements are told apart at all.
    assert!(counts.iter().all(|(found, _, is_whole_open)| (*found == 0) == *is_whole_open), "{counts:?}");
    assert!(counts.iter().any(|(_, told, _)| 0 < *told), "{counts:?}");
}

#[test]
fn a_difference_is_within_what_is_said_of_it_however_roughly() {
    let statement = |bucket: &str, tag: &str| {
        json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": format!("arn:aws:s3:::{bucket}/*"),
            "Condition": {"StringEquals": {format!("aws:PrincipalTag/{tag}"): "x", "aws:PrincipalTag/all": "y"}}})
    };
    let access = |statements: &[Json]| {
        let document = json!({"Version": "2012-10-17", "Statement": statements});
        Access::identity(&document.to_string().parse().unwrap()).unwrap()
    };
    let [one, two, three] =
        [("one", "a"), ("two", "b"), ("three", "c")].map(|(bucket, tag)| statement(bucket, tag));
    let less = access(std::slice::from_ref(&one));
    let of_two = "+ s3:GetObject on arn:aws:s3:::two/* when StringEquals aws:PrincipalTag/all `y` and StringEquals aws:PrincipalTag/b `x`";
    let of_both = "+ s3:GetObject when StringEquals aws:PrincipalTag/all `y`";
    let mut rough = 0;
    for size in 0..26 {
        let limits = Limits { max_work: 1 << size, ..Limits::default() };
        let of =
            |statements: &[Json]| differences(&less, &access(statements), &Universe::real(), &limits).list;
        for difference in of(&[one.clone(), two.clone()]) {
            assert_eq!(difference.to_string(), of_two, "{limits:?}");
            rough += usize::from(!difference.is_exact);
        }
        for difference in of(&[one.clone(), two.clone(), three.clone()]).iter().filter(|one| !one.is_exact) {
            assert_eq!(difference.to_string(), of_both, "{limits:?}");
            rough += 1;
        }
    }
    assert!(0 < rough, "no budget is so small that what is found can't be described");
}
