//! Findings as a table, for a comment in a review.

use iamkit_console::markdown::{Block, cell, plain};
use iamkit_validate::Finding;

use super::document::{ValidatedDocument, severity_word};

/// The whole answer in Markdown.
pub fn markdown(documents: &[ValidatedDocument<'_>]) -> Vec<Block> {
    let rows = documents.iter().flat_map(rows).collect::<Vec<_>>();
    if rows.is_empty() {
        return vec![plain(vec!["**Nothing found.**".to_owned()])];
    }
    let head = ["| Where | What | Severity | |", "| --- | --- | --- | --- |"].map(str::to_owned);
    vec![plain(head.into_iter().chain(rows).collect())]
}

fn rows(document: &ValidatedDocument<'_>) -> Vec<String> {
    let row = |finding: &Finding| {
        let place = cell(format_args!("{}:{}", document.name, document.position(finding)));
        let code = format!("[{}]({})", finding.code, finding.learn_more());
        format!("| {place} | {code} | {} | {} |", severity_word(finding.severity), cell(&finding.message))
    };
    document.findings.iter().map(row).collect()
}
