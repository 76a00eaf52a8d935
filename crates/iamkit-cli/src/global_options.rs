//! What every command can be told: about its printing, and what its answers rest on.

use std::path::PathBuf;

use anstream::ColorChoice;
use clap::ValueEnum as _;
use iamkit_catalog::{Catalog, EvaluatedTable};
use iamkit_console::command::{Failure, read_string};
use iamkit_console::output;
use iamkit_console::standard_input::STANDARD_INPUT;
use iamkit_policy::shown::quoted;

/// How much is printed, where to, and how; and what is known besides.
#[derive(Debug, clap::Args)]
pub(crate) struct GlobalOptions {
    /// Print all lines of a long answer; without it, 100,000 and how many there are more. JSON is whole in any case.
    #[arg(long, global = true)]
    all: bool,
    /// Write the answer into a file, at once when it is whole; nothing is written where there is none (exit code 2).
    #[arg(long, global = true, value_name = "FILE")]
    output: Option<PathBuf>,
    /// When to print in colour.
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = Color::Auto)]
    color: Color,
    /// Print nothing but errors: the exit code is the answer.
    #[arg(long, short, global = true)]
    quiet: bool,
    /// Go by the rows of this file, too, for what actions without resource types are about; `trail check --learn` writes one.
    #[arg(long, global = true, value_name = "FILE")]
    evaluated: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Color {
    /// On a terminal, as `NO_COLOR` and `CLICOLOR` say.
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

impl Color {
    fn apply(self) {
        let choice = match self {
            Self::Auto => ColorChoice::Auto,
            Self::Always => ColorChoice::Always,
            Self::Never => ColorChoice::Never,
        };
        choice.write_global();
    }
}

/// Has help and mistakes in the arguments printed as `--color` says, before the arguments are read.
pub(crate) fn with_color(command: clap::Command, arguments: impl Iterator<Item = String>) -> clap::Command {
    let Some(color) = color(arguments) else { return command };
    color.apply();
    command.color(match color {
        Color::Auto => clap::ColorChoice::Auto,
        Color::Always => clap::ColorChoice::Always,
        Color::Never => clap::ColorChoice::Never,
    })
}

/// The last `--color` among arguments, if it is one.
fn color(arguments: impl Iterator<Item = String>) -> Option<Color> {
    let mut arguments = arguments.take_while(|argument| argument != "--");
    let (mut last, mut is_next) = (None, false);
    arguments.by_ref().for_each(|argument| {
        let said = if is_next { Some(&*argument) } else { argument.strip_prefix("--color=") };
        last = said.map(str::to_owned).or(last.take());
        is_next = !is_next && argument == "--color";
    });
    Color::from_str(&last?, false).ok()
}

impl GlobalOptions {
    /// Has everything printed as the options say.
    pub(crate) fn apply(&self) {
        self.color.apply();
        if self.all {
            output::print_all();
        }
        // As for what is read, `-` is the standard stream.
        if let Some(file) = self.output.as_ref().filter(|file| file.as_os_str() != STANDARD_INPUT) {
            output::to_file(file);
        }
        if self.quiet {
            output::be_quiet();
        }
    }

    /// Has answers rest on what was observed besides what the catalog has.
    ///
    /// # Errors
    /// A file that is no table, or names an action that the catalog hasn't.
    pub(crate) fn settle(&self) -> Result<(), Failure> {
        let Some(file) = &self.evaluated else { return Ok(()) };
        let text = read_string(file)?;
        let of_file = |error| format!("{}: {error}", quoted([file.to_string_lossy()]));
        let table = EvaluatedTable::parse(&text).map_err(of_file)?;
        table.check(Catalog::embedded()).map_err(of_file)?;
        let rows = table.actions().count();
        EvaluatedTable::embedded().clone().with(table).install().map_err(of_file)?;
        let name = quoted([file.to_string_lossy()]);
        output::note(format!("what is asked rests on {name} too, which tells of {rows} actions"));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_colour_that_is_said_counts() {
        let of = |line: &str| color(line.split(' ').map(str::to_owned));
        assert_eq!(of("lint --help"), None);
        assert_eq!(of("--color always --help"), Some(Color::Always));
        assert_eq!(of("--color=always lint --color never --help"), Some(Color::Never));
        assert_eq!(of("lint --color --color"), None);
        assert_eq!(of("lint -- --color always"), None);
        assert_eq!(of("--color purple"), None);
    }
}
