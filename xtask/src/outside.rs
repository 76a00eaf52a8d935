//! A project that takes one package as somebody gets it, and runs the example of its README.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::packed::{Package, succeed};

/// The files of the project
#[derive(Debug)]
pub(crate) struct Project<'p> {
    package: &'p Package,
    manifest: String,
    main: String,
    /// The versions of everything else, so that they are those that the workspace is tested with.
    lock: Vec<u8>,
    /// Whether the example runs; one that needs a server is compiled alone.
    is_run: bool,
}

impl<'p> Project<'p> {
    /// A project that depends on the package, and beside it on what the example names.
    ///
    /// # Errors
    /// A file of the package or of the workspace can't be read.
    pub(crate) fn new(package: &'p Package, all: &[Package], root: &Path) -> Result<Self, String> {
        let read =
            |path: &Path| fs::read_to_string(path).map_err(|error| format!("`{}`: {error}", path.display()));
        let example = Example::of(&read(&package.folder.join("README.md"))?);
        let workspace = read(&root.join("Cargo.toml"))?;
        let lock = fs::read(root.join("Cargo.lock")).map_err(|error| format!("`Cargo.lock`: {error}"))?;
        Ok(Self {
            package,
            manifest: manifest(package, all, &example.code, &workspace),
            main: main(package, &example.code),
            lock,
            is_run: example.is_run,
        })
    }

    /// Builds the project, and runs it where that can be; all projects share what they build.
    ///
    /// # Errors
    /// It can't be written, doesn't build, or its example fails.
    pub(crate) fn try_it(&self, folder: &Path) -> Result<(), String> {
        let project = folder.join("projects").join(&self.package.name);
        let write = |name: &str, content: &[u8]| {
            let path = project.join(name);
            let parent = path.parent().unwrap_or(&project);
            let written = fs::create_dir_all(parent).and_then(|()| fs::write(&path, content));
            written.map_err(|error| format!("cannot write `{}`: {error}", path.display()))
        };
        write("Cargo.toml", self.manifest.as_bytes())?;
        write("Cargo.lock", &self.lock)?;
        write("src/main.rs", self.main.as_bytes())?;
        let mut command = Command::new("cargo");
        command.arg(if self.is_run { "run" } else { "build" }).arg("--quiet");
        command.arg("--target-dir").arg(folder.join("build")).current_dir(&project);
        // Nothing is built on it.
        succeed(command.envs([("CARGO_INCREMENTAL", "0"), ("CARGO_PROFILE_DEV_DEBUG", "false")]))
    }
}

/// The example of a README
#[derive(Debug, PartialEq, Eq)]
struct Example {
    code: String,
    is_run: bool,
}

impl Example {
    /// The first block of Rust; nothing where there is none.
    fn of(readme: &str) -> Self {
        let mut lines = readme.lines().skip_while(|line| !line.starts_with("```rust"));
        let is_run = lines.next().is_none_or(|fence| !fence.contains("no_run"));
        let code = lines.take_while(|line| *line != "```");
        let code = code.map(|line| line.strip_prefix("# ").unwrap_or(line)).collect::<Vec<_>>().join("\n");
        Self { code, is_run }
    }
}

/// The example as the documentation runs it: in a function that may fail.
fn main(package: &Package, example: &str) -> String {
    let krate = package.name.replace('-', "_");
    if example.contains("Ok::<") {
        let body = example.replace('\n', "\n    ");
        return format!(
            "use {krate} as _;\n\nfn main() {{\n    if let Err(error) = example() {{ panic!(\"{{error}}\") }}\n}}\n\n\
             fn example() -> Result<(), impl std::fmt::Display> {{\n    {body}\n}}\n"
        );
    }
    format!("use {krate} as _;\n\nfn main() {{\n{example}\n}}\n")
}

fn manifest(package: &Package, all: &[Package], example: &str, workspace: &str) -> String {
    let mut text = format!(
        "[package]\nname = \"outside-{}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[workspace]\n\n\
         [dependencies]\n{} = \"{}\"\n",
        package.name, package.name, package.version
    );
    for name in named(example).into_iter().filter(|name| *name != package.name) {
        let of_all = all.iter().find(|package| package.name == name);
        let wanted = match of_all {
            Some(package) => Some(format!("\"{}\"", package.version)),
            None => dependency(workspace, &name).map(str::to_owned),
        };
        if let Some(wanted) = wanted {
            // Writing to a String can't fail.
            let _ = writeln!(text, "{name} = {wanted}");
        }
    }
    text.push_str("\n[patch.crates-io]\n");
    for package in all {
        let _ = writeln!(
            text,
            "{} = {{ path = \"../../packages/{}-{}\" }}",
            package.name, package.name, package.version
        );
    }
    text
}

/// The names that stand before `::`, as packages are spelt.
fn named(example: &str) -> BTreeSet<String> {
    let is_part = |it: char| it.is_ascii_alphanumeric() || it == '_';
    let before = example.match_indices("::").filter_map(|(at, _)| {
        let before = example.get(..at)?;
        let start = before.rfind(|it| !is_part(it)).map_or(0, |at| at + 1);
        let is_first = !before.get(..start)?.ends_with("::");
        before.get(start..).filter(|name| is_first && !name.is_empty())
    });
    before.map(|name| name.replace('_', "-")).flat_map(|name| [name.replace('-', "_"), name]).collect()
}

/// What the workspace wants of a dependency, as it stands behind the `=`.
fn dependency<'w>(workspace: &'w str, name: &str) -> Option<&'w str> {
    let found = workspace.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = "));
    found.filter(|wanted| !wanted.contains("path = "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const README: &str = "# A\n\n```sh\nx\n```\n\n```rust\nuse iamkit_a::B;\n\nlet c: serde_json::Value = B::c();\n# Ok::<(), E>(())\n```\n\n```rust\nno\n```\n";

    #[test]
    fn the_first_example_is_taken_with_its_hidden_lines() {
        let code = "use iamkit_a::B;\n\nlet c: serde_json::Value = B::c();\nOk::<(), E>(())";
        assert_eq!(Example::of(README), Example { code: code.into(), is_run: true });
        assert!(!Example::of("```rust,no_run\na\n```").is_run);
        assert_eq!(Example::of("```sh\na\n```"), Example { code: String::new(), is_run: true });
    }

    #[test]
    fn a_project_takes_what_its_example_names_and_nothing_else() {
        let package = |name: &str| Package { name: name.into(), version: "1.2.3".into(), folder: "x".into() };
        let all = [package("iamkit-a"), package("iamkit-b")];
        let workspace = "serde = \"1\"\nserde_json = { version = \"2\" }\niamkit-a = { path = \"a\" }\n";
        let text = manifest(&all[0], &all, &Example::of(README).code, workspace);
        let (dependencies, patch) = text.split_once("\n[patch.crates-io]\n").unwrap();
        let (_, dependencies) = dependencies.split_once("[dependencies]\n").unwrap();
        assert_eq!(dependencies, "iamkit-a = \"1.2.3\"\nserde_json = { version = \"2\" }\n");
        assert_eq!(patch.lines().count(), 2);
    }
}
