//! `--assume`, `--no-assume` and `--accept`: which facts a question takes for granted.

use clap::ValueEnum;
use iamkit_policy::fact::{Fact, Facts, Mark};
use iamkit_prover::{Differences, Limits, RE_ASKED, Universe, compare, needed_facts};

use crate::facts;
use iamkit_report::comparison::sides::ComparedSide;

/// Which facts are taken for granted, beside those that the question itself takes.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Assumptions {
    /// Take a fact for granted that isn't otherwise; `iamkit facts` lists them.
    #[arg(long, value_name = "ID", value_parser = facts::parse)]
    assume: Vec<Fact>,
    /// Don't take a fact for granted.
    #[arg(long, value_name = "ID", value_parser = facts::parse)]
    no_assume: Vec<Fact>,
}

/// The least sure facts on which a check may pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Accept {
    /// Facts that AWS documents.
    Documented,
    /// Facts that others observe, too.
    Observed,
    /// Our readings, too.
    Inferred,
}

impl Accept {
    fn mark(self) -> Mark {
        match self {
            Self::Documented => Mark::Documented,
            Self::Observed => Mark::Observed,
            Self::Inferred => Mark::Inferred,
        }
    }
}

impl Assumptions {
    /// The universe with these facts.
    pub(crate) fn of<'c>(&self, universe: Universe<'c>) -> Universe<'c> {
        self.accepting(universe, Accept::Documented)
    }

    /// The universe with these facts, in which a check may pass by facts that are so sure.
    pub(crate) fn accepting<'c>(&self, universe: Universe<'c>, accept: Accept) -> Universe<'c> {
        let (more, less): (Facts, Facts) =
            (self.assume.iter().copied().collect(), self.no_assume.iter().copied().collect());
        let accepted = Facts::up_to(accept.mark()).union(more).minus(less);
        let facts = universe.facts().union(accepted).union(more).minus(less);
        universe.assuming(facts).accepting(accepted)
    }
}

/// The facts that a comparison needs, of those that were used to find it, within the work that it left.
pub(crate) fn needed(
    a: &ComparedSide,
    b: &ComparedSide,
    found: &Differences,
    universe: &Universe<'_>,
    limits: &Limits,
) -> Facts {
    let comparison = &found.comparison;
    let limits = limits.for_each_of(RE_ASKED);
    needed_facts(universe, comparison.facts, &comparison.relation, |universe| {
        compare(&a.access, &b.access, universe, &limits).relation
    })
}
