//! `cargo xtask facts --write`: the page of the book that lists what answers take for granted about the world.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use iamkit_console::command::{Outcome, exit_different, read, replace};
use iamkit_console::output;
use iamkit_policy::fact::{Fact, Mark};

use crate::workspace_root::workspace_root;

/// Write or check the page of the book that lists what answers take for granted.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
#[command(
    after_help = "Exit codes: 0 written or fresh, 1 the page is stale, 2 it could not be read or written."
)]
pub(crate) struct Args {
    /// Check that the page of the book lists these facts.
    #[arg(long)]
    check: bool,
    /// Write the page of the book.
    #[arg(long)]
    write: bool,
}

pub(crate) fn run(args: &Args) -> Outcome {
    keep_page(args.write)
}

fn page_file() -> PathBuf {
    workspace_root().join("docs/src/facts.md")
}

fn keep_page(writes: bool) -> Outcome {
    let (file, page) = (page_file(), page());
    if writes {
        replace(&file, page.as_bytes())?;
    } else if read(&file)? != page.as_bytes() {
        output::line("docs/src/facts.md is stale: run `cargo xtask facts --write`");
        return Ok(exit_different());
    }
    Ok(ExitCode::SUCCESS)
}

/// The page of the book: the facts by their marks, the surest first.
fn page() -> String {
    let mut text = "\
<!-- Written by `cargo xtask facts --write`. -->
# The facts, by id

What answers take for granted about what there is in the world: which actions and resources, which keys a request
carries, what stands around it that nobody told.
How policies are read and combined is no fact in this sense; [the rules](semantics.md) say it.
An answer names the facts that it used by these ids, and `cargo xtask facts ID` spells one out.
"
    .to_owned();
    for mark in Mark::ALL {
        let title = match mark {
            Mark::Documented => "DOC: documented by AWS",
            Mark::Observed => "OBS: observed by others on live AWS",
            Mark::Inferred => "INFER: our reading of an open point",
        };
        // Writing to a string can't fail.
        let _ = write!(text, "\n## {title}\n\n| id | what is taken for granted | rule |\n|---|---|---|\n");
        for fact in Fact::ALL.iter().filter(|fact| fact.mark() == mark) {
            let _ = writeln!(text, "| `{fact}` | {} | {} |", fact.sentence(), fact.rule());
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_lists_the_facts_that_there_are() {
        let found = std::fs::read_to_string(page_file()).unwrap();
        assert!(found == page(), "docs/src/facts.md is stale: run `cargo xtask facts --write`");
    }
}
