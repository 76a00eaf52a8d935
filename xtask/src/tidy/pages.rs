//! The pages of the workspace, in Markdown: what each links to, and which places it has.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use iamkit_console::command::{Failure, read_string, shown};

/// Where pages are: in these folders and in those of crates; what else holds Markdown is data.
const FOLDERS: [&str; 4] = ["", "benches", "docs/src", ".github"];

/// The pages by their paths from the root of the workspace
pub(crate) type Pages = BTreeMap<String, Page>;

/// A page, as far as the rules ask
#[derive(Debug, Default)]
pub(crate) struct Page {
    /// What it links to, in its own order; addresses elsewhere are left out.
    pub(crate) links: Vec<Link>,
    /// The places in it that links can name.
    pub(crate) anchors: BTreeSet<String>,
}

/// A link to something in the workspace
#[derive(Debug)]
pub(crate) struct Link {
    /// What stands there.
    pub(crate) target: String,
    /// The line of the page, from 1.
    pub(crate) line: usize,
    /// The file or folder from the root of the workspace; none where there is no such thing.
    pub(crate) file: Option<String>,
    /// The place in it, without `#`.
    pub(crate) anchor: Option<String>,
}

/// Reads the pages of the workspace at a root.
///
/// # Errors
/// A page can't be read.
pub(crate) fn read(root: &Path, crates: &[PathBuf]) -> Result<Pages, Failure> {
    let mut files = Vec::new();
    for folder in FOLDERS.iter().map(|folder| root.join(folder)).chain(crates.iter().cloned()) {
        add_pages(&folder, folder.ends_with("docs/src"), &mut files)?;
    }
    let page = |file: PathBuf| {
        let text = read_string(&file)?;
        let path = file.strip_prefix(root).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        let page = page(root, &path, &text);
        Ok((path, page))
    };
    files.into_iter().map(page).collect()
}

/// The pages in a folder, and in those below it where they belong to it.
fn add_pages(folder: &Path, goes_down: bool, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    if !folder.is_dir() {
        return Ok(());
    }
    let unread = |error| format!("cannot read `{}`: {error}", shown(folder));
    for entry in std::fs::read_dir(folder).map_err(unread)? {
        let path = entry.map_err(unread)?.path();
        if path.is_dir() && goes_down {
            add_pages(&path, true, files)?;
        } else if path.extension().is_some_and(|extension| extension == "md") {
            files.push(path);
        }
    }
    Ok(())
}

fn page(root: &Path, path: &str, text: &str) -> Page {
    let mut page = Page::default();
    let mut heading = None::<String>;
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                let line = 1 + text.get(..range.start).unwrap_or_default().matches('\n').count();
                page.links.extend(link(root, path, &dest_url, line));
            }
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                let anchor = heading.take().map(|heading| anchor(&heading)).unwrap_or_default();
                add_anchor(&mut page.anchors, &anchor);
            }
            Event::Text(text) | Event::Code(text) => heading.iter_mut().for_each(|all| all.push_str(&text)),
            Event::InlineHtml(html) | Event::Html(html) => page.anchors.extend(id_of(&html)),
            _ => {}
        }
    }
    page
}

/// Where a link leads; none for an address elsewhere.
fn link(root: &Path, page: &str, target: &str, line: usize) -> Option<Link> {
    if target.contains("://") || target.starts_with("mailto:") {
        return None;
    }
    let (path, anchor) = target.split_once('#').map_or((target, None), |(path, anchor)| (path, Some(anchor)));
    let file = if path.is_empty() { Some(page.to_owned()) } else { beside(page, path) };
    let file = file.filter(|file| root.join(file).exists());
    Some(Link { target: target.to_owned(), line, file, anchor: anchor.map(str::to_owned) })
}

/// A path from a page on, from the root; none where it leads out of the workspace.
fn beside(page: &str, path: &str) -> Option<String> {
    let mut names = page.split('/').collect::<Vec<_>>();
    names.pop();
    for name in path.split('/') {
        match name {
            "" | "." => {}
            ".." => {
                names.pop()?;
            }
            name => names.push(name),
        }
    }
    Some(names.join("/"))
}

/// How a heading is named in links: in lower case, with hyphens for spaces and without marks.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().chars().filter_map(|letter| match letter {
        ' ' | '-' => Some('-'),
        '_' => Some('_'),
        letter => letter.is_alphanumeric().then_some(letter),
    });
    kept.flat_map(char::to_lowercase).collect()
}

/// A heading that was there before gets a number.
fn add_anchor(anchors: &mut BTreeSet<String>, anchor: &str) {
    let numbered = (1..).map(|number| format!("{anchor}-{number}"));
    let free = std::iter::once(anchor.to_owned()).chain(numbered).find(|name| !anchors.contains(name));
    anchors.extend(free);
}

/// The `id` or `name` that an element of HTML gives to its place.
fn id_of(html: &str) -> Option<String> {
    let given = ["id=\"", "name=\""].into_iter().find_map(|word| html.split_once(word))?.1;
    Some(given.split_once('"')?.0.to_owned())
}
