//! `iamkit man`: a page of the manual for the command, and one for each command below it.

use std::path::PathBuf;
use std::process::ExitCode;

use iamkit_console::command::{Failure, Outcome, replace, shown};
use iamkit_console::output;

/// Where to write the pages.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes: 0 written, 2 could not be written.")]
pub(crate) struct Args {
    /// The folder that takes the pages, such as `~/.local/share/man/man1`; without it, the first page is printed.
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, command: clap::Command) -> Outcome {
    // All are there before the first is written.
    let pages = pages(command)?;
    match &args.folder {
        Some(folder) => {
            for page in &pages {
                replace(&folder.join(&page.name), page.text.as_bytes())?;
            }
            output::line(format_args!("{} pages in `{}`", pages.len(), shown(folder)));
        }
        None => pages.iter().take(1).for_each(|page| output::own_text(&page.text)),
    }
    Ok(ExitCode::SUCCESS)
}

/// A page: the name of its file and its text in troff.
struct Page {
    name: String,
    text: String,
}

/// The page of the command and those of the commands below it.
fn pages(command: clap::Command) -> Result<Vec<Page>, Failure> {
    let mut command = command.disable_help_subcommand(true);
    // With it, options that hold everywhere stand on every page.
    command.build();
    let mut pages = Vec::new();
    add(&command, &mut pages)?;
    Ok(pages)
}

fn add(command: &clap::Command, pages: &mut Vec<Page>) -> Result<(), Failure> {
    let source = concat!("iamkit ", env!("CARGO_PKG_VERSION"));
    let page = clap_mangen::Man::new(command.clone()).source(source);
    let mut text = Vec::new();
    page.render(&mut text)?;
    pages.push(Page { name: page.get_filename(), text: String::from_utf8(text)? });
    command.get_subcommands().try_for_each(|below| add(below, pages))
}
