//! `iamkit.toml`: what a project wants of validation.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use iamkit_console::command::{Failure, read_string, shown};
use iamkit_policy::Position;
use iamkit_policy::id::AccountId;
use serde::Deserialize;

use crate::placed;

use super::fail_on::FailOn;
use super::row::Row;

const NAME: &str = "iamkit.toml";

/// The table `[validate]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Config {
    /// Codes of rules; all where none is named.
    #[serde(default)]
    pub(super) select: Vec<String>,
    #[serde(default)]
    pub(super) ignore: Vec<Ignored>,
    /// The ids of the accounts that are one's own.
    #[serde(default)]
    pub(super) accounts: Vec<AccountId>,
    #[serde(default)]
    pub(super) fail_on: Option<FailOn>,
    /// How severe what rules find is, by their codes.
    #[serde(default)]
    pub(super) severity: BTreeMap<String, FailOn>,
}

/// A rule that is left out, and why
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ignored {
    pub(super) code: String,
    /// For whoever reads the file: it has to be there.
    #[expect(dead_code, reason = "it is for people")]
    reason: String,
}

/// The file as it stands there
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConfigFile {
    #[serde(default)]
    validate: Config,
    #[serde(default)]
    pub(super) require: Vec<Row>,
}

/// A text with its places
#[derive(Debug)]
pub(super) struct Source {
    pub(super) path: PathBuf,
    text: String,
}

impl Config {
    /// Reads the file that was named, or the one that is nearest above the present folder; without any, nothing is chosen.
    ///
    /// # Errors
    /// The file can't be read or isn't of the form.
    pub(super) fn find(named: Option<&Path>) -> Result<Self, Failure> {
        Ok(ConfigFile::find(named)?.map(|(_, file)| file.validate).unwrap_or_default())
    }
}

impl ConfigFile {
    /// Reads the same file, with the text that it was.
    ///
    /// # Errors
    /// The file can't be read or isn't of the form.
    pub(super) fn find(named: Option<&Path>) -> Result<Option<(Source, Self)>, Failure> {
        named.map(Path::to_owned).or_else(nearest).map(Self::read).transpose()
    }

    fn read(path: PathBuf) -> Result<(Source, Self), Failure> {
        let source = Source { text: read_string(&path)?, path };
        let file = toml::from_str::<Self>(&source.text);
        let file =
            file.map_err(|error| source.failure(error.span().map_or(0, |span| span.start), error.message()))?;
        Ok((source, file))
    }
}

impl Source {
    /// What is wrong at a place.
    pub(super) fn failure(&self, offset: usize, message: &str) -> Failure {
        let position = place(&self.text, offset);
        let message = message.replace('\n', " ");
        let told = format!("{}:{position}: {message}", shown(&self.path));
        Box::new(placed::at(&self.path, &self.text, told, message, position))
    }
}

fn nearest() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    here.ancestors().map(|folder| folder.join(NAME)).find(|path| path.is_file())
}

/// Line and column, from 1.
fn place(text: &str, offset: usize) -> Position {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or_default();
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Position { line: number(before.matches('\n').count() + 1), column: number(line.chars().count() + 1) }
}
