//! `cargo xtask rules --write`: the page of the book that lists the rules of validation.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use iamkit_console::command::{Outcome, exit_different, read, replace};
use iamkit_console::output;
use iamkit_policy::fact::Mark;
use iamkit_policy::normal::PolicyKind;
use iamkit_validate::Severity;
use iamkit_validate::fix::{Mending, MendingEffect};
use iamkit_validate::lint::{LintExample, LintRule};
use iamkit_validate::rule::{Example, ValidationRule};

use crate::workspace_root::workspace_root;

/// Write or check the page of the book that lists the rules of validation.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
#[command(
    after_help = "Exit codes: 0 written or fresh, 1 the page is stale, 2 it could not be read or written."
)]
pub(crate) struct Args {
    /// Check that the page of the book lists these rules.
    #[arg(long)]
    check: bool,
    /// Write the page of the book.
    #[arg(long)]
    write: bool,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let (file, page) = (page_file(), page());
    if args.write {
        replace(&file, page.as_bytes())?;
    } else if read(&file)? != page.as_bytes() {
        output::line("docs/src/rules.md is stale: run `cargo xtask rules --write`");
        return Ok(exit_different());
    }
    Ok(ExitCode::SUCCESS)
}

fn page_file() -> PathBuf {
    workspace_root().join("docs/src/rules.md")
}

/// The page of the book: the rules by their severities, the gravest first, each with its two documents.
fn page() -> String {
    let mut text = "\
<!-- Written by `cargo xtask rules --write`. -->
# The rules of validation, by code

What `iamkit validate` finds: the checks of AWS's own policy validation (`ValidatePolicy` of IAM Access Analyzer), by
AWS's codes.
The two marks say how sure it is that AWS finds the same, and at the same place: DOC for what AWS's pages or its API's
model say, OBS where recorded answers agree, INFER for our reading.

### unmet-requirement

What a project requires in `iamkit.toml`, and an Allow is beyond: see [Validating policies](guide/validate.md).
"
    .to_owned();
    for severity in Severity::ALL {
        let rules = ValidationRule::all().filter(|rule| rule.severity == severity).collect::<Vec<_>>();
        // Writing to a string can't fail.
        let _ = write!(text, "\n## {severity} ({})\n", rules.len());
        for rule in rules {
            text.push_str(&entry(rule));
        }
    }
    text.push_str(BEYOND);
    LintRule::all().for_each(|rule| text.push_str(&beyond(rule)));
    text
}

const BEYOND: &str = "
## Beyond AWS

What `iamkit lint` finds, and `iamkit validate --beyond` beside the codes above.
";

/// A rule beyond AWS's.
fn beyond(rule: &LintRule) -> String {
    let LintRule { code, severity, kinds, about, explanation, advice, .. } = rule;
    let names = kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", ");
    let kinds = if kinds.len() == PolicyKind::ALL.len() { "all".to_owned() } else { names };
    let example = |word: &str, example: LintExample| {
        format!("{word} ({}):\n\n```json\n{}\n```\n", example.kind, example.text)
    };
    format!(
        "\n### {code}\n\n{about}\n{explanation}\n{advice}\n\nSeverity: {severity}. Kinds: {kinds}.\n\n{}\n{}",
        example("Finds", rule.finds),
        example("Passes", rule.passes)
    )
}

fn entry(rule: &ValidationRule) -> String {
    let ValidationRule { code, about, mark, place_mark, .. } = rule;
    let kinds = if rule.kinds.names().len() == 6 { "all".into() } else { rule.kinds.names().join(", ") };
    let marks = if mark == place_mark { mark.to_string() } else { both(*mark, *place_mark) };
    format!(
        "\n### {code}\n\n{about}\n\nKinds: {kinds}. Marks: {marks}. [AWS's page]({}).\n\n{}{}\n{}",
        rule.learn_more(),
        Mending::by_code(code).map(mended).unwrap_or_default(),
        example("Finds", rule.finds),
        example("Passes", rule.passes)
    )
}

fn mended(mending: &Mending) -> String {
    let how = match mending.effect {
        MendingEffect::Same => "`--fix`, proven to say the same over any strings,",
        MendingEffect::SameInReal => "`--fix`, where it is proven to say the same over the catalog,",
        MendingEffect::Changes => "`--fix --unsafe-fixes`, for it changes what the policy says,",
    };
    format!("{how} {}.\n\n", mending.about)
}

fn both(mark: Mark, place_mark: Mark) -> String {
    format!("{mark}, of the place {place_mark}")
}

fn example(word: &str, example: Example) -> String {
    let resource_type = example.policy_type.resource_type().map(|it| format!(", {it}")).unwrap_or_default();
    format!("{word} ({}{resource_type}):\n\n```json\n{}\n```\n", example.policy_type, shortened(example.text))
}

/// An example, with what is only long cut short.
fn shortened(text: &str) -> String {
    const RUN: &str = "xxxxxxxxxxxxxxxxxxxx";
    match (text.find(RUN), text.rfind(RUN)) {
        (Some(first), Some(last)) if first < last => {
            let (before, behind) = (text.get(..first), text.get(last + RUN.len()..));
            format!(
                "{}xxx… ({} times)…{}",
                before.unwrap_or_default(),
                last + RUN.len() - first,
                behind.unwrap_or_default()
            )
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_lists_the_rules_that_there_are() {
        let found = std::fs::read_to_string(page_file()).unwrap();
        assert!(found == page(), "docs/src/rules.md is stale: run `cargo xtask rules --write`");
    }
}
