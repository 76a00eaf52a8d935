//! `cargo xtask bench`: runs the benchmarks, keeps their results, and renders them into the README and a plot.
//!
//! Rendering is a pure function of the results; measuring is Criterion's business alone.

mod estimates;
mod plot;
mod readme;
mod results;
mod solvers;
mod targets;
mod validators;
#[path = "../workspace_root.rs"]
mod workspace_root;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::{Parser, Subcommand};

use iamkit_console::command::{Failure, Outcome, read, replace, report_failure, report_usage, shown};

use results::{Again, Machine, Results};
use workspace_root::workspace_root;

/// The benchmarks of the iamkit workspace.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Bench,
}

#[derive(Debug, Subcommand)]
enum Bench {
    /// Run the benchmarks and record their results, or measure validators beside each other.
    #[command(subcommand, arg_required_else_help = true)]
    Bench(Action),
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Measure, then write `benches/results.json`, the table of `benches/README.md` and `benches/plot.svg`.
    Record {
        /// Few samples: minutes become seconds, and the numbers less sure.
        #[arg(long)]
        quick: bool,
        /// Leave the published engines out, which need long to compile.
        #[arg(long)]
        no_peers: bool,
        /// Measure one bench alone, whose measurements begin with its name; the others stay as they were recorded.
        #[arg(long, value_name = "NAME", conflicts_with = "no_peers")]
        bench: Option<String>,
        /// Measure nothing; render the recorded results again.
        #[arg(long, conflicts_with_all = ["quick", "no_peers", "bench"])]
        render: bool,
    },
    /// Print how long this validator and others take for every current managed policy.
    Validators,
}

fn main() -> ExitCode {
    let Bench::Bench(action) = match Cli::try_parse() {
        Ok(cli) => cli.command,
        Err(error) => return report_usage(&error, "cargo xtask"),
    };
    let code = run(&action).unwrap_or_else(|failure| report_failure(&failure));
    iamkit_console::output::finish().map_or_else(|failure| report_failure(&failure), |()| code)
}

fn run(action: &Action) -> Outcome {
    let Action::Record { quick, no_peers, bench, render } = action else {
        validators::measure()?;
        return Ok(ExitCode::SUCCESS);
    };
    let folder = workspace_root().join("benches");
    let recorded = || -> Result<Results, Failure> {
        Ok(serde_json::from_slice(&read(&folder.join("results.json"))?)
            .map_err(|error| format!("cannot read `benches/results.json`: {error}"))?)
    };
    let results = match bench {
        _ if *render => recorded()?,
        Some(bench) => measure_again(bench, *quick, recorded()?)?,
        None => measure(*quick, *no_peers)?,
    };
    write(&folder, &results)?;
    let recorded = format_args!("{} measurements recorded in `benches`", results.measurements.len());
    iamkit_console::output::line(recorded);
    Ok(ExitCode::SUCCESS)
}

fn write(folder: &Path, results: &Results) -> Result<(), Failure> {
    let readme = folder.join("README.md");
    let text = String::from_utf8(read(&readme)?).map_err(|_| "`benches/README.md` is not UTF-8")?;
    let text = readme::replace_recorded(&text, &readme::render(results))
        .ok_or("`benches/README.md` lacks the marks of the recorded part")?;
    let mut json = serde_json::to_string_pretty(results)?;
    json.push('\n');
    replace(&folder.join("results.json"), json.as_bytes())?;
    replace(&folder.join("plot.svg"), plot::render(results)?.as_bytes())?;
    replace(&readme, text.as_bytes())
}

/// Runs Criterion into a folder of its own, so that no older measurement is taken for a new one.
fn measure(quick: bool, no_peers: bool) -> Result<Results, Failure> {
    let folder = empty_folder()?;
    let command = command_line(quick, no_peers);
    run_benches(&command, &folder)?;
    let machine = Machine {
        cpu: cpu(),
        cores: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        system: std::env::consts::OS.to_owned(),
    };
    Ok(Results {
        schema: results::SCHEMA,
        machine,
        compiler: output("rustc", &["--version"])?,
        commit: commit()?,
        command,
        measurements: estimates::read_all(&folder)?,
        refusals: estimates::refusals(&folder.join(VERDICTS))?,
        again: Vec::new(),
    })
}

