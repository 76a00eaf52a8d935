//! What a rule finds: a line with its place, and by which names it can be allowed.

use std::fmt;

use clap::ValueEnum;
use serde::{Serialize, Serializer};

/// The rules, by the names that the command line and the findings have for them
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Rule {
    /// A crate imports crates of its own layer and of lower ones.
    CrateArrows,
    /// No files of a crate import each other in a circle.
    Circles,
    /// Every file begins with what it is about.
    ModuleDocs,
    /// The docs of every public item begin with a short summary.
    Summaries,
    /// No file is longer than can be read at once.
    FileLength,
    /// No name is a public type twice.
    PublicNames,
    /// What pages link to is there.
    Links,
}

impl Rule {
    /// Its name, as it is typed.
    pub(crate) fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name())
    }
}

/// Something that a rule forbids
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Finding {
    /// The rule that forbids it.
    pub(crate) rule: Rule,
    /// The file, from the root of the workspace.
    pub(crate) path: String,
    /// The line in it, from 1.
    pub(crate) line: usize,
    /// What is found, on one line.
    pub(crate) message: String,
    /// What the finding is about: the names that an entry of the allow list has for it.
    pub(crate) about: Vec<String>,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rule, path, line, message, .. } = self;
        write!(f, "{path}:{line}: {message} [{}]", rule.name())
    }
}
