//! `iamkit compare`: the relation of two policies and everything that exactly one of them allows.
//!
//! The prover answers; this file reads the arguments and chooses how the answer is printed.

pub(crate) mod compared;
pub(crate) mod layers;

use std::path::Path;
use std::process::ExitCode;

use clap::ValueEnum;
use iamkit_engine::PolicyKind;
use iamkit_prover::{Access, Differences, Relation, counted, differences};
#[cfg(feature = "sarif")]
use iamkit_prover::{Limits, Universe};

use crate::assumptions;
#[cfg(feature = "sarif")]
use crate::forms::Forms;
use crate::misplaced;
use crate::policy_argument::{FORMS, Kind, PolicyArgument};
use crate::policy_kind;
use crate::question::Question;
#[cfg(feature = "sarif")]
use crate::sarif;
use crate::second_voice::{self, Spoken};
use compared::Compared;
use iamkit_console::command::{Failure, Outcome, exit_different, exit_unknown};
use iamkit_console::output;
use iamkit_report::comparison::sides::{ComparedSide, ComparedSides};

/// Compare two policies, or all layers around a principal, exactly, and name everything that only one side allows.
#[derive(Debug, clap::Args)]
#[command(
    after_help = format!("{FORMS} `layers:FILE` is all layers around one principal, in the form of a \
        conformance case.\n\nExit codes: 0 equal, 1 different, 2 bad input, 3 could not be decided.")
)]
pub(crate) struct Args {
    /// The first policy or layers; in a review, what is.
    #[arg(value_name = "A")]
    a: String,
    /// The second policy or layers; in a review, what is to be.
    #[arg(value_name = "B")]
    b: String,
    #[command(flatten)]
    question: Question,
    /// The form of the answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For a reader at a terminal: what is lost with `-`, what is gained with `+`.
    Text,
    /// One object.
    Json,
    /// For a comment in a review.
    Markdown,
    /// For the code scanners of a forge.
    #[cfg(feature = "sarif")]
    Sarif,
}

/// A policy of some kind ready for the prover.
///
/// # Errors
/// The first statement that may not stand in a policy of the kind.
pub(crate) fn compile(policy: &PolicyArgument, kind: PolicyKind) -> Result<Access, Failure> {
    Access::policy(&policy.document, kind).map_err(|errors| misplaced::failure(policy, kind, &errors))
}

/// A side as it was named.
enum Named {
    Policy(Box<PolicyArgument>),
    Layers(Box<Compared>),
}

impl Named {
    fn read(name: &str) -> Result<Self, Failure> {
        let Some(file) = name.strip_prefix(layers::PREFIX) else {
            return Ok(Self::Policy(Box::new(PolicyArgument::read(name)?)));
        };
        let (situation, access) = layers::read(Path::new(file))?;
        let kind = PolicyKind::of_resource_policy(&situation.request.action);
        let spoken = Spoken::layers(name, kind, situation.policies);
        let source = Some(file.into());
        let side = ComparedSide { name: name.to_owned(), file: None, source, access };
        Ok(Self::Layers(Box::new(Compared { side, spoken })))
    }

    fn compared(self, kind: Option<PolicyKind>) -> Result<Compared, Failure> {
        let policy = match self {
            Self::Policy(policy) => *policy,
            Self::Layers(compared) => return Ok(*compared),
        };
        let kind = kind.unwrap_or(policy.kind);
        let access = Access::compared(&policy.document, kind);
        let access = access.map_err(|errors| misplaced::failure(&policy, kind, &errors))?;
        let spoken = if access.has_full_access_beside() {
            Spoken::beside_full_access(&policy.name, kind, &policy.document)?
        } else {
            Spoken::policy(&policy.name, kind, &policy.document)
        };
        let PolicyArgument { name, file, .. } = policy;
        Ok(Compared { side: ComparedSide { name, source: file.clone(), file, access }, spoken })
    }
}

/// The kind of the policies among the sides, if there is any.
fn kind_of(said: Option<Kind>, a: &Named, b: &Named) -> Result<Option<PolicyKind>, Failure> {
    Ok(match (a, b) {
        (Named::Policy(a), Named::Policy(b)) => Some(policy_kind::of_both(said, a, b)?),
        (Named::Policy(policy), _) | (_, Named::Policy(policy)) => Some(policy_kind::of_one(said, policy)),
        (Named::Layers(_), Named::Layers(_)) => None,
    })
}

pub(crate) fn run(args: &Args) -> Outcome {
    let (a, b) = (Named::read(&args.a)?, Named::read(&args.b)?);
    let kind = kind_of(args.question.kind, &a, &b)?;
    let (a, b) = (a.compared(kind)?, b.compared(kind)?);
    let (universe, limits) = (args.question.universe(), args.question.limits());
    let (mut found, spent) = counted(|| differences(&a.side.access, &b.side.access, &universe, &limits));
    found.comparison.facts = assumptions::needed(&a.side, &b.side, &found, &universe, &limits.without(spent));
    answer(a, b, kind, found, args.format)
}

/// Prints how two sides differ, once the naive evaluator has confirmed it, and ends as the relation says.
///
/// # Errors
/// The naive evaluator decides a request otherwise.
pub(crate) fn answer(
    a: Compared,
    b: Compared,
    kind: Option<PolicyKind>,
    found: Differences,
    format: Format,
) -> Outcome {
    second_voice::confirm_all(&found.list, &a.spoken, &b.spoken)?;
    let report = ComparedSides { a: a.side, b: b.side, kind, found };
    match format {
        Format::Text => output::lines(&report.text()),
        Format::Json => output::json(&report.json())?,
        Format::Markdown => output::markdown(&report.markdown()),
        #[cfg(feature = "sarif")]
        Format::Sarif => output::json(&report.sarif(&sarif::root()))?,
    }
    Ok(match report.found.comparison.relation {
        Relation::Equal => ExitCode::SUCCESS,
        Relation::Unknown => exit_unknown(),
        Relation::Narrower | Relation::Broader | Relation::Incomparable => exit_different(),
    })
}

/// How two policies differ, in the forms for people and for scanners; the naive evaluator isn't asked.
///
/// # Errors
/// Policies of different kinds, and a statement that may not stand in one of its kind.
#[cfg(feature = "sarif")]
pub(crate) fn forms(
    a: PolicyArgument,
    b: PolicyArgument,
    universe: &Universe<'_>,
    limits: &Limits,
) -> Result<Forms, Failure> {
    let kind = Some(policy_kind::of_both(None, &a, &b)?);
    let named = |policy| Named::Policy(Box::new(policy)).compared(kind).map(|compared| compared.side);
    let (a, b) = (named(a)?, named(b)?);
    let found = differences(&a.access, &b.access, universe, limits);
    let report = ComparedSides { a, b, kind, found };
    Ok(Forms { text: report.text(), markdown: report.markdown(), sarif: report.sarif(&sarif::root()) })
}
