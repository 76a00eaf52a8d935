//! The report for a person at a terminal: a table of the versions, what is different in the last, the verdict.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::coloured;
use super::property::Counterexample;
use super::report::{Comparison, Report};
use super::verdict::{by_service, verdict_of_pair};

/// The whole report; its last line is the verdict.
pub(crate) fn render(report: &Report) -> String {
    let mut text = String::new();
    for versions in report.groups() {
        group(&mut text, versions);
    }
    if !report.facts().is_empty() {
        line(&mut text, &format!("facts: {}", report.facts()));
    }
    line(&mut text, &format!("catalog: {}", report.catalog.join(", ")));
    line(&mut text, &report.verdict);
    text
}

fn line(text: &mut String, content: &str) {
    // Writing to a string can't fail.
    let _ = writeln!(text, "{content}");
}

fn group(text: &mut String, versions: &[Comparison]) {
    let Some(last) = versions.last() else { return };
    line(text, &format!("{} against {}, {} policies", last.custom, last.managed, last.kind));
    line(
        text,
        "the relation is that of the custom policy to the managed one; actions are those allowed without limits",
    );
    line(text, "");
    line(text, "version  date        any strings   real actions  requests  custom  managed  change");
    for (row, change) in versions.iter().zip(changes(versions)) {
        table_row(text, row, &change);
    }
    line(text, "");
    detail(text, last);
    line(text, &verdict_of_pair(versions));
    line(text, "");
}

fn table_row(text: &mut String, row: &Comparison, change: &str) {
    let catalog = &row.catalog;
    let limited = catalog.grants.iter().filter(|grant| grant.side == "managed").map(|grant| &grant.action);
    let limited = limited.collect::<BTreeSet<_>>().len();
    let managed = if limited == 0 {
        catalog.managed_actions.to_string()
    } else {
        format!("{} + {limited}", catalog.managed_actions)
    };
    let content = format!(
        "{:8} {:11} {}  {}  {:8}  {:6}  {managed:7}  {change}",
        row.version.as_deref().unwrap_or("-"),
        row.date.as_deref().unwrap_or("-"),
        coloured(row.strings.relation, 12),
        coloured(row.catalog.relation, 12),
        outcome_of_requests(row),
        catalog.custom_actions,
    );
    line(text, content.trim_end());
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
pub(crate) fn changes(versions: &[Comparison]) -> Vec<String> {
    let mut before = Names::default();
    let changes = versions.iter().map(|version| {
        let now = Names::of(version);
        let change = now.change_since(&before, version);
        before = now;
        change
    });
    changes.collect()
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

    fn change_since(&self, before: &Self, version: &Comparison) -> String {
        let gained = self.more.difference(&before.more).chain(before.less.difference(&self.less));
        let lost = self.less.difference(&before.less).chain(before.more.difference(&self.more));
        let real = |name: &String| iamkit::Catalog::embedded().action(name).is_some();
        let show = |sign: &str, name: &String| {
            let note = match name {
                name if version.catalog.conditional.contains(name) => " (limited)",
                name if !real(name) => " (no action)",
                _ => "",
            };
            format!("{sign} {name}{note}")
        };
        let gained = gained.map(|name| show("+", name));
        let all = gained.chain(lost.map(|name| show("-", name))).collect::<Vec<_>>();
        all.join(", ")
    }
}

/// What differs in one comparison, name by name.
fn detail(text: &mut String, last: &Comparison) {
    let catalog = &last.catalog;
    let when = last.when();
    let lists = [
        ("the managed policy alone allows", &catalog.managed_only),
        ("the custom policy alone allows", &catalog.custom_only),
        ("both allow, on other terms", &catalog.differing),
    ];
    for (title, actions) in lists {
        if !actions.is_empty() {
            line(text, &format!("{title} ({}):", if when.is_empty() { "now" } else { &when }));
            services(text, actions);
        }
    }
    if !catalog.grants.is_empty() {
        line(text, "allowed on some resources or under conditions only:");
        catalog.grants.iter().for_each(|grant| line(text, &format!("  {}: {grant}", grant.side)));
    }
    for (side, names) in [("custom", &catalog.not_actions.custom), ("managed", &catalog.not_actions.managed)]
    {
        if !names.is_empty() {
            line(text, &format!("in the {side} policy alone, and no action: {}", names.join(", ")));
        }
    }
    for unknown in last.strings.unknown.iter().chain(&catalog.unknown) {
        line(text, &format!("unknown: {}", unknown.reason));
    }
    property(text, last);
}

fn services(text: &mut String, actions: &[String]) {
    for (service, levels) in by_service(actions) {
        for (level, names) in levels {
            line(text, &format!("  {service} {level}: {}", names.join(", ")));
        }
    }
}

fn property(text: &mut String, comparison: &Comparison) {
    let property = &comparison.property;
    let drawn = format!("{} requests from seed {}", property.cases, property.seed);
    match &property.counterexample {
        None if property.cases == 0 => {}
        None => line(text, &format!("{drawn}: none decided differently")),
        Some(found) => line(text, &format!("{drawn}: {}", counterexample(found))),
    }
}

/// `custom implicitDeny, managed allowed: {"action": …}`.
pub(crate) fn counterexample(found: &Counterexample) -> String {
    let note = if found.is_real_action { "" } else { " (no action of the catalog)" };
    format!("custom {}, managed {}{note}: {}", found.custom, found.managed, found.request)
}
