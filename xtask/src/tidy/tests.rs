//! The rules on small drawn trees, and on this workspace.

mod allow_list;
mod crates;
mod docs;
mod files;
mod links;
mod public_names;

use std::path::Path;

use clap::ValueEnum as _;

use super::allowed::ALLOWED;
use super::finding::{Finding, Rule};
use super::workspace::Workspace;
use super::workspace_root::workspace_root;
use super::{check, findings};
use iamkit_console::command::Failure;

/// Writes the files of a workspace whose crates are the folders in `crates`, and reads it.
fn read(files: &[(&str, &str)]) -> Result<Workspace, Failure> {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &Path, text: &str| {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write(&folder.path().join("Cargo.toml"), "[workspace]\nmembers = [\"crates/*\"]\nresolver = \"3\"\n");
    for (path, text) in files {
        write(&folder.path().join("crates").join(path), text);
    }
    Workspace::read(folder.path())
}

/// A workspace with one empty crate and these files, from its root.
fn read_pages(files: &[(&str, &str)]) -> Workspace {
    let paths = files.iter().map(|(path, text)| (format!("../{path}"), *text)).collect::<Vec<_>>();
    let files = paths.iter().map(|(path, text)| (path.as_str(), *text));
    let manifest = ("iamkit/Cargo.toml", "[package]\nname = \"iamkit\"\nedition = \"2024\"\n");
    let root = ("iamkit/src/lib.rs", "//! Nothing.\n");
    read(&[manifest, root].into_iter().chain(files).collect::<Vec<_>>()).unwrap()
}

/// The same with one crate `iamkit`, of which these are the files in `src`.
fn read_crate(files: &[(&str, &str)]) -> Workspace {
    let paths = files.iter().map(|(path, text)| (format!("iamkit/src/{path}"), *text)).collect::<Vec<_>>();
    let files = paths.iter().map(|(path, text)| (path.as_str(), *text));
    let manifest = ("iamkit/Cargo.toml", "[package]\nname = \"iamkit\"\nedition = \"2024\"\n");
    read(&files.chain([manifest]).collect::<Vec<_>>()).unwrap()
}

fn printed(found: &[Finding]) -> Vec<String> {
    found.iter().map(ToString::to_string).collect()
}

/// What a rule finds in such a crate, as it is printed.
fn found(rule: Rule, files: &[(&str, &str)]) -> Vec<String> {
    printed(&check(&read_crate(files), rule))
}

#[test]
fn nothing_is_found_here_beyond_what_is_allowed() {
    let workspace = Workspace::read(&workspace_root()).unwrap();
    let found = printed(&findings(&workspace, Rule::value_variants(), ALLOWED));
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn what_is_no_rust_is_a_failure_with_its_place() {
    let manifest = ("iamkit/Cargo.toml", "[package]\nname = \"iamkit\"\nedition = \"2024\"\n");
    let failure = read(&[manifest, ("iamkit/src/lib.rs", "//! Docs.\nfn {}\n")]).unwrap_err().to_string();
    assert!(failure.contains("lib.rs`: line 2: "), "{failure}");
    assert!(Workspace::read(Path::new("/nowhere")).is_err());
}
