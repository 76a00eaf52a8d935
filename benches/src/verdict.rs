//! The comparison: every engine is asked, checked, and only then timed.
//!
//! An engine that is wrong, or that can't be asked, is written down beside the measurements, as a line of JSON in the
//! file that the variable [`FILE`] names; `cargo xtask bench record` sets it.

use std::hint::black_box;
use std::io::Write;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion};

use crate::Failure;
use crate::engine::{Engine, Unfit};
use crate::workload::{Question, Rhythm, Workload};

/// The environment variable with the file that verdicts are appended to
pub const FILE: &str = "IAMKIT_BENCH_VERDICTS";

/// Asks the engine every question and times those that it answers rightly.
///
/// # Errors
/// When the verdict can't be written.
pub fn compare<E: Engine>(criterion: &mut Criterion, workload: &Workload) -> Result<(), Failure> {
    let engine = match E::build(workload) {
        Ok(engine) => engine,
        Err(unfit) => return refuse::<E>(workload, &unfit),
    };
    match workload.rhythm {
        Rhythm::Each => {
            for question in &workload.questions {
                let id = format!("{}/{}", workload.id, question.name);
                if is_right(&engine, &id, std::slice::from_ref(question))? {
                    time_one(&mut criterion.benchmark_group(id), &engine, question);
                }
            }
        }
        Rhythm::InTurn(name) => {
            let id = format!("{}/{name}", workload.id);
            if is_right(&engine, &id, &workload.questions)? {
                time_in_turn(&mut criterion.benchmark_group(id), &engine, &workload.questions);
            }
        }
    }
    Ok(())
}

/// The first question that the engine answers wrongly, if any.
///
/// # Errors
/// When the engine can't be asked.
pub fn ask<E: Engine>(workload: &Workload) -> Result<Option<&Question>, Failure> {
    let engine = E::build(workload).map_err(|unfit| format!("{}: {unfit:?}", workload.id))?;
    Ok(first_wrong(&engine, &workload.questions))
}

fn first_wrong<'q, E: Engine>(engine: &E, questions: &'q [Question]) -> Option<&'q Question> {
    questions.iter().find(|question| engine.is_allowed(question) != question.is_allowed)
}

fn time_one<E: Engine>(group: &mut BenchmarkGroup<'_, WallTime>, engine: &E, question: &Question) {
    group.bench_function(E::NAME, |bencher| bencher.iter(|| engine.is_allowed(black_box(question))));
}

fn time_in_turn<E: Engine>(group: &mut BenchmarkGroup<'_, WallTime>, engine: &E, questions: &[Question]) {
    let mut turn = questions.iter().cycle();
    group.bench_function(E::NAME, |bencher| {
        bencher.iter(|| turn.next().is_some_and(|question| engine.is_allowed(black_box(question))));
    });
}

/// Whether every answer is the right one; the first wrong one is written down.
fn is_right<E: Engine>(engine: &E, id: &str, questions: &[Question]) -> Result<bool, Failure> {
    let Some(wrong) = first_wrong(engine, questions) else { return Ok(true) };
    let right = if wrong.is_allowed { "allow" } else { "deny" };
    write(&format!("{id}/{}", E::NAME), "wrong", &format!("`{}` should be {right}", wrong.action))?;
    Ok(false)
}

fn refuse<E: Engine>(workload: &Workload, unfit: &Unfit) -> Result<(), Failure> {
    let questions = workload.questions.iter().map(|question| question.name);
    let names = match workload.rhythm {
        Rhythm::Each => questions.collect(),
        Rhythm::InTurn(name) => vec![name],
    };
    for name in names {
        let id = format!("{}/{name}/{}", workload.id, E::NAME);
        match unfit {
            Unfit::NotExpressible => write(&id, "not expressible", "")?,
            Unfit::Failed(problem) => write(&id, "wrong", problem)?,
        }
    }
    Ok(())
}

/// One line of JSON: which measurement, the verdict, and why.
///
/// # Errors
/// When it can't be written.
pub fn write(id: &str, verdict: &str, reason: &str) -> Result<(), Failure> {
    report(id, verdict, reason);
    let Some(path) = std::env::var_os(FILE) else { return Ok(()) };
    let line = serde_json::json!({"id": id, "verdict": verdict, "reason": reason});
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path)?;
    Ok(writeln!(file, "{line}")?)
}

#[expect(clippy::print_stderr, reason = "a benchmark that is left out is said to whoever runs it")]
fn report(id: &str, verdict: &str, reason: &str) {
    eprintln!("{id}: {verdict} {reason}");
}
