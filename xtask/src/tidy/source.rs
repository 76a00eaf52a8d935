//! A source file, as far as the rules ask: its docs, its length, what it defines and what it names.

use std::collections::{BTreeMap, BTreeSet};

/// A source file
#[derive(Debug)]
pub(crate) struct Source {
    /// Where it is, from the root of the workspace.
    pub(crate) path: String,
    /// How many lines it has, without the tests at its end.
    pub(crate) lines: usize,
    /// The first paragraph of its docs, where it begins with docs.
    pub(crate) module_docs: Option<Vec<String>>,
    /// Its public items that have docs.
    pub(crate) documented: Vec<Documented>,
    /// Its code.
    pub(crate) scope: Scope,
    /// Whether it is compiled for tests alone.
    pub(crate) is_test: bool,
}

/// A public item with docs
#[derive(Debug)]
pub(crate) struct Documented {
    /// Its name; that of a member begins with the name of what it belongs to.
    pub(crate) name: String,
    /// Whether it is a type: a structure, an enumeration, a trait, or an alias.
    pub(crate) is_type: bool,
    /// Where the docs begin.
    pub(crate) line: usize,
    /// Their first paragraph.
    pub(crate) paragraph: Vec<String>,
}

/// The code of one module, without that for tests
#[derive(Debug, Default)]
pub(crate) struct Scope {
    /// The names of the items that are defined in it; those of macros end with an exclamation mark.
    pub(crate) names: BTreeSet<String>,
    /// The macros in it that are seen from the root of the crate.
    pub(crate) exported: BTreeSet<String>,
    /// Whether macros define items in it, which are not read.
    pub(crate) has_made_items: bool,
    /// What it imports, and what it hands on.
    pub(crate) uses: Vec<Use>,
    /// The paths that stand in its code, each with its first line.
    pub(crate) mentions: BTreeMap<Vec<String>, usize>,
    /// The modules in it.
    pub(crate) children: Vec<Child>,
}

/// One name of a `use`
#[derive(Debug)]
pub(crate) struct Use {
    /// The path, name by name.
    pub(crate) path: Vec<String>,
    /// What is made of it.
    pub(crate) binding: Binding,
    /// Whether others may import it from here.
    pub(crate) is_handed_on: bool,
    /// Where it stands.
    pub(crate) line: usize,
}

/// What a `use` makes of a path
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Binding {
    /// A name in the module.
    Name(String),
    /// All names in it become names of the module.
    All,
    /// Nothing that has a name.
    Unnamed,
}

/// A module in a module
#[derive(Debug)]
pub(crate) struct Child {
    /// Its name.
    pub(crate) name: String,
    /// Where it is.
    pub(crate) body: Body,
    /// Whether it is compiled for tests alone.
    pub(crate) is_test: bool,
}

/// Where the code of a module is
#[derive(Debug)]
pub(crate) enum Body {
    /// In braces.
    Here(Scope),
    /// In a file that its name tells.
    File,
    /// In a file that an attribute tells.
    FileAt(String),
}
