//! `iamkit managed lattice`: which AWS managed policies are equal to, or contained in, which.
//!
//! Every pair of current versions is compared exactly over the actions of the catalog, resources and conditions
//! included; the prover does it, this file names what it found.

#[cfg(feature = "pictures")]
mod picture;

use std::process::ExitCode;

use clap::ValueEnum;
use iamkit_catalog::Catalog;
use iamkit_managed::ManagedPolicies;
use iamkit_policy::shown::Shown;
use iamkit_prover::{Access, Limits, Order, SubsetMatrix, Universe, is_empty};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use crate::assumptions::Assumptions;
use crate::facts;
use crate::progress;
use iamkit_console::command::{Failure, Outcome, exit_unknown};
use iamkit_console::output::{self, Lines};

/// The version of the JSON form.
const SCHEMA: u32 = 1;

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

/// The policies that were compared, and the order that they make.
struct Lattice {
    names: Vec<String>,
    matrix: SubsetMatrix,
    order: Order,
    /// The class of the policies that allow no action of the catalog, if there are any.
    empty: Option<usize>,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let lattice =
        Lattice::of_managed(args.only.as_deref().unwrap_or_default(), args.assumptions.of(Universe::real()))?;
    match args.format {
        Format::Text => output::lines(&lattice.text()),
        Format::Json => output::json(&lattice.json())?,
        #[cfg(feature = "pictures")]
        Format::Svg => output::svg(&picture::draw(&lattice, args.top)),
    }
    let is_decided = lattice.matrix.unknown().next().is_none();
    Ok(if is_decided { ExitCode::SUCCESS } else { exit_unknown() })
}

impl Lattice {
    fn of_managed(text: &str, universe: Universe<'_>) -> Result<Self, Failure> {
        let text = text.to_ascii_lowercase();
        let spinner = ProgressBar::new_spinner().with_style(ProgressStyle::with_template("{spinner} {msg}")?);
        let spinner = progress::unless_quiet(spinner);
        spinner.enable_steady_tick(std::time::Duration::from_millis(120));
        spinner.set_message("reading the managed policies");
        let (mut names, mut accesses) = (Vec::new(), Vec::new());
        for policy in ManagedPolicies::embedded().iter() {
            if policy.name().to_ascii_lowercase().contains(&text) {
                names.push(policy.name().to_owned());
                accesses.push(Access::identity(&policy.current().document()?)?);
            }
        }
        if names.is_empty() {
            return Err(format!("no managed policy has `{}` in its name", Shown::value(&text)).into());
        }
        spinner.set_message(format!("comparing {} policies with each other", names.len()));
        let accesses = accesses.iter().collect::<Vec<_>>();
        let matrix =
            SubsetMatrix::assuming(&accesses, Catalog::embedded(), universe.facts(), &Limits::default());
        spinner.finish_and_clear();
        let order = matrix.order();
        let is_nothing = |members: &Vec<usize>| {
            let first = members.first().and_then(|at| accesses.get(*at));
            first.is_some_and(|access| is_empty(access, &universe, &Limits::default()) == Some(true))
        };
        let empty = order.classes.iter().position(is_nothing);
        Ok(Self { names, matrix, order, empty })
    }

    fn name(&self, at: usize) -> &str {
        self.names.get(at).map_or("", String::as_str)
    }

    /// The name of a class: that of its first member.
    fn class_name(&self, class: usize) -> &str {
        self.members(class).first().map_or("", |first| self.name(*first))
    }

    fn members(&self, class: usize) -> &[usize] {
        self.order.classes.get(class).map_or(&[], Vec::as_slice)
    }

    fn is_within(&self, inner: usize, outer: usize) -> bool {
        self.matrix.is_within(inner, outer) == Some(true)
    }

    /// How many ordered pairs of different policies are contained one in the other.
    fn contained_pairs(&self) -> usize {
        let size = self.names.len();
        let of_row = |row| (0..size).filter(|&column| row != column && self.is_within(row, column)).count();
        (0..size).map(of_row).sum()
    }

    fn text(&self) -> Lines {
        let size = self.names.len();
        let unknown = self.matrix.unknown().count();
        let mut lines = vec![
            format!(
                "{size} policies, {} pairs compared, {unknown} of them undecided",
                size * size.saturating_sub(1)
            ),
            format!("{} pairs are contained, the first in the second", self.contained_pairs()),
        ];
        let names = |places: &[usize]| places.iter().map(|at| self.name(*at)).collect::<Vec<_>>();
        if let Some(empty) = self.empty {
            lines.push(format!("allowing nothing at all: {}", names(self.members(empty)).join(", ")));
        }
        lines.extend([String::new(), "equal to each other:".into()]);
        let equal = self.order.classes.iter().enumerate();
        let equal = equal.filter(|(class, members)| 1 < members.len() && Some(*class) != self.empty);
        lines.extend(equal.map(|(_, members)| format!("  {}", names(members).join(" = "))));
        lines.extend([String::new(), "contained in, with none between:".into()]);
        for class in (0..self.order.classes.len()).filter(|class| Some(*class) != self.empty) {
            let above = self.order.covers.iter().filter(|(inner, _)| *inner == class);
            let above = above.map(|(_, outer)| self.class_name(*outer)).collect::<Vec<_>>();
            if !above.is_empty() {
                lines.push(format!("  {} < {}", self.class_name(class), above.join(", ")));
            }
        }
        lines.extend([String::new(), format!("facts: {}", self.matrix.facts())]);
        lines.push(format!("catalog: {}", Catalog::embedded().sources().collect::<Vec<_>>().join(", ")));
        lines.into_iter().collect()
    }

    fn json(&self) -> Json<'_> {
        let classes = self.order.classes.iter();
        Json {
            schema: SCHEMA,
            catalog: Catalog::embedded().sources().map(Into::into).collect(),
            policies: self.names.len(),
            contained_pairs: self.contained_pairs(),
            allowing_nothing: self
                .empty
                .map(|class| self.members(class))
                .unwrap_or_default()
                .iter()
                .map(|at| self.name(*at))
                .collect(),
            classes: classes.map(|members| members.iter().map(|at| self.name(*at)).collect()).collect(),
            covers: self
                .order
                .covers
                .iter()
                .map(|(inner, outer)| Cover {
                    inner: self.class_name(*inner),
                    outer: self.class_name(*outer),
                })
                .collect(),
            unknown: self
                .matrix
                .unknown()
                .map(|(inner, outer)| Cover { inner: self.name(inner), outer: self.name(outer) })
                .collect(),
            facts: facts::whole(self.matrix.facts()),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Json<'l> {
    schema: u32,
    catalog: Vec<String>,
    policies: usize,
    contained_pairs: usize,
    /// Policies that allow no action of the catalog; they are a class too.
    allowing_nothing: Vec<&'l str>,
    /// Policies that are equal; every policy is in one class.
    classes: Vec<Vec<&'l str>>,
    /// Which class lies directly in which, each by its first policy.
    covers: Vec<Cover<'l>>,
    /// Pairs that could not be decided.
    unknown: Vec<Cover<'l>>,
    /// What the answers take for granted.
    facts: Vec<facts::Json>,
}

#[derive(Serialize)]
struct Cover<'l> {
    inner: &'l str,
    outer: &'l str,
}
