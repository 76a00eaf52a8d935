//! Rule `links`: what a page links to is there, and the book's table of contents names all pages of the book.

use super::finding::{Finding, Rule};
use super::pages::{Link, Pages};
use super::workspace::Workspace;

/// The folder of the book's pages.
const BOOK: &str = "docs/src/";

/// The book's table of contents.
const CONTENTS: &str = "docs/src/SUMMARY.md";

/// What the rule finds.
pub(crate) fn check(workspace: &Workspace) -> Vec<Finding> {
    let pages = &workspace.pages;
    let links = pages.iter().flat_map(|(path, page)| page.links.iter().map(move |link| (path, link)));
    let faults = links.filter_map(|(path, link)| Some(finding(path, link.line, fault(pages, path, link)?)));
    faults.chain(unlisted(pages)).collect()
}

fn finding(path: &str, line: usize, message: String) -> Finding {
    Finding { rule: Rule::Links, path: path.to_owned(), line, message, about: vec![path.to_owned()] }
}

/// What is wrong with a link on a page.
fn fault(pages: &Pages, path: &str, link: &Link) -> Option<String> {
    let target = &link.target;
    let Some(file) = &link.file else { return Some(format!("`{target}` leads nowhere")) };
    if path.starts_with(BOOK) && !file.starts_with(BOOK) {
        return Some(format!("`{target}` leads out of the book"));
    }
    let (anchor, page) = (link.anchor.as_ref()?, pages.get(file)?);
    (!page.anchors.contains(anchor)).then(|| format!("`{target}` names no heading of `{file}`"))
}

/// The pages of the book that its table of contents doesn't name.
fn unlisted(pages: &Pages) -> impl Iterator<Item = Finding> {
    let contents = pages.get(CONTENTS);
    let listed = move |path: &str| {
        contents.is_some_and(|contents| contents.links.iter().any(|link| link.file.as_deref() == Some(path)))
    };
    let of_book = pages.keys().filter(|path| path.starts_with(BOOK) && *path != CONTENTS);
    let unlisted = of_book.filter(move |path| !listed(path));
    unlisted.map(|path| finding(path, 1, format!("`{CONTENTS}` doesn't name this page")))
}
