//! The report as Markdown, for an issue or a review.

use super::EquivalenceReport;
use super::changes::{Change, changes};
use super::verdict::{verdict, verdict_of_pair};
use super::version::VersionComparison;
use iamkit_console::markdown::{Block, cell, code, plain};

impl EquivalenceReport {
    /// The whole report in Markdown; its last line is the verdict.
    pub fn markdown(&self) -> Vec<Block> {
        let mut blocks = self.groups().flat_map(group).collect::<Vec<_>>();
        if !self.facts().is_empty() {
            blocks.push(plain(vec![format!("Facts: {}", self.facts())]));
        }
        blocks.push(plain(vec![format!("**Verdict:** {}", verdict(&self.comparisons, |name| code(name)))]));
        blocks
    }
}

fn group(versions: &[VersionComparison]) -> Vec<Block> {
    let Some(last) = versions.last() else { return Vec::new() };
    let [custom, managed] = [&last.custom, &last.managed].map(code);
    let heading = format!("## {custom} against {managed}, {} policies", last.kind);
    let details =
        last.catalog.grants.iter().map(|grant| format!("- {}, limited: {}", grant.side, code(grant)));
    let found = last.property.counterexample.as_ref();
    let found = found.map(|found| format!("- counterexample: {}", code(found)));
    let verdict = verdict_of_pair(versions, |name| code(name));
    [vec![heading], table(versions), details.chain(found).collect(), vec![verdict]].map(plain).into()
}

fn table(versions: &[VersionComparison]) -> Vec<String> {
    let heading = "| version | date | any strings | real actions | requests | custom | managed | change |";
    let rows = versions.iter().zip(changes(versions)).map(|(version, changes)| row(version, &changes));
    [heading.to_owned(), "|---|---|---|---|---|---|---|---|".to_owned()].into_iter().chain(rows).collect()
}

fn row(row: &VersionComparison, changes: &[Change]) -> String {
    let (version, date) = (row.version.as_deref().unwrap_or("-"), row.date.as_deref().unwrap_or("-"));
    let (strings, catalog, requests) = (row.strings.relation, &row.catalog, row.property.outcome());
    let changes = changes.iter().map(|change| change.written(|name| cell(name))).collect::<Vec<_>>();
    format!(
        "| {version} | {date} | {strings} | {} | {requests} | {} | {} | {} |",
        catalog.relation,
        catalog.custom_actions,
        catalog.managed_actions,
        changes.join(", "),
    )
}
