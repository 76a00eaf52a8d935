//! `iamkit account compare`: two users or roles side by side – what exactly one of them may do.

use std::path::Path;

use iamkit_account::beside::PrincipalLayers;
use iamkit_account::view::{AccessView, AccountPrincipal};
use iamkit_conformance::case::{NamedPolicy, PolicyLayers};
use iamkit_engine::PolicyKind;
use iamkit_prover::Universe;
use iamkit_report::comparison::sides::ComparedSide;

use super::source::{Accounts, principal};
use crate::assumptions::Assumptions;
use crate::compare::compared::Compared;
use crate::compare::{Format, answer};
use crate::question::Bounds;
use crate::second_voice::{Spoken, named};
use iamkit_console::command::{Failure, Outcome};

/// Whom to compare.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes: 0 equal, 1 different, 2 bad input, 3 could not be decided.")]
pub(crate) struct Args {
    /// The ARN of a user or role, or its name.
    #[arg(value_name = "A")]
    a: String,
    /// The other one.
    #[arg(value_name = "B")]
    b: String,
    #[command(flatten)]
    accounts: Accounts,
    #[command(flatten)]
    assumptions: Assumptions,
    #[command(flatten)]
    bounds: Bounds,
    /// The form of the answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let view = args.accounts.view()?;
    let (a, b) = (principal(&view, &args.a)?, principal(&view, &args.b)?);
    let universe = args.assumptions.of(Universe::real());
    let found = view.differences_between(a, b, &universe, &args.bounds.limits())?;
    let [a, b] = [a, b].map(|principal| compared(&view, principal, args.accounts.first()));
    answer(a?, b?, None, found, args.format)
}

fn compared(
    view: &AccessView,
    principal: &AccountPrincipal,
    source: Option<&Path>,
) -> Result<Compared, Failure> {
    let layers = view.layers_of(principal)?;
    let name = principal.arn().to_owned();
    let spoken = spoken(&name, &layers);
    let source = source.map(Path::to_path_buf);
    let side = ComparedSide { access: layers.access()?, name, file: None, source };
    Ok(Compared { side, spoken })
}

/// The same layers for the naive evaluator.
fn spoken(name: &str, layers: &PrincipalLayers) -> Spoken {
    let policies = |documents: &[iamkit_policy::PolicyDocument]| {
        documents.iter().map(|document| named(name, document)).collect::<Vec<NamedPolicy>>()
    };
    let boundary = layers.boundary.as_deref().map(|documents| policies(documents).into_iter().next());
    if let Some(None) = boundary {
        // S77: a boundary without a document allows nothing.
        return Spoken::nothing(name);
    }
    let layers = PolicyLayers {
        identity: Some(policies(&layers.identity)),
        boundary: boundary.flatten(),
        scp: Some(layers.service_control.iter().map(|level| policies(level)).collect()),
        ..PolicyLayers::default()
    };
    Spoken::layers(name, PolicyKind::Resource, layers)
}
