//! The report for a person at a terminal: a table of the versions, what is different in the last, the verdict.

use iamkit_policy::shown::{self, Shown};
use iamkit_prover::Relation;
use std::collections::BTreeSet;

use super::EquivalenceReport;
use super::changes::{Change, changes};
use super::verdict::{by_service, verdict_of_pair};
use super::version::VersionComparison;
use iamkit_console::line::{Line, Lines};

impl EquivalenceReport {
    /// The whole report for a person; its last line is the verdict.
    pub fn text(&self) -> Lines {
        let mut text = Lines::default();
        for versions in self.groups() {
            group(&mut text, versions);
        }
        if !self.facts().is_empty() {
            text.push(format_args!("facts: {}", self.facts()));
        }
        text.push(format_args!("catalog: {}", self.catalog.join(", ")));
        text.push(&self.verdict);
        text
    }
}

fn group(text: &mut Lines, versions: &[VersionComparison]) {
    let Some(last) = versions.last() else { return };
    let [custom, managed] = [&last.custom, &last.managed].map(|name| Shown::value(name));
    text.push(format_args!("{custom} against {managed}, {} policies", last.kind));
    text.push(
        "the relation is that of the custom policy to the managed one; actions are those allowed without limits",
    );
    text.push("");
    text.push("version  date        any strings   real actions  requests  custom  managed  change");
    for (row, change) in versions.iter().zip(changes(versions)) {
        text.push(table_row(row, &change));
    }
    text.push("");
    detail(text, last);
    text.push(verdict_of_pair(versions, shown));
    text.push("");
}

fn table_row(row: &VersionComparison, changes: &[Change]) -> Line {
    let catalog = &row.catalog;
    let limited = catalog.grants.iter().filter(|grant| grant.side == "managed").map(|grant| &grant.action);
    let limited = limited.collect::<BTreeSet<_>>().len();
    let managed = if limited == 0 {
        catalog.managed_actions.to_string()
    } else {
        format!("{} + {limited}", catalog.managed_actions)
    };
    let (version, date) = (row.version.as_deref().unwrap_or("-"), row.date.as_deref().unwrap_or("-"));
    let relation = |line: Line, relation: Relation| {
        line.styled(style(relation), format_args!("{:12}", relation.as_str())).plain("  ")
    };
    let line = relation(Line::default().plain(format_args!("{version:8} {date:11} ")), row.strings.relation);
    let (requests, custom) = (row.property.outcome(), catalog.custom_actions);
    let changes = changes.iter().map(|change| change.written(shown)).collect::<Vec<_>>().join(", ");
    let rest = format!("{requests:8}  {custom:6}  {managed:7}  {changes}");
    relation(line, catalog.relation).plain(rest.trim_end())
}

/// A name as sentences show it.
fn shown(name: &str) -> String {
    Shown::value(name).to_string()
}

/// What differs in one comparison, name by name.
fn detail(text: &mut Lines, last: &VersionComparison) {
    let catalog = &last.catalog;
    let when = last.when();
    let lists = [
        ("the managed policy alone allows", &catalog.managed_only),
        ("the custom policy alone allows", &catalog.custom_only),
        ("both allow, on other terms", &catalog.differing),
    ];
    for (title, actions) in lists {
        if !actions.is_empty() {
            text.push(format_args!("{title} ({}):", if when.is_empty() { "now" } else { &when }));
            services(text, actions);
        }
    }
    if !catalog.grants.is_empty() {
        text.push("allowed on some resources or under conditions only:");
        text.extend(catalog.grants.iter().map(|grant| format!("  {}: {grant}", grant.side)));
    }
    for (side, names) in [("custom", &catalog.not_actions.custom), ("managed", &catalog.not_actions.managed)]
    {
        if !names.is_empty() {
            let names = shown::joined(names, ", ");
            text.push(format_args!("in the {side} policy alone, and no action: {names}"));
        }
    }
    for unknown in last.strings.unknown.iter().chain(&catalog.unknown) {
        text.push(format_args!("unknown: {}", unknown.reason));
    }
    property(text, last);
}

fn services(text: &mut Lines, actions: &[String]) {
    for (service, levels) in by_service(actions) {
        for (level, names) in levels {
            text.push(format_args!("  {} {level}: {}", Shown::value(service), shown::joined(names, ", ")));
        }
    }
}

fn property(text: &mut Lines, comparison: &VersionComparison) {
    let property = &comparison.property;
    let drawn = format!("{} requests from seed {}", property.cases, property.seed);
    match &property.counterexample {
        None if property.cases == 0 => {}
        None => text.push(format_args!("{drawn}: none decided differently")),
        Some(found) => text.push(format_args!("{drawn}: {found}")),
    }
}

/// How a relation looks: whether it is the one hoped for.
fn style(relation: Relation) -> anstyle::Style {
    use anstyle::AnsiColor;
    if relation == Relation::Equal { AnsiColor::Green } else { AnsiColor::Yellow }.on_default()
}
