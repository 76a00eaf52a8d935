//! What is validated: each document of the arguments, with the type that it is validated as.

use std::path::{Path, PathBuf};

use iamkit_console::command::{Failure, read_text, with_hint};
use iamkit_console::standard_input::STANDARD_INPUT;
use iamkit_policy::json::{self, Kind};
use iamkit_policy::shown::quoted;
use iamkit_policy::{LoadError, LoadedPolicy, MAX_BYTES, PolicyDocument, Position, load};
use iamkit_validate::PolicyType;

use crate::policy_argument::{PolicyArgument, expanded};

/// A document to validate
#[derive(Debug)]
pub(super) struct Subject {
    /// What to call it: its file, with its member where the file holds several.
    pub(super) name: String,
    /// Where its text is; none for the standard input, managed policies and encoded documents.
    pub(super) file: Option<PathBuf>,
    pub(super) text: String,
    pub(super) policy_type: PolicyType,
    /// Where in the file the text begins: lines before its own, and columns before its first.
    pub(super) before: Before,
}

/// What stands before a text in its file
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Before {
    pub(super) lines: u32,
    pub(super) columns: u32,
}

/// The documents of all arguments, and what couldn't be read
#[derive(Debug, Default)]
pub(super) struct Subjects {
    pub(super) subjects: Vec<Subject>,
    pub(super) failures: Vec<Failure>,
}

impl Subject {
    /// Its file, or else what it is called.
    pub(super) fn place(&self) -> String {
        self.file.as_ref().map_or_else(|| self.name.clone(), |file| file.display().to_string())
    }

    /// The name as sentences show it.
    pub(super) fn shown(&self) -> String {
        quoted([&self.name])
    }
}

/// The documents of the arguments, as the type that was said or else that they show.
pub(super) fn all(arguments: &[String], said: Option<PolicyType>) -> Subjects {
    let mut subjects = Subjects::default();
    for argument in arguments {
        if let Err(failure) = subjects.add(argument, said) {
            subjects.failures.push(failure);
        }
    }
    subjects
}

impl Subjects {
    fn add(&mut self, argument: &str, said: Option<PolicyType>) -> Result<(), Failure> {
        let is_folder = Path::new(argument).is_dir();
        let before = (self.subjects.len(), self.failures.len());
        for name in expanded(argument)? {
            match of_one(&name, said, is_folder) {
                Ok(found) => self.subjects.extend(found),
                Err(failure) => self.failures.push(failure),
            }
        }
        if is_folder && before == (self.subjects.len(), self.failures.len()) {
            return Err(format!("no policy in {}", quoted([argument])).into());
        }
        Ok(())
    }
}

/// The documents of a file; none where it is one of a folder and holds none.
fn of_one(name: &str, said: Option<PolicyType>, is_of_folder: bool) -> Result<Vec<Subject>, Failure> {
    if name.starts_with("managed:") {
        return Ok(vec![managed(name, said)?]);
    }
    let (file, member) = match name.rsplit_once('#') {
        Some((file, member)) if !Path::new(name).exists() => (file, Some(member)),
        _ => (name, None),
    };
    let bytes = read_text(Path::new(file), MAX_BYTES)?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let problem = format!("{}: not UTF-8: invalid byte at offset {offset}", quoted([file]));
        with_hint(problem, error.as_bytes())
    })?;
    let bare = |text: String| Subject {
        name: name.to_owned(),
        file: (file != STANDARD_INPUT).then(|| file.into()),
        policy_type: said.unwrap_or_else(|| PolicyType::of_text(&text)),
        text,
        before: Before::default(),
    };
    if member.is_none() && looks_bare(&text) {
        return Ok(vec![bare(text)]);
    }
    match load(text.as_bytes()) {
        Ok(loaded) if member.is_some() => Ok(vec![wrapped(file, &text, &loaded.pick(member)?, said)]),
        Ok(loaded) => Ok(loaded.entries().iter().map(|policy| wrapped(file, &text, policy, said)).collect()),
        Err(LoadError::NoDocument) if is_of_folder => Ok(Vec::new()),
        // A document that isn't JSON, or one that is nothing but JSON, is told so by findings.
        Err(LoadError::NoDocument) => Ok(vec![bare(text)]),
        Err(LoadError::Invalid(_)) if json::parse(&text).is_err() => Ok(vec![bare(text)]),
        Err(error) => Err(format!("{}: {error}", quoted([file])).into()),
    }
}

/// Whether a text is a document by itself and not one in a wrapping.
fn looks_bare(text: &str) -> bool {
    json::parse(text).is_ok_and(|tape| {
        let root = tape.root();
        root.kind() == Kind::Object && (root.member("Statement").is_some() || root.members().next().is_none())
    })
}

/// A document in a wrapping. Where it stands in the file as an object, its places are told as those of the file.
fn wrapped(file: &str, whole: &str, policy: &LoadedPolicy, said: Option<PolicyType>) -> Subject {
    let document = policy.document();
    let text = document.text().to_owned();
    let implied = policy.implied_kind().map(PolicyType::from);
    let member = policy.member().unwrap_or(policy.pointer());
    let name = if member.is_empty() { file.to_owned() } else { format!("{file}#{member}") };
    let policy_type = said.or(implied).unwrap_or_else(|| PolicyType::of_text(&text));
    let is_of_file = document.source() == whole && file != STANDARD_INPUT;
    let before = if is_of_file { Before::of(document) } else { Before::default() };
    Subject { name, file: is_of_file.then(|| file.into()), text, policy_type, before }
}

impl Before {
    /// What stands in the text around a document before it.
    fn of(document: &PolicyDocument) -> Self {
        // The text is a part of what it was read from.
        let [text, source] = [document.text(), document.source()].map(|it| it.as_ptr().addr());
        let start = text.saturating_sub(source);
        let Position { line, column } = document.position(start);
        Self { lines: line.saturating_sub(1), columns: column.saturating_sub(1) }
    }
}

fn managed(name: &str, said: Option<PolicyType>) -> Result<Subject, Failure> {
    let policy = PolicyArgument::read_one(name, None)?;
    Ok(Subject {
        text: policy.document.text().to_owned(),
        name: policy.name,
        file: None,
        policy_type: said.unwrap_or(PolicyType::Identity),
        before: Before::default(),
    })
}
