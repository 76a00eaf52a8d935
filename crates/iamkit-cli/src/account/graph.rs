//! `iamkit account graph`: an account as a picture – who comes in from outside, users, groups, roles, policies, and
//! whom the policies of resources let in, and who can become whom.
//!
//! Six columns, left to right; within each the order that crosses the fewest lines. Users who have the same are one box.

mod layout;
mod model;
mod picture;

use std::path::PathBuf;
use std::process::ExitCode;

use super::source::{Accounts, principal};
use iamkit_console::command::{Outcome, replace, shown};
use iamkit_console::output;

/// What to draw.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    accounts: Accounts,
    /// Draw only a user or role and what it has to do with; needed where an account is too large for one picture.
    #[arg(long, value_name = "PRINCIPAL")]
    around: Option<String>,
    /// The SVG file to write.
    #[arg(long, value_name = "FILE", default_value = "account.svg")]
    out: PathBuf,
}

/// More boxes than that can't be read in one picture.
const MAX_BOXES: usize = 400;

pub(crate) fn run(args: &Args) -> Outcome {
    let view = args.accounts.view()?;
    let around = args.around.as_deref().map(|name| principal(&view, name)).transpose()?;
    let graph = model::graph(&view, around)?;
    if MAX_BOXES < graph.boxes.len() {
        let count = graph.boxes.len();
        return Err(format!("{count} boxes, the limit is {MAX_BOXES}: choose a part with --around").into());
    }
    let columns = layout::columns(&graph);
    replace(&args.out, picture::svg(&graph, &columns).as_bytes())?;
    let (boxes, lines) = (graph.boxes.len(), graph.lines.len());
    output::line(format_args!("{}: {boxes} boxes, {lines} lines", shown(&args.out)));
    Ok(ExitCode::SUCCESS)
}
