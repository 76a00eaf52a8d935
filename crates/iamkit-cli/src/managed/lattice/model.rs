//! The policies that are compared, and the order that they make.

use iamkit_catalog::Catalog;
use iamkit_managed::ManagedPolicies;
use iamkit_policy::shown::Shown;
use iamkit_prover::{Access, Limits, Order, SubsetMatrix, Universe, is_empty};
use indicatif::{ProgressBar, ProgressStyle};

use crate::progress;
use iamkit_console::command::Failure;

/// The policies that were compared, and the order that they make.
pub(super) struct Lattice {
    pub(super) names: Vec<String>,
    pub(super) matrix: SubsetMatrix,
    pub(super) order: Order,
    /// The class of the policies that allow no action of the catalog, if there are any.
    pub(super) empty: Option<usize>,
}

impl Lattice {
    pub(super) fn of_managed(text: &str, universe: Universe<'_>) -> Result<Self, Failure> {
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

    pub(super) fn name(&self, at: usize) -> &str {
        self.names.get(at).map_or("", String::as_str)
    }

    /// The name of a class: that of its first member.
    pub(super) fn class_name(&self, class: usize) -> &str {
        self.members(class).first().map_or("", |first| self.name(*first))
    }

    pub(super) fn members(&self, class: usize) -> &[usize] {
        self.order.classes.get(class).map_or(&[], Vec::as_slice)
    }

    #[cfg(feature = "pictures")]
    pub(super) fn is_within(&self, inner: usize, outer: usize) -> bool {
        self.matrix.is_within(inner, outer) == Some(true)
    }
}
