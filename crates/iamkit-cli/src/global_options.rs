//! What every command can be told about its printing.

use std::path::PathBuf;

use anstream::ColorChoice;
use iamkit_console::output;
use iamkit_console::standard_input::STANDARD_INPUT;

/// How much is printed, where to, and how.
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

impl GlobalOptions {
    /// Has everything printed as the options say.
    pub(crate) fn apply(&self) {
        let choice = match self.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        choice.write_global();
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
}
