//! `iamkit catalog show` and `expand`: what the checked-in catalog tells, for a person at a terminal.

use std::process::ExitCode;

use iamkit_catalog::{Action, Catalog, ConditionKey, Evaluated, Evidence, ResourceUse};
use iamkit_policy::shown::{self, Shown};
use iamkit_report::catalog_action::{self, CatalogActionReport, ExpansionReport};

use crate::hint;
use crate::list_format::ListFormat;
use iamkit_console::command::{Failure, Outcome, exit_different};
use iamkit_console::output;

/// How many near names are offered for a misspelt one.
const SUGGESTIONS: usize = 3;

/// Show everything the catalog tells about an action.
#[derive(Debug, clap::Args)]
pub(super) struct ShowArgs {
    /// The action as `service:Name`, in any letter case
    action: String,
    /// The form of the answer
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    format: ListFormat,
}

/// Print the actions that a pattern names, one a line.
///
/// Exits with 1 when it names none.
#[derive(Debug, clap::Args)]
pub(super) struct ExpandArgs {
    /// The pattern as it stands in a policy, such as `s3:Get*` or `*:Describe*`
    pattern: String,
    /// The form of the answer
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    format: ListFormat,
}

pub(super) fn show(args: &ShowArgs) -> Outcome {
    let action = Catalog::embedded().action(&args.action).ok_or_else(|| unknown(&args.action))?;
    match args.format {
        ListFormat::Text => output::lines(&description(action).into_iter().collect()),
        ListFormat::Json => output::json(&CatalogActionReport::new(action))?,
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn expand(args: &ExpandArgs) -> Outcome {
    let actions: Vec<_> =
        Catalog::embedded().actions_matching(&args.pattern).map(|it| it.to_string()).collect();
    let code = if actions.is_empty() { exit_different() } else { ExitCode::SUCCESS };
    match args.format {
        ListFormat::Json => {
            let pattern = args.pattern.clone();
            output::json(&ExpansionReport { schema: catalog_action::SCHEMA, pattern, actions })?;
        }
        ListFormat::Text if actions.is_empty() => {
            output::line(format_args!("`{}` names no action", Shown::value(&args.pattern)));
        }
        ListFormat::Text => output::lines(&actions.into_iter().collect()),
    }
    Ok(code)
}

fn unknown(name: &str) -> Failure {
    let near = Catalog::embedded().nearest_actions(name, SUGGESTIONS);
    let near = shown::quoted(near.iter().map(ToString::to_string));
    let hint = if near.is_empty() { String::new() } else { format!("; near it: {near}") };
    let of_name = hint::of_name(name);
    format!("no action `{}` in the catalog{hint}{of_name}", Shown::value(name)).into()
}

fn description(action: Action<'_>) -> Vec<String> {
    let mut lines = vec![action.to_string()];
    if let Some(service) = action.service().filter(|service| !service.title().is_empty()) {
        lines.push(format!("  service: {}", service.title()));
    }
    lines.push(format!("  access levels: {}", action.access_levels()));
    if action.is_permission_only() {
        lines.push("  permission only: no API operation has this name".to_owned());
    }
    lines.extend(evaluated_lines(action));
    lines.extend(action.resource_types().flat_map(resource_lines));
    lines.extend(action.own_condition_keys().map(|key| format!("  condition key: {}", key_line(key))));
    lines.extend(action.dependent_actions().map(|dependent| format!("  also needs: {}", dependent.name())));
    lines
}

/// What its requests are about besides resources of its types (S25).
fn evaluated_lines(action: Action<'_>) -> Vec<String> {
    let line = |form: &str, evidence: &Evidence| {
        let (mark, sources, date) = (evidence.mark(), evidence.sources(), evidence.date());
        format!("  evaluated resource: {form} ({mark}, sources: {sources}, {date})")
    };
    match action.evaluated() {
        Evaluated::Star(evidence) => vec![line("`*`", evidence)],
        Evaluated::Arn(forms) => forms.iter().map(|form| line(form.template(), form.evidence())).collect(),
        Evaluated::Unknown if action.is_wildcard_only() => {
            vec!["  no resource types: which resource is evaluated is not known".to_owned()]
        }
        Evaluated::Unknown => Vec::new(),
    }
}

fn resource_lines(used: ResourceUse<'_>) -> Vec<String> {
    let required = match used.is_required() {
        Some(true) => " (required)",
        Some(false) => " (optional)",
        None => "",
    };
    let mut lines = vec![format!("  resource type: {}{required}", used.resource_type())];
    lines.extend(used.resource_type().arn_templates().map(|arn| format!("    {arn}")));
    lines.extend(used.condition_keys().map(|key| format!("    condition key: {}", key_line(key))));
    lines
}

fn key_line(key: ConditionKey<'_>) -> String {
    if key.types().is_empty() {
        return key.name().to_owned();
    }
    format!("{} ({})", key.name(), key.types())
}

#[cfg(test)]
mod tests {
    use iamkit_catalog::Catalog;

    use super::{description, unknown};

    #[test]
    fn misspelt_action_is_named_with_what_is_near() {
        let text = unknown("s3:ListAllMyBucket").to_string();
        assert_eq!(text, "no action `s3:ListAllMyBucket` in the catalog; near it: `s3:ListAllMyBuckets`");
        assert_eq!(unknown("x:Qwertyuiop").to_string(), "no action `x:Qwertyuiop` in the catalog");
    }

    #[test]
    fn description_has_levels_resources_and_keys() {
        let text = description(Catalog::embedded().action("ses:createconfigurationset").unwrap()).join("\n");
        assert!(text.starts_with("ses:CreateConfigurationSet\n  service: "), "{text}");
        assert!(text.contains("\n  access levels: Write\n"), "{text}");
        assert!(text.contains("\n  resource type: configuration-set (required)\n    arn:"), "{text}");
        assert!(text.contains("\n  condition key: aws:TagKeys (ArrayOfString)\n"), "{text}");
    }

    #[test]
    fn what_is_evaluated_without_resource_types_is_told_as_far_as_it_is_known() {
        let text = |name: &str| description(Catalog::embedded().action(name).unwrap()).join("\n") + "\n";
        let line = "\n  evaluated resource: `*` (OBS, sources: 4, 2026-11-29)\n";
        assert!(text("iam:GetAccountSummary").contains(line));
        let line =
            "evaluated resource: arn:${Partition}:sqs:${Region}:${Account}: (OBS, sources: 6, 2026-11-29)";
        assert!(text("sqs:ListQueues").contains(line));
        let line = "\n  no resource types: which resource is evaluated is not known\n";
        assert!(text("ec2:DescribeInstances").contains(line));
    }
}
