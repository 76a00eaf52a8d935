//! Tables in the forms that answers about logs have: text, JSON lines, CSV and Markdown.

use clap::ValueEnum;
use iamkit_policy::shown::Shown;
use serde::Serialize;
use serde_json::{Map, Value};

use iamkit_console::command::Failure;
use iamkit_console::output;
use iamkit_console::output::markdown::{cell, plain};

/// How a table is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TableFormat {
    /// For reading.
    Text,
    /// One JSON object on each line.
    Jsonl,
    /// Comma-separated values (RFC 4180), with a head.
    Csv,
    /// A table for a comment.
    Markdown,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum Cell {
    Text(String),
    Count(u64),
    List(Vec<String>),
}

impl Cell {
    /// The cell as one text.
    fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Count(count) => count.to_string(),
            Self::List(texts) => texts.join(" "),
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// A row: cells in the order of the head, and how a person reads it.
pub(super) struct Row {
    pub(super) cells: Vec<Cell>,
    pub(super) lines: Vec<String>,
}

/// Tells a table; texts for reading are escaped already.
pub(super) fn tell(head: &[&str], rows: &[Row], format: TableFormat) -> Result<(), Failure> {
    match format {
        TableFormat::Text => {
            for line in rows.iter().flat_map(|row| &row.lines) {
                output::line(line.as_str());
            }
        }
        TableFormat::Jsonl => {
            for row in rows {
                let members = head.iter().zip(&row.cells);
                let members =
                    members.map(|(name, cell)| Ok(((*name).to_owned(), serde_json::to_value(cell)?)));
                let object = members.collect::<Result<Map<String, Value>, serde_json::Error>>()?;
                output::json_line(&object)?;
            }
        }
        TableFormat::Csv => {
            output::line(head.join(","));
            for row in rows {
                output::line(row.cells.iter().map(|cell| csv(&cell.text())).collect::<Vec<_>>().join(","));
            }
        }
        TableFormat::Markdown => {
            let head = [format!("| {} |", head.join(" | ")), format!("|{}", " --- |".repeat(head.len()))];
            let row = |row: &Row| {
                let cells = row.cells.iter().map(|it| cell(it.text())).collect::<Vec<_>>();
                format!("| {} |", cells.join(" | "))
            };
            output::markdown(&[plain(head.into_iter().chain(rows.iter().map(row)).collect())]);
        }
    }
    Ok(())
}

/// A value of CSV: what hides is escaped, what a spreadsheet would take for a formula gets an apostrophe before it.
fn csv(text: &str) -> String {
    let text = Shown::value(text).to_string();
    let is_formula = text.starts_with(['=', '+', '-', '@']);
    let text = if is_formula { format!("'{text}") } else { text };
    if text.contains(['"', ',']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::csv;

    #[test]
    fn values_of_csv_end_neither_cells_nor_lines_and_are_no_formulas() {
        assert_eq!(csv("a,\"b\"\n"), "\"a,\"\"b\"\"\\n\"");
        assert_eq!(csv("=1+1"), "'=1+1");
        assert_eq!(csv("arn:aws:s3:::b"), "arn:aws:s3:::b");
    }
}