/// Runs one bench, and puts what it measures in place of what was recorded of it.
fn measure_again(bench: &str, quick: bool, recorded: Results) -> Result<Results, Failure> {
    let folder = empty_folder()?;
    let command = format!("cargo bench -p iamkit-benches --bench {bench} -- {}", length(quick));
    run_benches(&command, &folder)?;
    let again = Again { bench: bench.to_owned(), commit: commit()?, command };
    Ok(recorded.with_again(again, estimates::read_all(&folder)?))
}

/// The file of what wasn't timed.
const VERDICTS: &str = "verdicts.jsonl";

fn empty_folder() -> Result<PathBuf, Failure> {
    let folder = target_directory().join("bench-record");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)
            .map_err(|error| format!("cannot clear `{}`: {error}", shown(&folder)))?;
    }
    std::fs::create_dir_all(&folder).map_err(|error| format!("cannot make `{}`: {error}", shown(&folder)))?;
    Ok(folder)
}

fn run_benches(command: &str, folder: &Path) -> Result<(), Failure> {
    let status = Command::new("cargo")
        .args(command.split(' ').skip(1))
        .current_dir(workspace_root())
        .env("CRITERION_HOME", folder)
        .env("IAMKIT_BENCH_VERDICTS", folder.join(VERDICTS))
        .status()
        .map_err(|error| format!("cannot run `{command}`: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{command}` failed").into()) }
}

fn command_line(quick: bool, no_peers: bool) -> String {
    let features = if no_peers { "" } else { " --features peers" };
    format!("cargo bench -p iamkit-benches{features} -- {}", length(quick))
}

fn length(quick: bool) -> &'static str {
    if quick {
        "--warm-up-time 0.2 --measurement-time 0.4 --sample-size 20"
    } else {
        "--warm-up-time 1 --measurement-time 2"
    }
}

fn target_directory() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace_root().join("target"), PathBuf::from)
}

/// What the system calls the processor.
fn cpu() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = text.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    model.map_or_else(|| std::env::consts::ARCH.to_owned(), |(_, name)| name.trim().to_owned())
}

/// The commit, and a word when the benches or the crates are not as committed.
fn commit() -> Result<String, Failure> {
    let commit = output("git", &["rev-parse", "--short", "HEAD"])?;
    let changed =
        output("git", &["status", "--porcelain", "--", "crates", "benches/src", "benches/benches"])?;
    Ok(if changed.is_empty() { commit } else { format!("{commit} with changes") })
}

fn output(program: &str, args: &[&str]) -> Result<String, Failure> {
    let output = Command::new(program).args(args).current_dir(workspace_root()).output();
    let output = output.map_err(|error| format!("cannot run `{program}`: {error}"))?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn command_line_says_what_is_run() {
        let quick =
            "cargo bench -p iamkit-benches -- --warm-up-time 0.2 --measurement-time 0.4 --sample-size 20";
        assert_eq!(command_line(true, true), quick);
        let full = "cargo bench -p iamkit-benches --features peers -- --warm-up-time 1 --measurement-time 2";
        assert_eq!(command_line(false, false), full);
    }

    #[test]
    fn recorded_results_are_what_the_readme_and_the_plot_show() {
        let folder = workspace_root().join("benches");
        let results = std::fs::read(folder.join("results.json")).expect("is there");
        let results = serde_json::from_slice::<Results>(&results).expect("is a record");
        let text = std::fs::read_to_string(folder.join("README.md")).expect("is there");
        let again = readme::replace_recorded(&text, &readme::render(&results)).expect("has its marks");
        assert!(text == again, "run `cargo xtask bench record --render`");
        let plot = std::fs::read_to_string(folder.join("plot.svg")).expect("is there");
        assert!(
            plot == plot::render(&results).expect("can be drawn"),
            "run `cargo xtask bench record --render`"
        );
    }
}
