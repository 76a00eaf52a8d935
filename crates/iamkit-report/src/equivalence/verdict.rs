//! What the comparisons come to, in one line: since or until when the two are equal, and what differs today.
//!
//! Everything is computed from the comparisons; no date and no name stands here.

use std::collections::BTreeMap;

use iamkit_catalog::Catalog;
use iamkit_prover::Relation;

use super::version::{VersionComparison, groups};

/// The verdict over all comparisons, one line; names are written as it is said.
pub(crate) fn verdict(comparisons: &[VersionComparison], written: impl Fn(&str) -> String) -> String {
    let verdicts = groups(comparisons).map(|versions| verdict_of_pair(versions, &written));
    verdicts.collect::<Vec<_>>().join(" | ")
}

/// The verdict over the versions of one managed policy; names are written as it is said.
pub(crate) fn verdict_of_pair(versions: &[VersionComparison], written: impl Fn(&str) -> String) -> String {
    let Some(last) = versions.last() else { return String::new() };
    let subject = if last.version.is_some() {
        written(&last.managed)
    } else {
        format!("{} and {}", written(&last.custom), written(&last.managed))
    };
    if let [only] = versions {
        return format!("{subject}{}: {}", in_brackets(&only.when()), today(only));
    }
    match equal_spans(versions).as_slice() {
        [] => format!("{subject}: never equal; today{} {}", in_brackets(&last.when()), today(last)),
        spans if last.is_equal() => format!("{subject}: equal {}", spans.join(" and ")),
        spans => {
            format!(
                "{subject}: equal {}; today{} {}",
                spans.join(" and "),
                in_brackets(&last.when()),
                today(last)
            )
        }
    }
}

fn in_brackets(when: &str) -> String {
    if when.is_empty() { String::new() } else { format!(" ({when})") }
}

/// The runs of versions that are equal, as `until …`, `since …` or `from … until …`.
fn equal_spans(versions: &[VersionComparison]) -> Vec<String> {
    let mut spans = Vec::new();
    let mut start = 0;
    for run in versions.chunk_by(|a, b| a.is_equal() == b.is_equal()) {
        let end = start + run.len();
        if let (true, [first, ..]) = (run.iter().all(VersionComparison::is_equal), run) {
            let next = versions.get(end);
            spans.push(span(first, run.last().unwrap_or(first), start == 0, next));
        }
        start = end;
    }
    spans
}

fn span(
    first: &VersionComparison,
    last: &VersionComparison,
    is_start: bool,
    next: Option<&VersionComparison>,
) -> String {
    let versions = match (&first.version, &last.version) {
        (Some(first), Some(last)) if first != last => format!("{first}–{last}"),
        (first, _) => first.clone().unwrap_or_default(),
    };
    let only_names = if last.strings.relation == Relation::Equal { "" } else { ", over real actions only" };
    let date = |comparison: &VersionComparison| comparison.date.clone().unwrap_or_default();
    match (is_start, next) {
        (true, None) => format!("in every version ({versions}{only_names})"),
        (false, None) => format!("since {versions} ({}{only_names})", date(first)),
        (true, Some(next)) => format!("until {} ({versions}, from {}{only_names})", date(next), date(first)),
        (false, Some(next)) => {
            format!("from {} until {} ({versions} alone{only_names})", date(first), date(next))
                .replace(" alone", if first.version == last.version { " alone" } else { "" })
        }
    }
}

/// What differs in one comparison: who allows how many more, by service and access level.
fn today(comparison: &VersionComparison) -> String {
    let catalog = &comparison.catalog;
    if !comparison.is_decided() {
        return "could not be decided".into();
    }
    if comparison.is_equal() {
        return "equal: both allow the same actions on the same resources under the same conditions".into();
    }
    let mut parts = Vec::new();
    for (side, more) in
        [("the managed policy", &catalog.managed_only), ("the custom policy", &catalog.custom_only)]
    {
        if !more.is_empty() {
            let limited = more.iter().filter(|action| catalog.conditional.contains(action)).count();
            let limited = if limited == 0 { String::new() } else { format!(" ({limited} of them limited)") };
            parts.push(format!("{side} allows {} more{limited}: {}", more.len(), summary(more)));
        }
    }
    if !catalog.differing.is_empty() {
        let differing = &catalog.differing;
        parts.push(format!("{} allowed on other terms: {}", differing.len(), summary(differing)));
    }
    if parts.is_empty() {
        parts.push("a request is decided differently".into());
    }
    parts.join("; ")
}

/// `iam Read 1, Write 3; lambda List 1`: how many actions by service and access level.
fn summary(actions: &[String]) -> String {
    let services = by_service(actions).into_iter().map(|(service, levels)| {
        let levels = levels.iter().map(|(level, actions)| format!("{level} {}", actions.len()));
        format!("{service} {}", levels.collect::<Vec<_>>().join(" + "))
    });
    services.collect::<Vec<_>>().join(", ")
}

/// The actions by service and access level.
pub(crate) fn by_service(actions: &[String]) -> BTreeMap<&str, BTreeMap<String, Vec<&str>>> {
    let mut found: BTreeMap<&str, BTreeMap<String, Vec<&str>>> = BTreeMap::new();
    for action in actions {
        let (service, name) = action.split_once(':').unwrap_or((action, ""));
        let levels = Catalog::embedded().action(action).map(|action| action.access_levels().to_string());
        let level = levels.filter(|levels| !levels.is_empty()).unwrap_or_else(|| "unclassified".into());
        found.entry(service).or_default().entry(level).or_default().push(name);
    }
    found
}
