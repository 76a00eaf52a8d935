//! Findings as a table, for a comment in a review.

use iamkit_console::output::markdown::{Block, cell, plain};

use super::text::{position, severity};
use super::validated::Validated;

/// The whole answer in Markdown.
pub(super) fn render(validated: &[Validated]) -> Vec<Block> {
    let rows = validated.iter().flat_map(rows).collect::<Vec<_>>();
    if rows.is_empty() {
        return vec![plain(vec!["**Nothing found.**".to_owned()])];
    }
    let head = ["| Where | What | Severity | |", "| --- | --- | --- | --- |"].map(str::to_owned);
    vec![plain(head.into_iter().chain(rows).collect())]
}

fn rows(validated: &Validated) -> Vec<String> {
    let row = |finding: &iamkit_validate::Finding| {
        let place =
            cell(format_args!("{}:{}", validated.subject.name, position(&validated.subject, finding)));
        let code = format!("[{}]({})", finding.code, finding.learn_more());
        format!("| {place} | {code} | {} | {} |", severity(finding.severity), cell(&finding.message))
    };
    validated.findings.iter().map(row).collect()
}
