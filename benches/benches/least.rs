//! The least time of many short rounds, as a table: what remains when other work shares the machine.
//!
//! A round is too short to be interrupted in most cases, so the least of many is what the work itself takes. Long work is
//! measured piece by piece, document by document or a thousand events at a time, and the least times are added up.

use std::hint::black_box;

use iamkit_benches::engine::{Engine, HandConditions, HandIndex};
use iamkit_benches::ours::{Ours, prepare_typed};
use iamkit_benches::workload::{
    self, ALICE, EVENTS, Events, Question, Rhythm, Workload, actions_of_the_catalog,
};
use iamkit_benches::{Failure, least};
use iamkit_engine::{ActionList, CompiledPolicies, PolicyKind, Principal, Request};
use iamkit_managed::ManagedPolicies;
use iamkit_policy::PolicyDocument;

const ROUNDS: u32 = 100;
const DECISIONS_A_ROUND: u32 = 1_000;
const EVENTS_A_PIECE: usize = 1_000;

fn main() -> Result<(), Failure> {
    // Continuous integration runs every bench once, untimed.
    if std::env::args().any(|argument| argument == "--test") {
        return Ok(());
    }
    for workload in workload::all()? {
        decisions(&workload)?;
    }
    documents()?;
    batch()?;
    events()
}

#[expect(clippy::print_stdout, reason = "the table is the result")]
fn print(what: &str, value: &str) {
    println!("{what:<44} {value}");
}

fn decisions(workload: &Workload) -> Result<(), Failure> {
    let ours = Ours::compile(&workload.policies)?;
    let hand = HandIndex::build(workload).ok();
    let conditions = HandConditions::build(workload).ok().filter(|_| workload.id == "e");
    let alice: Principal = ALICE.parse()?;
    let by_hand = |question: &Question| match (&conditions, &hand) {
        (Some(conditions), _) => conditions.is_allowed(question),
        (None, Some(hand)) => hand.is_allowed(question),
        (None, None) => false,
    };
    let questions = workload.questions.iter().map(std::slice::from_ref).collect::<Vec<_>>();
    let groups = if workload.rhythm == Rhythm::Each { questions } else { vec![&*workload.questions] };
    for group in groups {
        let typed = group.iter().map(prepare_typed).collect::<Result<Vec<_>, _>>()?;
        let count = u32::try_from(group.len())?;
        let calls = (DECISIONS_A_ROUND / count).max(1);
        let each = |decide: &dyn Fn(&Question) -> bool| {
            let all = || {
                for question in group {
                    black_box(decide(black_box(question)));
                }
            };
            least(ROUNDS, calls, all) / f64::from(count)
        };
        let typed = least(ROUNDS, calls, || {
            for prepared in &typed {
                black_box(ours.is_allowed_prepared(black_box(prepared)));
            }
        });
        let value = format!(
            "hand {:6.1}  all texts {:6.1}  principal once {:6.1}  context typed {:6.1} ns",
            each(&by_hand),
            each(&|question| ours.is_allowed(question)),
            each(&|question| ours.is_allowed_as(&alice, question)),
            typed / f64::from(count),
        );
        let name = group.first().map_or("", |question| question.name);
        print(&format!("{}/{name}", workload.id), &value);
    }
    Ok(())
}

fn compile(document: &PolicyDocument) -> Option<CompiledPolicies> {
    CompiledPolicies::compile(PolicyKind::Identity, [("policy", document)]).ok()
}

/// Milliseconds for all of a list: the least of each, measured in turn so that none finds its own data in the nearest
/// cache.
fn over_all<T>(rounds: usize, list: &[T], work: impl Fn(&T) -> bool) -> f64 {
    let mut times = vec![f64::INFINITY; list.len()];
    for _ in 0..rounds {
        for (item, time) in list.iter().zip(&mut times) {
            *time = time.min(least(1, 1, || _ = black_box(work(black_box(item)))));
        }
    }
    times.iter().sum::<f64>() / 1e6
}

fn print_over_all<T>(what: &str, list: &[T], work: impl Fn(&T) -> bool) {
    print(what, &format!("{:.2} ms", over_all(40, list, work)));
}

fn documents() -> Result<(), Failure> {
    let current = ManagedPolicies::embedded().iter().map(|policy| policy.current().document_text());
    let texts = current.collect::<Result<Vec<_>, _>>()?;
    let parse = |text: &String| text.parse::<PolicyDocument>().ok();
    print_over_all("parse every managed policy", &texts, |text| parse(text).is_some());
    let generic = |text: &String| serde_json::from_str::<serde_json::Value>(text).is_ok();
    print_over_all("  the same, serde_json::Value", &texts, generic);
    let both = |text: &String| parse(text).is_some_and(|document| compile(&document).is_some());
    print_over_all("parse and compile every one", &texts, both);
    Ok(())
}

fn batch() -> Result<(), Failure> {
    let one = actions_of_the_catalog()?;
    let actions = ActionList::new(one.questions.iter().map(|question| question.action.as_str()))?;
    let policies =
        one.policies.first().and_then(|policy| compile(&policy.document)).ok_or("doesn't compile")?;
    let time = least(ROUNDS, 1, || _ = black_box(policies.decide_each(black_box(&actions))));
    let count = f64::from(u32::try_from(actions.len())?);
    print("ReadOnlyAccess on every action", &format!("{:.1} µs, {:.2} ns each", time / 1e3, time / count));
    let current = ManagedPolicies::embedded().iter().map(|policy| policy.current().document());
    let documents = current.collect::<Result<Vec<_>, _>>()?;
    let row = |document: &PolicyDocument| {
        compile(document).is_some_and(|policies| 0 < policies.decide_each(&actions).counts().0)
    };
    print_over_all("every managed policy on every action", &documents, row);
    Ok(())
}

fn events() -> Result<(), Failure> {
    let events = Events::draw(EVENTS)?;
    let questions = &events.workload.questions;
    let compiled = events.workload.policies.first().and_then(|policy| compile(&policy.document));
    let policies = compiled.ok_or("doesn't compile")?;
    let alice: Principal = ALICE.parse()?;
    let is_allowed = |event: &u32| {
        let question = questions.get(*event as usize);
        let request = question.and_then(|it| Request::new(&alice, &it.action, &it.resource).ok());
        request.is_some_and(|request| policies.is_allowed(&request))
    };
    let pieces = events.order.chunks(EVENTS_A_PIECE).collect::<Vec<_>>();
    let decide = |piece: &&[u32]| piece.iter().filter(|event| is_allowed(event)).count() != usize::MAX;
    print("ten million events", &format!("{:.0} ms", over_all(5, &pieces, decide)));
    Ok(())
}
