//! Where the time of a decision goes: the same questions on policies that grow part by part, the least of many rounds.
//!
//! Workload e has its statement with nothing but the action first, then the resource, each test, and the Deny. Workload f
//! is asked in turn, when nothing of a question is in a near cache and no branch can be foretold, and each question a
//! second time at once, when everything is: what both differ by is waiting.

use std::hint::black_box;

use iamkit_benches::layers::{QUESTIONS, Seven};
use iamkit_benches::ours::{Ours, prepare_typed};
use iamkit_benches::workload::{ALICE, CONDITIONS_POLICY, NamedPolicy, Question, conditions, random_actions};
use iamkit_benches::{Failure, least};
use iamkit_engine::{CompiledPolicies, PolicyKind, Principal, Request};
use iamkit_managed::ManagedPolicies;
use iamkit_policy::PolicyDocument;
use serde_json::{Map, Value as Json, json};

const ROUNDS: u32 = 300;
const CALLS: u32 = 1_000;

fn main() -> Result<(), Failure> {
    // Continuous integration runs every bench once, untimed.
    if std::env::args().any(|argument| argument == "--test") {
        return Ok(());
    }
    // For a tool that counts instructions.
    let mut arguments = std::env::args().skip_while(|argument| argument != "--counted").skip(1);
    if let Some(what) = arguments.next() {
        return counted(&what);
    }
    parts_of_conditions()?;
    parts_of_random_actions()
}

/// Does one thing a thousand times, untimed; every managed policy is parsed and compiled once.
fn counted(what: &str) -> Result<(), Failure> {
    match what {
        "conditions" => conditions_counted(),
        "principal" => {
            (0..CALLS).for_each(|_| _ = black_box(black_box(ALICE).parse::<Principal>()));
            Ok(())
        }
        "layers" => layers_counted(),
        "documents" => documents_counted(),
        _ => Err("can be counted: conditions, principal, layers, documents".into()),
    }
}

fn conditions_counted() -> Result<(), Failure> {
    let workload = conditions()?;
    let ours = Ours::compile(&workload.policies)?;
    let typed = prepare_typed(workload.questions.first().ok_or("has questions")?)?;
    for _ in 0..CALLS {
        black_box(ours.is_allowed_prepared(black_box(&typed)));
    }
    Ok(())
}

fn layers_counted() -> Result<(), Failure> {
    let seven = Seven::compile()?;
    let layers = seven.layers();
    let [(_, action, object, _), ..] = QUESTIONS;
    for _ in 0..CALLS {
        black_box(seven.is_allowed(&layers, black_box(action), black_box(object)));
    }
    Ok(())
}

