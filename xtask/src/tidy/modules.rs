//! The modules of a crate and the files in which they are.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{Body, Child, Scope, Source};

/// The name of the module at the root.
pub(crate) const ROOT: &str = "crate";

/// A module, without its children
#[derive(Debug, Clone, Copy)]
pub(crate) struct Module<'s> {
    /// The file in which it is.
    pub(crate) file: &'s str,
    /// Its code.
    pub(crate) scope: &'s Scope,
}

/// The modules of a library or a program, by their paths from the root
#[derive(Debug)]
pub(crate) struct Modules<'s> {
    sources: &'s BTreeMap<String, Source>,
    by_path: BTreeMap<String, Module<'s>>,
    tests: BTreeSet<&'s str>,
}

impl<'s> Modules<'s> {
    /// The modules that hang on a root.
    pub(crate) fn of(root: &str, sources: &'s BTreeMap<String, Source>) -> Self {
        let mut modules = Self { sources, by_path: BTreeMap::new(), tests: BTreeSet::new() };
        if let Some(source) = sources.get(root) {
            modules.add(ROOT.to_owned(), &source.path, &source.scope, folder(root));
        }
        modules
    }

    /// The module with a path.
    pub(crate) fn get(&self, path: &str) -> Option<Module<'s>> {
        self.by_path.get(path).copied()
    }

    /// All modules with their paths, those for tests aside.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, Module<'s>)> {
        self.by_path.iter().map(|(path, module)| (path.as_str(), *module))
    }

    /// The files that are compiled for tests alone.
    pub(crate) fn tests(&self) -> impl Iterator<Item = &'s str> {
        self.tests.iter().copied()
    }

    fn add(&mut self, path: String, file: &'s str, scope: &'s Scope, below: &str) {
        for child in &scope.children {
            let path = format!("{path}::{}", child.name);
            match &child.body {
                Body::Here(scope) => self.add(path, file, scope, &format!("{below}/{}", child.name)),
                Body::File | Body::FileAt(_) => self.add_file(path, child, file, below),
            }
        }
        self.by_path.insert(path, Module { file, scope });
    }

    fn add_file(&mut self, path: String, child: &Child, file: &str, below: &str) {
        let Some((source, below)) = self.file_of(child, file, below) else { return };
        if child.is_test {
            self.add_tests(source, &below);
        } else {
            self.add(path, &source.path, &source.scope, &below);
        }
    }

    /// A file for tests and all files below it.
    fn add_tests(&mut self, source: &'s Source, below: &str) {
        self.tests.insert(&source.path);
        for child in &source.scope.children {
            if let Some((source, below)) = self.file_of(child, &source.path, below) {
                self.add_tests(source, &below);
            }
        }
    }

    /// The file of a child, and the folder in which its own children are.
    fn file_of(&self, child: &Child, file: &str, below: &str) -> Option<(&'s Source, String)> {
        let in_folder = format!("{below}/{}", child.name);
        let candidates = match &child.body {
            Body::Here(_) => return None,
            Body::FileAt(at) => {
                vec![(format!("{}/{at}", folder(file)), format!("{}/{}", folder(file), folder(at)))]
            }
            Body::File => [format!("{in_folder}.rs"), format!("{in_folder}/mod.rs")]
                .map(|file| (file, in_folder.clone()))
                .to_vec(),
        };
        candidates.into_iter().find_map(|(file, below)| Some((self.sources.get(&file)?, below)))
    }
}

/// The folder of a file; empty where it stands in none.
fn folder(file: &str) -> &str {
    file.rsplit_once('/').map_or("", |(folder, _)| folder)
}
