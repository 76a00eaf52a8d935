//! Rule `summaries`: the docs of every public item begin with a summary of one or two lines.
//!
//! Items without docs are the compiler's to find.

use super::finding::{Finding, Rule};
use super::paragraph;
use super::workspace::Workspace;

/// What the rule finds.
pub(crate) fn check(workspace: &Workspace) -> Vec<Finding> {
    let sources = workspace.sources().filter(|source| !source.is_test);
    let items = sources.flat_map(|source| source.documented.iter().map(move |item| (source, item)));
    let faults = items.filter_map(|(source, item)| {
        let fault = paragraph::fault(&item.paragraph)?;
        Some(Finding {
            rule: Rule::Summaries,
            path: source.path.clone(),
            line: item.line,
            message: format!("the docs of `{}` {fault}", item.name),
            about: vec![format!("{}: {}", source.path, item.name)],
        })
    });
    faults.collect()
}
