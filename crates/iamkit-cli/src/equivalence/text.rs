//! The report for a person at a terminal: a table of the versions, what is different in the last, the verdict.

use iamkit_policy::shown::{self, Shown};
use iamkit_prover::Relation;
use std::collections::BTreeSet;

use super::property::Counterexample;
use super::report::{Comparison, Report};
use super::verdict::{by_service, verdict_of_pair};
use iamkit_console::output::{Line, Lines};

/// The whole report; its last line is the verdict.
pub(crate) fn render(report: &Report) -> Lines {
    let mut text = Lines::default();
    for versions in report.groups() {
        group(&mut text, versions);
    }
    if !report.facts().is_empty() {
        text.push(format_args!("facts: {}", report.facts()));
    }
    text.push(format_args!("catalog: {}", report.catalog.join(", ")));
    text.push(&report.verdict);
    text
}

fn group(text: &mut Lines, versions: &[Comparison]) {
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

fn table_row(row: &Comparison, changes: &[Change]) -> Line {
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
    let (requests, custom) = (outcome_of_requests(row), catalog.custom_actions);
    let changes = changes.iter().map(|change| change.written(shown)).collect::<Vec<_>>().join(", ");
    let rest = format!("{requests:8}  {custom:6}  {managed:7}  {changes}");
    relation(line, catalog.relation).plain(rest.trim_end())
}

/// A name as sentences show it.
fn shown(name: &str) -> String {
    Shown::value(name).to_string()
}

/// Whether the drawn requests were decided alike; a difference on a name of no action is told apart.
pub(crate) fn outcome_of_requests(row: &Comparison) -> &'static str {
    match &row.property.counterexample {
        None if row.property.cases == 0 => "-",
        None => "alike",
        Some(found) if found.is_real_action => "differ",
        Some(_) => "no action",
    }
}

/// What each version has more (`+`) and less (`-`) than the one before it; the first, than the custom policy.
pub(crate) fn changes(versions: &[Comparison]) -> Vec<Vec<Change>> {
    let mut before = Names::default();
    let changes = versions.iter().map(|version| {
        let now = Names::of(version);
        let change = now.change_since(&before, version);
        before = now;
        change
    });
    changes.collect()
}

/// A name that a version has more or less than the one before it
#[derive(Debug)]
pub(crate) struct Change {
    sign: char,
    name: String,
    note: &'static str,
}

impl Change {
    /// The change in words, its name written as it is said.
    pub(crate) fn written(&self, written: impl Fn(&str) -> String) -> String {
        format!("{} {}{}", self.sign, written(&self.name), self.note)
    }
}

/// The names in which a managed policy differs from the custom one
#[derive(Debug, Default)]
struct Names {
    more: BTreeSet<String>,
    less: BTreeSet<String>,
}

impl Names {
    fn of(version: &Comparison) -> Self {
        let catalog = &version.catalog;
        let set = |real: &[String], other: &[String]| real.iter().chain(other).cloned().collect();
        Self {
            more: set(&catalog.managed_only, &catalog.not_actions.managed),
            less: set(&catalog.custom_only, &catalog.not_actions.custom),
        }
    }

    fn change_since(&self, before: &Self, version: &Comparison) -> Vec<Change> {
        let gained = self.more.difference(&before.more).chain(before.less.difference(&self.less));
        let lost = self.less.difference(&before.less).chain(before.more.difference(&self.more));
        let real = |name: &String| iamkit_catalog::Catalog::embedded().action(name).is_some();
        let change = |sign: char, name: &String| {
            let note = match name {
                name if version.catalog.conditional.contains(name) => " (limited)",
                name if !real(name) => " (no action)",
                _ => "",
            };
            Change { sign, name: name.clone(), note }
        };
        let gained = gained.map(|name| change('+', name));
        gained.chain(lost.map(|name| change('-', name))).collect()
    }
}

/// What differs in one comparison, name by name.
fn detail(text: &mut Lines, last: &Comparison) {
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

fn property(text: &mut Lines, comparison: &Comparison) {
    let property = &comparison.property;
    let drawn = format!("{} requests from seed {}", property.cases, property.seed);
    match &property.counterexample {
        None if property.cases == 0 => {}
        None => text.push(format_args!("{drawn}: none decided differently")),
        Some(found) => text.push(format_args!("{drawn}: {}", counterexample(found))),
    }
}

/// `custom implicitDeny, managed allowed: {"action": …}`.
pub(crate) fn counterexample(found: &Counterexample) -> String {
    let note = if found.is_real_action { "" } else { " (no action of the catalog)" };
    format!("custom {}, managed {}{note}: {}", found.custom, found.managed, found.request)
}

/// How a relation looks: whether it is the one hoped for.
fn style(relation: Relation) -> anstyle::Style {
    use anstyle::AnsiColor;
    if relation == Relation::Equal { AnsiColor::Green } else { AnsiColor::Yellow }.on_default()
}
