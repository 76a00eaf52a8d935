//! What every question about policies can be told: its universe, its kind of policies, its facts and its bounds.

use std::cell::Cell;

use clap::ValueEnum;
use iamkit_prover::{Limits, Universe, counted};

use crate::assumptions::Assumptions;
use crate::policy_argument::Kind;

/// In which world the question is asked, and how much work its answer may take.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Question {
    /// What counts as a request: of the catalog's actions with resources and keys that they take, or any strings.
    #[arg(long, value_enum, default_value_t = UniverseName::Real)]
    universe: UniverseName,
    /// What kind of policies they are; without it, as they and their wrappings show. Layers know it of theirs.
    #[arg(long, value_enum)]
    pub(crate) kind: Option<Kind>,
    #[command(flatten)]
    assumptions: Assumptions,
    #[command(flatten)]
    bounds: Bounds,
}

/// How much work an answer may take.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Bounds {
    /// How much work an answer may take, in units of some nanoseconds, before it is `unknown`.
    #[arg(long, value_name = "N", default_value_t = Limits::default().max_work)]
    max_work: usize,
}

impl Bounds {
    /// The bounds that are meant.
    pub(crate) fn limits(&self) -> Limits {
        Limits { max_work: self.max_work, ..Limits::default() }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum UniverseName {
    Real,
    Strings,
}

impl Question {
    /// The universe that is meant.
    pub(crate) fn universe(&self) -> Universe<'static> {
        self.assumptions.of(match self.universe {
            UniverseName::Real => Universe::real(),
            UniverseName::Strings => Universe::strings(),
        })
    }

    /// The bounds that are meant.
    pub(crate) fn limits(&self) -> Limits {
        self.bounds.limits()
    }
}

/// One budget for several questions of a command: what the first leave is for the others.
pub(crate) struct Shared {
    left: Cell<Limits>,
}

impl Shared {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { left: Cell::new(limits) }
    }

    /// The answer to a question that is asked within what is left.
    pub(crate) fn ask<T>(&self, question: impl FnOnce(&Limits) -> T) -> T {
        let limits = self.left.get();
        let (answer, work) = counted(|| question(&limits));
        self.left.set(limits.without(work));
        answer
    }
}
