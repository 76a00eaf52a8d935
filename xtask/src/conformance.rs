//! `cargo xtask conformance`: runs cases on the naive evaluator and the engine and says where either differs.
//!
//! The work is the testkit's; this file finds files, asks the catalog whether an action has no resource types (S25) and
//! prints.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use iamkit_catalog::Catalog;
use iamkit_testkit::case::{self, Case};
use iamkit_testkit::runner::{self, Record};

use crate::command::{Failure, Outcome, exit_different, read, workspace_root};

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

pub(crate) fn run(args: Args) -> Outcome {
    let paths = match args.paths {
        paths if paths.is_empty() => vec![workspace_root().join("crates/iamkit-testkit/corpus")],
        paths => paths,
    };
    let cases = load(&paths)?;
    let records = cases.iter().map(|case| runner::run(case, is_wildcard_only));
    let records = records.collect::<Result<Vec<_>, _>>()?;
    match args.format {
        Format::Text => print_text(&records)?,
        Format::Json => print_json(&records)?,
    }
    let all_passed = records.iter().all(|record| record.passed);
    Ok(if all_passed { ExitCode::SUCCESS } else { exit_different() })
}

/// S25, for the actions the catalog knows.
pub(crate) fn is_wildcard_only(action: &str) -> bool {
    Catalog::embedded().action(action).is_some_and(|action| action.is_wildcard_only())
}

fn load(paths: &[PathBuf]) -> Result<Vec<Case>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        find(path, &mut files)?;
    }
    let mut cases = Vec::new();
    let mut files_of_ids = BTreeMap::<String, PathBuf>::new();
    for file in files {
        let text = String::from_utf8(read(&file)?)
            .map_err(|error| format!("`{}` is not UTF-8: {error}", file.display()))?;
        for case in case::read(&text).map_err(|error| format!("`{}`: {error}", file.display()))? {
            if let Some(other) = files_of_ids.insert(case.id.clone(), file.clone()) {
                let (id, other, file) = (&case.id, other.display(), file.display());
                return Err(format!("`{file}`: the case `{id}` stands in `{other}` already").into());
            }
            cases.push(case);
        }
    }
    if cases.is_empty() {
        let paths = paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>();
        return Err(format!("no cases in `{}`", paths.join("`, `")).into());
    }
    Ok(cases)
}

/// Adds the file, or the `.json` files of the directory and those below it, sorted.
fn find(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    if !path.is_dir() {
        files.push(path.to_path_buf());
        return Ok(());
    }
    let failure = |error: std::io::Error| format!("cannot read `{}`: {error}", path.display());
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

fn print_text(records: &[Record]) -> Result<(), Failure> {
    for record in records.iter().filter(|record| !record.passed) {
        anstream::println!("{} ({})", record.id, record.source);
        for difference in &record.differences {
            anstream::println!("  {difference}");
        }
        anstream::println!("  expected {}", serde_json::to_string(&record.expected)?);
        anstream::println!("  naive    {}", serde_json::to_string(&record.naive)?);
        anstream::println!("  engine   {}", serde_json::to_string(&record.engine)?);
    }
    anstream::println!("{}", runner::summary(records));
    Ok(())
}

fn print_json(records: &[Record]) -> Result<(), Failure> {
    for record in records {
        anstream::println!("{}", serde_json::to_string(record)?);
    }
    Ok(())
}
