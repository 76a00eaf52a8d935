//! `iamkit catalog diff`: what changed between two catalogs, service by service.

use std::process::ExitCode;

use clap::ValueEnum;
use iamkit_catalog::diff::{ActionChange, ChangePresence, ServiceChange, changes};
use iamkit_policy::shown::{self, Shown};
use iamkit_report::catalog_changes::ServiceChangeReport;

use super::open::{FORMS, open};
use iamkit_console::command::Outcome;
use iamkit_console::output::{self, Lines};

/// Show what changed between two catalogs, service by service.
///
/// Actions come and go, change their access levels, resource types or condition keys; resource types and condition
/// keys of services come, go and change. Always exits with 0 when both catalogs could be read.
#[derive(Debug, clap::Args)]
#[command(after_help = FORMS)]
pub(super) struct Args {
    /// The older catalog
    old: String,

    /// The newer catalog
    #[arg(default_value = "embedded")]
    new: String,

    /// How to print the changes
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// How changes are printed.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Format {
    /// One change a line, `+` for what is new, `-` for what is gone, `~` for what changed
    #[default]
    Text,
    /// One JSON array with an object for each service
    Json,
}

pub(super) fn run(args: &Args) -> Outcome {
    let changes = changes(&open(&args.old)?, &open(&args.new)?);
    match args.format {
        Format::Text => output::lines(&text(&changes)),
        Format::Json => {
            let services = changes.iter().map(ServiceChangeReport::from).collect::<Vec<_>>();
            output::json(&services)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn text(changes: &[ServiceChange]) -> Lines {
    let mut lines: Vec<String> = changes.iter().flat_map(service_lines).collect();
    lines.push(summary(changes));
    lines.into_iter().collect()
}

fn summary(changes: &[ServiceChange]) -> String {
    let count = |presence| changes.iter().filter(|change| change.presence == presence).count();
    let sum = |of: fn(&ServiceChange) -> usize| changes.iter().map(of).sum::<usize>();
    format!(
        "services: {} added, {} removed, {} changed; actions: {} added, {} removed, {} changed",
        count(ChangePresence::Added),
        count(ChangePresence::Removed),
        count(ChangePresence::Both),
        sum(|change| change.added_actions.len()),
        sum(|change| change.removed_actions.len()),
        sum(|change| change.changed_actions.len()),
    )
}

fn service_lines(change: &ServiceChange) -> Vec<String> {
    let mut lines = vec![format!("{} {}", mark(change.presence), Shown::value(&change.prefix))];
    push(&mut lines, "+ action", &change.added_actions);
    push(&mut lines, "- action", &change.removed_actions);
    lines.extend(change.changed_actions.iter().map(|action| format!("  ~ action {}", action_line(action))));
    push(&mut lines, "+ resource type", &change.added_resource_types);
    push(&mut lines, "- resource type", &change.removed_resource_types);
    push(&mut lines, "~ resource type", &change.changed_resource_types);
    push(&mut lines, "+ condition key", &change.added_condition_keys);
    push(&mut lines, "- condition key", &change.removed_condition_keys);
    push(&mut lines, "~ condition key", &change.changed_condition_keys);
    lines
}

fn push(lines: &mut Vec<String>, what: &str, names: &[String]) {
    lines.extend(names.iter().map(|name| format!("  {what} {}", Shown::value(name))));
}

fn action_line(change: &ActionChange) -> String {
    let (old, new) = change.access_levels;
    let mut parts = Vec::new();
    if old != new {
        parts.push(format!("{old} -> {new}"));
    }
    let lists = [
        ("+resource types", &change.added_resource_types),
        ("-resource types", &change.removed_resource_types),
        ("+condition keys", &change.added_condition_keys),
        ("-condition keys", &change.removed_condition_keys),
    ];
    let lists = lists.into_iter().filter(|(_, names)| !names.is_empty());
    parts.extend(lists.map(|(what, names)| format!("{what} {}", shown::joined(names.iter(), ", "))));
    format!("{}: {}", Shown::value(&change.name), parts.join("; "))
}

fn mark(presence: ChangePresence) -> char {
    match presence {
        ChangePresence::Both => '~',
        ChangePresence::Added => '+',
        ChangePresence::Removed => '-',
    }
}

#[cfg(test)]
mod tests {
    use iamkit_catalog::encode::{ActionEntry, CatalogEntries, ServiceEntry, encode};
    use iamkit_catalog::{AccessLevel, Catalog};

    use super::{ServiceChangeReport, open, text};

    fn catalog(service: &str, actions: &[(&str, AccessLevel)]) -> Catalog {
        let entry = |(name, level): &(&str, AccessLevel)| ActionEntry {
            name: (*name).into(),
            access: (*level).into(),
            ..Default::default()
        };
        let actions = actions.iter().map(entry).collect();
        let services = vec![ServiceEntry { prefix: service.into(), actions, ..Default::default() }];
        Catalog::from_bytes(encode(&CatalogEntries { services, ..Default::default() }).unwrap()).unwrap()
    }

    #[test]
    fn changes_are_told_one_a_line() {
        let old = catalog("s", &[("A", AccessLevel::Read), ("B", AccessLevel::Read)]);
        let new = catalog("s", &[("B", AccessLevel::Write), ("C", AccessLevel::List)]);
        let changes = iamkit_catalog::diff::changes(&old, &new);
        assert_eq!(
            text(&changes).printed(),
            "~ s\n  + action C\n  - action A\n  ~ action B: Read -> Write\n\
             services: 0 added, 0 removed, 1 changed; actions: 1 added, 1 removed, 1 changed\n"
        );
        let json = serde_json::to_value(ServiceChangeReport::from(&changes[0])).unwrap();
        assert_eq!(json["actions"]["changed"][0]["access_levels"]["new"], "Write");
    }

    #[test]
    fn embedded_catalog_is_written_and_opened_as_a_file_and_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("catalog.bin");
        std::fs::write(&path, Catalog::embedded_bytes()).unwrap();
        for name in [path.as_path(), folder.path()] {
            let found = open(&name.to_string_lossy()).unwrap();
            assert_eq!(found.action_count(), Catalog::embedded().action_count());
        }
    }

    #[test]
    fn what_is_no_catalog_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.bin");
        std::fs::write(&path, b"{}").unwrap();
        let error = open(&path.to_string_lossy()).unwrap_err().to_string();
        let expected = "not a catalog: the first 8 bytes are not `IAMKITCT`";
        assert_eq!(error, format!("cannot open `{}`: {expected}", path.display()));
        let error = open(&folder.path().to_string_lossy()).unwrap_err().to_string();
        let place = folder.path().display();
        assert_eq!(error, format!("neither `catalog.bin` nor `service-reference.json` is in `{place}`"));
    }
}