fn documents_counted() -> Result<(), Failure> {
    let current = ManagedPolicies::embedded().iter().map(|policy| policy.current().document_text());
    for text in current.collect::<Result<Vec<_>, _>>()? {
        let document = text.parse::<PolicyDocument>()?;
        black_box(CompiledPolicies::compile(PolicyKind::Identity, [("policy", &document)])?);
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the table is the result")]
fn print(what: &str, first: f64, second: f64) {
    println!("{what:<44} {first:6.1} {second:6.1} ns");
}

fn compile(document: &Json) -> Result<Ours, Failure> {
    Ours::compile(&[NamedPolicy { name: "part".to_owned(), document: document.to_string().parse()? }])
}

/// With the context as texts, and typed.
fn parts_of_conditions() -> Result<(), Failure> {
    let workload = conditions()?;
    let question = workload.questions.first().ok_or("has questions")?;
    let alice: Principal = ALICE.parse()?;
    let typed = prepare_typed(question)?;
    let whole: Json = serde_json::from_str(CONDITIONS_POLICY)?;
    let at = |pointer: &str| whole.pointer(pointer).cloned().unwrap_or_default();
    let (mut statement, mut conditions) = (Map::new(), Map::new());
    statement.insert("Effect".into(), at("/Statement/0/Effect"));
    statement.insert("Action".into(), at("/Statement/0/Action"));
    statement.insert("Resource".into(), "*".into());
    let mut parts = vec![("action", json!([statement]))];
    statement.insert("Resource".into(), at("/Statement/0/Resource"));
    parts.push(("… and resource with a tag", json!([statement])));
    for (part, operators) in [
        ("… and address", &["IpAddress"][..]),
        ("… and dates", &["DateGreaterThan", "DateLessThan"]),
        ("… and ARN of the principal", &["ArnLike"]),
    ] {
        for operator in operators {
            conditions.insert((*operator).to_owned(), at(&format!("/Statement/0/Condition/{operator}")));
        }
        statement.insert("Condition".into(), conditions.clone().into());
        parts.push((part, json!([statement])));
    }
    parts.push(("… and the Deny", json!([statement, at("/Statement/1")])));
    for (part, statements) in parts {
        let ours = compile(&json!({"Version": "2012-10-17", "Statement": statements}))?;
        assert!(ours.is_allowed_as(&alice, question) && ours.is_allowed_prepared(&typed), "{part}");
        let as_texts =
            least(ROUNDS, CALLS, || _ = black_box(ours.is_allowed_as(&alice, black_box(question))));
        let as_typed = least(ROUNDS, CALLS, || _ = black_box(ours.is_allowed_prepared(black_box(&typed))));
        print(&format!("e/allow: {part}"), as_texts, as_typed);
    }
    let principal = least(ROUNDS, CALLS, || _ = black_box(black_box(ALICE).parse::<Principal>()));
    print("e/allow: principal, from its text", principal, 0.0);
    Ok(())
}

/// In turn, and the second time at once.
fn parts_of_random_actions() -> Result<(), Failure> {
    let workload = random_actions()?;
    let alice: Principal = ALICE.parse()?;
    let document = workload.policies.first().map(|policy| policy.document.clone()).ok_or("has a policy")?;
    let actions = document.statements().iter().flat_map(|statement| statement.actions().values());
    let actions = actions.map(|action| action.as_str().to_owned()).collect::<Vec<_>>();
    let allowing = |actions: &[&String]| {
        let statement = json!({"Effect": "Allow", "Action": actions, "Resource": "*"});
        compile(&json!({"Version": "2012-10-17", "Statement": statement}))
    };
    let (patterns, literals) = actions.iter().partition::<Vec<_>, _>(|action| action.contains('*'));
    let (literals, patterns) = (allowing(&literals)?, allowing(&patterns)?);
    let whole = Ours::compile(&workload.policies)?;
    let questions = &workload.questions;
    let read = |question: &Question| Request::new(&alice, &question.action, &question.resource).is_ok();
    in_turn("f: reading the action", questions, read);
    in_turn("f: … and its literal names", questions, |question| literals.is_allowed_as(&alice, question));
    in_turn("f: … or its patterns", questions, |question| patterns.is_allowed_as(&alice, question));
    in_turn("f: the whole policy", questions, |question| whole.is_allowed_as(&alice, question));
    // Questions whose answers are all the same leave less to guess.
    let (allowed, refused) = questions.iter().cloned().partition::<Vec<_>, _>(|question| question.is_allowed);
    in_turn("f: those it allows", &allowed, |question| whole.is_allowed_as(&alice, question));
    in_turn("f: those it doesn't", &refused, |question| whole.is_allowed_as(&alice, question));
    let few = questions.iter().take(100).cloned().collect::<Vec<_>>();
    in_turn("f: a hundred of them", &few, |question| whole.is_allowed_as(&alice, question));
    Ok(())
}

fn in_turn(what: &str, questions: &[Question], decide: impl Fn(&Question) -> bool) {
    let each = |times: u32| {
        let all = || {
            for question in questions {
                for _ in 0..times {
                    black_box(decide(black_box(question)));
                }
            }
        };
        least(ROUNDS, 1, all) / f64::from(u32::try_from(questions.len()).unwrap_or(u32::MAX))
    };
    let (once, twice) = (each(1), each(2));
    print(what, once, twice - once);
}
