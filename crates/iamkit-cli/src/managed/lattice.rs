//! `iamkit managed lattice`: which AWS managed policies are equal to, or contained in, which.
//!
//! Every pair of current versions is compared exactly over the actions of the catalog, resources and conditions
//! included; the prover does it, this file names what it found.

mod model;
#[cfg(feature = "pictures")]
mod picture;

use std::process::ExitCode;

use clap::ValueEnum;
use iamkit_catalog::Catalog;
use iamkit_prover::Universe;
use iamkit_report::lattice::{LatticeReport, contained_pairs};

use crate::assumptions::Assumptions;
use iamkit_console::command::{Outcome, exit_unknown};
use iamkit_console::output::{self, Lines};
use model::Lattice;

/// Which policies, and in what form.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 every pair was decided, 2 bad input, 3 some pairs could not be decided."
)]
pub(crate) struct Args {
    /// Only policies whose name holds this text, in any letter case.
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
    #[command(flatten)]
    assumptions: Assumptions,
    /// How many of the policies with the most below them the picture shows.
    #[arg(long, value_name = "N", default_value_t = 60)]
    top: usize,
    /// The form of the answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Equal policies, then each with those it is directly contained in.
    Text,
    /// One object.
    Json,
    /// A picture of the top of the order.
    #[cfg(feature = "pictures")]
    Svg,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let lattice =
        Lattice::of_managed(args.only.as_deref().unwrap_or_default(), args.assumptions.of(Universe::real()))?;
    match args.format {
        Format::Text => output::lines(&text(&lattice)),
        Format::Json => {
            let Lattice { names, matrix, order, empty } = &lattice;
            output::json(&LatticeReport::new(names, matrix, order, *empty))?;
        }
        #[cfg(feature = "pictures")]
        Format::Svg => output::svg(&picture::draw(&lattice, args.top)),
    }
    let is_decided = lattice.matrix.unknown().next().is_none();
    Ok(if is_decided { ExitCode::SUCCESS } else { exit_unknown() })
}

/// For a reader: equal policies, then each with those it is directly contained in.
fn text(lattice: &Lattice) -> Lines {
    let size = lattice.names.len();
    let unknown = lattice.matrix.unknown().count();
    let mut lines = vec![
        format!(
            "{size} policies, {} pairs compared, {unknown} of them undecided",
            size * size.saturating_sub(1)
        ),
        format!("{} pairs are contained, the first in the second", contained_pairs(size, &lattice.matrix)),
    ];
    let names = |places: &[usize]| places.iter().map(|at| lattice.name(*at)).collect::<Vec<_>>();
    if let Some(empty) = lattice.empty {
        lines.push(format!("allowing nothing at all: {}", names(lattice.members(empty)).join(", ")));
    }
    lines.extend([String::new(), "equal to each other:".into()]);
    let equal = lattice.order.classes.iter().enumerate();
    let equal = equal.filter(|(class, members)| 1 < members.len() && Some(*class) != lattice.empty);
    lines.extend(equal.map(|(_, members)| format!("  {}", names(members).join(" = "))));
    lines.extend([String::new(), "contained in, with none between:".into()]);
    for class in (0..lattice.order.classes.len()).filter(|class| Some(*class) != lattice.empty) {
        let above = lattice.order.covers.iter().filter(|(inner, _)| *inner == class);
        let above = above.map(|(_, outer)| lattice.class_name(*outer)).collect::<Vec<_>>();
        if !above.is_empty() {
            lines.push(format!("  {} < {}", lattice.class_name(class), above.join(", ")));
        }
    }
    lines.extend([String::new(), format!("facts: {}", lattice.matrix.facts())]);
    lines.push(format!("catalog: {}", Catalog::embedded().sources().collect::<Vec<_>>().join(", ")));
    lines.into_iter().collect()
}
