//! `iamkit conformance`: runs cases on the naive evaluator and the engine and says where either differs.
//!
//! The work is that of `iamkit-conformance`; this file finds files, asks the catalog what an action's requests are about (S25) and prints.
//! A case that is refused is told as such, and the others go on.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use iamkit_catalog::{Action, Catalog, Evaluated};
use iamkit_conformance::case::{self, Case, Unreadable};
use iamkit_conformance::corpus;
use iamkit_conformance::runner::{self, CaseRecord};
use iamkit_policy::fact::Mark;
use iamkit_policy::shown::Shown;
use iamkit_report::conformance::{CaseReport, RefusedCase};

use crate::placed;
use iamkit_console::command::{Failure, Outcome, exit_different, read_string, report_failure, shown};
use iamkit_console::output;

/// What to run and how to report it.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Files or directories with cases; without any, the project's own corpus.
    paths: Vec<PathBuf>,
    /// How to report.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// The differing cases in full, and the counts.
    Text,
    /// One record a case, each on a line.
    Json,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let Loaded { cases, failures } = if args.paths.is_empty() { of_corpus()? } else { load(&args.paths)? };
    let results = cases.into_iter().map(result).collect::<Vec<_>>();
    match args.format {
        _ if results.is_empty() => {}
        Format::Text => print_text(&results)?,
        Format::Json => print_json(&results)?,
    }
    // A file that can't be read silences none of the others.
    let codes = failures.iter().map(report_failure).collect::<Vec<_>>();
    if let Some(code) = codes.last() {
        return Ok(*code);
    }
    let all_passed = results.iter().all(|result| matches!(result, Ok(record) if record.passed));
    Ok(if all_passed { ExitCode::SUCCESS } else { exit_different() })
}

/// A case with its record; one that can't be read or run is refused, and the others go on.
type CaseResult = Result<CaseRecord, RefusedCase>;

fn result(case: Result<Case, Unreadable>) -> CaseResult {
    let case = case.map_err(|case| RefusedCase::new(case.id(), case.problem()))?;
    runner::run(&case, is_about_star).map_err(|error| RefusedCase::new(error.id(), error.problem()))
}

/// S25: whether requests for an action are about `*`; of an action with resource types they are about what they name.
/// `None` where nobody knows, and where they are about an ARN, which the request has to name.
pub(crate) fn is_about_star(action: &str) -> Option<bool> {
    let Some(action) = Catalog::embedded().action(action).filter(Action::is_wildcard_only) else {
        return Some(false);
    };
    matches!(action.evaluated().up_to(Mark::Observed), Evaluated::Star(_)).then_some(true)
}

/// The cases of all files, and the files without any that can be read.
#[derive(Default)]
struct Loaded {
    cases: Vec<Result<Case, Unreadable>>,
    failures: Vec<Failure>,
}

/// The project's own corpus, which comes with the program.
fn of_corpus() -> Result<Loaded, Failure> {
    let mut loaded = Loaded::default();
    for (name, text) in corpus::FILES {
        loaded.cases.extend(case::read_each(text).map_err(|error| format!("`{name}`: {error}"))?);
    }
    Ok(loaded)
}

fn load(paths: &[PathBuf]) -> Result<Loaded, Failure> {
    let mut files = Vec::new();
    for path in paths {
        find(path, &mut files)?;
    }
    let mut loaded = Loaded::default();
    let mut files_of_ids = BTreeMap::<String, PathBuf>::new();
    let mut first_unreadable = None;
    for file in files {
        let (cases, text) = match cases_of(&file) {
            Ok(cases) => cases,
            Err(failure) => {
                loaded.failures.push(failure);
                continue;
            }
        };
        for case in cases {
            let id = match &case {
                Ok(case) => case.id.as_str(),
                Err(case) => case.id(),
            };
            if let Some(other) = files_of_ids.insert(id.to_owned(), file.clone()).filter(|_| !id.is_empty()) {
                let (other, file) = (shown(&other), shown(&file));
                return Err(
                    format!("`{file}`: the case `{}` stands in `{other}` already", Shown::value(id)).into()
                );
            }
            if let Err(case) = &case {
                let told = format!("`{}`: {}", shown(&file), case.problem());
                let message = case.message().to_owned();
                first_unreadable
                    .get_or_insert_with(|| placed::failure(&file, &text, told, message, case.position()));
            }
            loaded.cases.push(case);
        }
    }
    // Files of which nothing can be read hold something else than cases.
    if let Some(problem) = first_unreadable.filter(|_| loaded.cases.iter().all(Result::is_err)) {
        loaded.cases.clear();
        loaded.failures.push(problem);
    }
    if loaded.cases.is_empty() && loaded.failures.is_empty() {
        let paths = paths.iter().map(|path| shown(path)).collect::<Vec<_>>();
        return Err(format!("no cases in `{}`", paths.join("`, `")).into());
    }
    Ok(loaded)
}

/// The cases of a file, and its text.
fn cases_of(file: &Path) -> Result<(Vec<Result<Case, Unreadable>>, String), Failure> {
    let text = read_string(file)?;
    match case::read_each(&text) {
        Ok(cases) => Ok((cases, text)),
        Err(error) => {
            let told = format!("`{}`: {error}", shown(file));
            Err(placed::failure(file, &text, told, error.message(), error.position(&text)))
        }
    }
}

/// Adds the file, or the `.json` files of the directory and those below it, sorted.
fn find(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    if !path.is_dir() {
        files.push(path.to_path_buf());
        return Ok(());
    }
    let failure = |error: std::io::Error| format!("cannot read `{}`: {error}", shown(path));
    let entries = std::fs::read_dir(path).map_err(failure)?;
    let mut entries = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(failure)?;
    entries.sort();
    for entry in entries {
        if entry.is_dir() || entry.extension().is_some_and(|extension| extension == "json") {
            find(&entry, files)?;
        }
    }
    Ok(())
}

fn print_text(results: &[CaseResult]) -> Result<(), Failure> {
    for result in results {
        match result {
            Ok(record) if !record.passed => print_record(record)?,
            Ok(_) => {}
            Err(refused) => {
                output::line(Shown::value(&refused.id));
                output::line(format_args!("  refused: {}", refused.why));
            }
        }
    }
    let records = results.iter().filter_map(|result| result.as_ref().ok()).cloned().collect::<Vec<_>>();
    let summary = runner::summary(&records);
    match results.len() - records.len() {
        0 => output::line(summary),
        n_refused => output::line(format_args!("{summary}, {n_refused} refused")),
    }
    Ok(())
}

fn print_record(record: &CaseRecord) -> Result<(), Failure> {
    output::line(format_args!("{} ({})", Shown::value(&record.id), Shown::value(&record.source)));
    for difference in &record.differences {
        output::line(format_args!("  {difference}"));
    }
    output::line(format_args!("  expected {}", serde_json::to_string(&record.expected)?));
    output::line(format_args!("  naive    {}", serde_json::to_string(&record.naive)?));
    output::line(format_args!("  engine   {}", serde_json::to_string(&record.engine)?));
    Ok(())
}

fn print_json(results: &[CaseResult]) -> Result<(), Failure> {
    for result in results {
        match result {
            Ok(record) => output::json_line(&CaseReport::from(record.clone()))?,
            Err(refused) => output::json_line(refused)?,
        }
    }
    Ok(())
}
