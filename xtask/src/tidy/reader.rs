//! Reads a source file with the grammar of `syn`.

mod code;
mod docs;
mod head;
mod tokens;

use syn::{File, Item};

use super::paragraph;
use super::source::Source;
use head::Head;

/// Reads the text of a file.
///
/// # Errors
/// The text is no Rust.
pub(crate) fn read(path: String, text: &str) -> syn::Result<Source> {
    let file = syn::parse_file(text)?;
    Ok(Source {
        path,
        lines: lines(text, &file),
        module_docs: module_docs(text),
        documented: docs::documented(&file.items),
        scope: code::scope(&file.items),
        is_test: false,
    })
}

/// How many lines come before the tests at the end.
fn lines(text: &str, file: &File) -> usize {
    let last = file.items.last().filter(|item| matches!(item, Item::Mod(it) if it.content.is_some()));
    let tests = last.and_then(Head::of).filter(Head::is_test).map(|head| head.line());
    let before = text.lines().take(tests.map_or(usize::MAX, |line| line - 1)).collect::<Vec<_>>();
    before.iter().rposition(|line| !line.trim().is_empty()).map_or(0, |last| last + 1)
}

/// The first paragraph of the docs with which a file begins.
fn module_docs(text: &str) -> Option<Vec<String>> {
    text.starts_with("//!").then(|| paragraph::first(text.lines().map_while(|line| line.strip_prefix("//!"))))
}
