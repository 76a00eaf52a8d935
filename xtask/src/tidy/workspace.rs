//! The crates of a workspace and their source files, read once for all rules.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use serde::Deserialize;

use super::modules::Modules;
use super::pages::{self, Pages};
use super::reader;
use super::source::Source;
use iamkit_console::command::{Failure, read, shown};

/// A workspace, as far as the rules ask
#[derive(Debug)]
pub(crate) struct Workspace {
    /// Its crates.
    pub(crate) members: Vec<Member>,
    /// Its pages.
    pub(crate) pages: Pages,
}

/// A crate of the workspace
#[derive(Debug)]
pub(crate) struct Member {
    /// Its name.
    pub(crate) name: String,
    /// Its `Cargo.toml`, from the root of the workspace.
    pub(crate) manifest: String,
    manifest_text: String,
    /// What it depends on by name, tests aside.
    pub(crate) dependencies: Vec<String>,
    /// Whether it may be published.
    pub(crate) is_published: bool,
    /// The files from which its library and its programs are compiled.
    pub(crate) roots: Vec<String>,
    /// The files under its `src`, by their paths from the root of the workspace.
    pub(crate) sources: BTreeMap<String, Source>,
}

/// What `cargo metadata` says
#[derive(Debug, Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Debug, Deserialize)]
struct Package {
    name: String,
    manifest_path: PathBuf,
    dependencies: Vec<Dependency>,
    targets: Vec<Target>,
    /// The registries to which it may go, where that is said.
    publish: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Target {
    kind: Vec<String>,
    src_path: PathBuf,
}

impl Workspace {
    /// Reads the workspace at a root.
    ///
    /// # Errors
    /// Cargo doesn't know it, or a file can't be read or is no Rust.
    pub(crate) fn read(root: &Path) -> Result<Self, Failure> {
        let packages = metadata(root)?.packages;
        let folders = packages.iter().map(|package| package.directory().to_owned()).collect::<Vec<_>>();
        let pages = pages::read(root, &folders)?;
        let files = packages.iter().map(|package| rust_files(&package.directory().join("src")));
        let files = files.collect::<Result<Vec<_>, _>>()?;
        let mut sources = sources(root, &files.concat())?;
        let members = packages.into_iter().zip(files).map(|(package, files)| {
            let paths = files.iter().map(|file| relative(root, file));
            let own = paths.filter_map(|path| sources.remove_entry(&path)).collect();
            Member::new(root, package, own)
        });
        Ok(Self { members: members.collect::<Result<_, _>>()?, pages })
    }

    /// All files under `src`.
    pub(crate) fn sources(&self) -> impl Iterator<Item = &Source> {
        self.members.iter().flat_map(|member| member.sources.values())
    }
}

impl Member {
    fn new(root: &Path, package: Package, mut sources: BTreeMap<String, Source>) -> Result<Self, Failure> {
        let manifest_text = String::from_utf8_lossy(&read(&package.manifest_path)?).into_owned();
        let roots = package.targets.iter().filter(|target| target.is_shipped());
        let roots = roots.map(|target| relative(root, &target.src_path)).collect::<Vec<_>>();
        let tests = roots.iter().flat_map(|root| tests(root, &sources)).collect::<Vec<_>>();
        for source in sources.values_mut() {
            source.is_test = tests.contains(&source.path);
        }
        let dependencies = package.dependencies.into_iter();
        let dependencies = dependencies.filter(|it| it.kind.as_deref() != Some("dev")).map(|it| it.name);
        Ok(Self {
            name: package.name,
            manifest: relative(root, &package.manifest_path),
            manifest_text,
            dependencies: dependencies.collect(),
            is_published: package.publish.is_none_or(|registries| !registries.is_empty()),
            roots,
            sources,
        })
    }

    /// The line of the manifest that begins with a name, or else the first.
    pub(crate) fn line_of(&self, dependency: &str) -> usize {
        let begins = |line: &str| {
            let rest = line.trim_start().strip_prefix(dependency);
            rest.is_some_and(|rest| rest.starts_with(['.', ' ', '=']))
        };
        self.manifest_text.lines().position(begins).map_or(1, |position| position + 1)
    }
}

impl Package {
    fn directory(&self) -> &Path {
        self.manifest_path.parent().unwrap_or(Path::new("."))
    }
}

impl Target {
    /// Whether it is the library or a program, neither test nor example.
    fn is_shipped(&self) -> bool {
        !self.kind.iter().any(|kind| ["test", "bench", "example", "custom-build"].contains(&kind.as_str()))
    }
}

/// The files that a root compiles for tests alone.
fn tests(root: &str, sources: &BTreeMap<String, Source>) -> Vec<String> {
    Modules::of(root, sources).tests().map(str::to_owned).collect()
}

fn metadata(root: &Path) -> Result<Metadata, Failure> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["metadata", "--no-deps", "--format-version", "1", "--manifest-path"]);
    let output = command.arg(root.join("Cargo.toml")).output();
    let output = output.map_err(|error| format!("cannot run `cargo metadata`: {error}"))?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        return Err(format!("`cargo metadata` failed: {complaint}").into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// The Rust files under a folder, in the order of their names; none where there is no folder.
fn rust_files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let (mut files, mut open) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = open.pop().filter(|folder| folder.is_dir()) {
        let unread = |error| format!("cannot read `{}`: {error}", shown(&folder));
        for entry in std::fs::read_dir(&folder).map_err(unread)? {
            let path = entry.map_err(unread)?.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Reads files on all cores.
fn sources(root: &Path, files: &[PathBuf]) -> Result<BTreeMap<String, Source>, Failure> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let part = files.len().div_ceil(threads).max(1);
    let read_part =
        |files: &[PathBuf]| files.iter().map(|file| source(root, file)).collect::<Result<Vec<_>, _>>();
    let parts = thread::scope(|scope| {
        let running =
            files.chunks(part).map(|files| scope.spawn(move || read_part(files))).collect::<Vec<_>>();
        let ended = running.into_iter().map(|thread| {
            thread.join().unwrap_or_else(|_| Err("a reader of source files ended early".into()))
        });
        ended.collect::<Result<Vec<_>, Failure>>()
    })?;
    Ok(parts.into_iter().flatten().map(|source| (source.path.clone(), source)).collect())
}

fn source(root: &Path, file: &Path) -> Result<Source, Failure> {
    let text = String::from_utf8(read(file)?);
    let text = text.map_err(|error| format!("cannot read `{}`: {error}", shown(file)))?;
    let path = relative(root, file);
    let source = reader::read(path, &text);
    source.map_err(|error| {
        let line = error.span().start().line;
        format!("cannot read `{}`: line {line}: {error}", shown(file)).into()
    })
}

/// The path of a file from the root, with slashes.
fn relative(root: &Path, file: &Path) -> String {
    let path = file.strip_prefix(root).unwrap_or(file);
    let names = path.components().map(|name| name.as_os_str().to_string_lossy());
    names.collect::<Vec<_>>().join("/")
}
