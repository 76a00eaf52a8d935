//! `iamkit facts`: what answers take for granted about the world.
//!
//! The facts are those of `iamkit_policy::fact`; this file writes them out and decides nothing.

use std::process::ExitCode;

use clap::ValueEnum;
use iamkit_policy::fact::Fact;
use iamkit_policy::shown::Shown;
use iamkit_report::facts::FactReport;

use crate::hint;
use iamkit_console::command::{Failure, Outcome};
use iamkit_console::output::{self, Line};

/// How far an id may be from a fact's to be offered instead, in letters.
const NEAR: usize = 4;

/// List what answers take for granted about the world: by its id, with its mark, its rule and a sentence.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Marks: DOC documented by AWS, OBS observed by others, INFER our reading.\n\nExit codes: 0 answered, 2 no \
        such fact."
)]
pub(crate) struct Args {
    /// The fact; without it, all facts.
    #[arg(value_name = "ID")]
    id: Option<String>,
    /// The form of the answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Two lines for each fact.
    Text,
    /// A list with an object for each.
    Json,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let facts = match &args.id {
        Some(id) => vec![named(id)?],
        None => Fact::ALL.to_vec(),
    };
    match args.format {
        Format::Text => facts.into_iter().for_each(print),
        Format::Json => {
            let facts = facts.into_iter().map(FactReport::from).collect::<Vec<_>>();
            output::json(&facts)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn print(fact: Fact) {
    let bold = anstyle::Style::new().bold();
    let heading = Line::default().styled(bold, fact);
    output::line(heading.plain(format_args!(" ({}, {})", fact.mark(), fact.rule())));
    output::prose(format_args!("  {}", fact.sentence()));
}

/// The fact of an id, in any letter case.
///
/// # Errors
/// There is none; the nearest is told.
fn named(id: &str) -> Result<Fact, Failure> {
    let folded = id.trim().to_ascii_lowercase().replace(['_', ' '], "-");
    folded.parse().map_err(|_| {
        let far = |fact: &Fact| strsim::osa_distance(fact.id(), &folded);
        let is_part = |fact: &Fact| !folded.is_empty() && fact.id().contains(&*folded);
        let nearest =
            Fact::ALL.iter().filter(|fact| far(fact) <= NEAR || is_part(fact)).min_by_key(|fact| far(fact));
        let nearest = nearest.map(|fact| format!("; nearest: `{fact}`")).unwrap_or_default();
        format!("no fact has the id `{}`{nearest}{}", Shown::value(id), hint::of_name(id)).into()
    })
}

/// The fact of an id, for arguments that name one.
///
/// # Errors
/// As for `facts ID`.
pub(crate) fn parse(id: &str) -> Result<Fact, String> {
    named(id).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_there_is_not_is_told_with_the_nearest() {
        let error = |id: &str| named(id).unwrap_err().to_string();
        assert_eq!(error("listed-form"), "no fact has the id `listed-form`; nearest: `listed-forms`");
        assert_eq!(error("partition"), "no fact has the id `partition`; nearest: `one-partition`");
        assert_eq!(error("of-another-world"), "no fact has the id `of-another-world`");
        assert_eq!(named("Listed_Forms").unwrap(), Fact::ListedForms);
    }
}
