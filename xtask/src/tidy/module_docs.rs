//! Rule `module-docs`: every file begins with what it is about, in a sentence of one or two lines.

use super::finding::{Finding, Rule};
use super::paragraph;
use super::workspace::Workspace;

/// What the rule finds.
pub(crate) fn check(workspace: &Workspace) -> Vec<Finding> {
    let files = workspace.sources().filter_map(|source| {
        let message = fault(source.module_docs.as_deref())?;
        let about = vec![source.path.clone()];
        Some(Finding { rule: Rule::ModuleDocs, path: source.path.clone(), line: 1, message, about })
    });
    files.collect()
}

/// What is wrong with the first paragraph of a file's docs.
fn fault(docs: Option<&[String]>) -> Option<String> {
    let Some(paragraph) = docs else { return Some("the file doesn't begin with `//!`".into()) };
    if let Some(fault) = paragraph::fault(paragraph) {
        return Some(format!("the docs of the file {fault}"));
    }
    // A question is what some files are about.
    let ends = paragraph.last().is_some_and(|line| line.ends_with(['.', '?']));
    (!ends).then(|| "the first paragraph of the file's docs doesn't end with a full stop".into())
}
