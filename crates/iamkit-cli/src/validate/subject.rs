//! What is validated: each document of the arguments, with the type that it is validated as.

use std::path::{Path, PathBuf};

use iamkit_console::command::{Failure, read_text, with_hint};
use iamkit_console::output;
use iamkit_console::standard_input::STANDARD_INPUT;
use iamkit_policy::json::{self, Kind};
use iamkit_policy::normal::PolicyKind;
use iamkit_policy::shown::quoted;
use iamkit_policy::{LoadError, MAX_BYTES, RawPolicy, load, load_raw};
use iamkit_validate::PolicyType;

use super::literal::Literal;
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
    /// The kind that its wrapping tells.
    pub(super) implied_kind: Option<PolicyKind>,
    /// What stands before the text in what was read; none where it was decoded, or is in no file.
    pub(super) before: Option<Before>,
    /// The string of a file that it is written in, where it is JSON text in one.
    pub(super) literal: Option<Literal>,
}

/// What stands before a text in its file
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Before {
    pub(super) bytes: usize,
    /// Lines before the first one of the text.
    pub(super) lines: u32,
    /// Columns before it on that.
    pub(super) columns: u32,
}

/// A file, or another thing, that may hold documents
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    /// What it is called by.
    pub(super) name: String,
    /// The folder that was named instead of it: of its files, those without policies are left out.
    pub(super) folder: Option<String>,
}

/// As what documents are validated, where that is said
#[derive(Debug, Clone, Copy)]
pub(super) struct Said {
    pub(super) kind: Option<PolicyKind>,
    pub(super) policy_type: Option<PolicyType>,
}

impl Said {
    /// The kind that is said.
    pub(super) fn kind(self) -> Option<PolicyKind> {
        self.kind
    }
}

impl Subject {
    /// Its file, or else what it is called.
    pub(super) fn place(&self) -> String {
        self.file.as_ref().map_or_else(|| self.name.clone(), |file| file.display().to_string())
    }

    /// Without its text, where nobody is shown lines of it: so that of many files not all are in memory.
    pub(super) fn kept(self, is_shown: bool) -> Self {
        let is_shown = is_shown && output::is_read_on_terminal();
        if is_shown { self } else { Self { text: String::new(), ..self } }
    }

    /// The file in which its text stands, by itself or in a string.
    pub(super) fn written(&self) -> Option<&Path> {
        let literal = self.literal.as_ref().map(|literal| &*literal.file);
        self.file.as_deref().filter(|_| self.before.is_some()).or(literal)
    }

    /// The name as sentences show it.
    pub(super) fn shown(&self) -> String {
        quoted([&self.name])
    }
}

/// The files of the arguments, and why others are none.
pub(super) fn names(arguments: &[String]) -> (Vec<Named>, Vec<Failure>) {
    let (mut names, mut failures) = (Vec::new(), Vec::new());
    for argument in arguments {
        let folder = Path::new(argument).is_dir().then(|| argument.clone());
        match expanded(argument) {
            Ok(files) => names.extend(files.into_iter().map(|name| Named { name, folder: folder.clone() })),
            Err(failure) => failures.push(failure),
        }
    }
    (names, failures)
}

/// The documents of a file; none where it is one of a folder and holds none.
pub(super) fn of_one(named: &Named, said: Said) -> Result<Vec<Subject>, Failure> {
    let (name, said) = (&*named.name, said.policy_type);
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
    if member.is_none() && looks_bare(&text) {
        return Ok(vec![bare(file, text, said)]);
    }
    let failure = |error: LoadError| -> Failure { format!("{}: {error}", quoted([file])).into() };
    match load_raw(text.as_bytes()) {
        Ok(found) => {
            let several = found.into_iter().map(|policy| wrapped(file, &text, policy, said));
            let Some(member) = member else { return Ok(several.map(|(_, subject)| subject).collect()) };
            let mut called = several.filter(|(policy, _)| policy.is_called(member));
            match called.next() {
                Some((_, subject)) => Ok(vec![subject]),
                // It tells which members there are.
                None => Err(load(text.as_bytes()).and_then(|all| all.pick(Some(member))).err().map_or_else(
                    || format!("{}: no member {}", quoted([file]), quoted([member])).into(),
                    failure,
                )),
            }
        }
        Err(LoadError::NoDocument) if named.folder.is_some() => Ok(Vec::new()),
        // A document that isn't JSON, or one that is nothing but JSON, is told so by findings.
        Err(LoadError::NoDocument) => Ok(vec![bare(file, text, said)]),
        Err(LoadError::Invalid(_)) if json::parse(&text).is_err() => Ok(vec![bare(file, text, said)]),
        Err(error) => Err(failure(error)),
    }
}

/// Whether a text is a document by itself and not one in a wrapping.
fn looks_bare(text: &str) -> bool {
    json::parse(text).is_ok_and(|tape| {
        let root = tape.root();
        root.kind() == Kind::Object && (root.member("Statement").is_some() || root.members().next().is_none())
    })
}

/// The text of a file as a document.
fn bare(file: &str, text: String, said: Option<PolicyType>) -> Subject {
    Subject {
        name: file.to_owned(),
        file: (file != STANDARD_INPUT).then(|| file.into()),
        policy_type: said.unwrap_or_else(|| PolicyType::of_text(&text)),
        implied_kind: None,
        text,
        before: (file != STANDARD_INPUT).then(Before::default),
        literal: None,
    }
}

/// A document in a wrapping. Where it stands in the file as an object, its places are told as those of the file.
fn wrapped(file: &str, whole: &str, policy: RawPolicy, said: Option<PolicyType>) -> (RawPolicy, Subject) {
    let member = policy.member.as_deref().unwrap_or(&policy.pointer);
    let name = if member.is_empty() { file.to_owned() } else { format!("{file}#{member}") };
    let implied = policy.implied_kind.map(PolicyType::from);
    let policy_type = said.or(implied).unwrap_or_else(|| PolicyType::of_text(&policy.text));
    let span = policy.span.filter(|_| file != STANDARD_INPUT);
    let subject = Subject {
        name,
        file: span.map(|_| file.into()),
        text: policy.text.clone(),
        policy_type,
        implied_kind: policy.implied_kind,
        before: span.map(|span| Before::of(whole, span.start)),
        literal: (file != STANDARD_INPUT).then(|| Literal::find(file, whole, &policy)).flatten(),
    };
    (policy, subject)
}

impl Before {
    /// What stands in a text before an offset.
    fn of(whole: &str, bytes: usize) -> Self {
        let before = whole.get(..bytes).unwrap_or_default();
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let line = before.rsplit('\n').next().unwrap_or_default();
        Self { bytes, lines: number(before.matches('\n').count()), columns: number(line.chars().count()) }
    }
}

fn managed(name: &str, said: Option<PolicyType>) -> Result<Subject, Failure> {
    let policy = PolicyArgument::read_one(name, None)?;
    Ok(Subject {
        text: policy.document.text().to_owned(),
        name: policy.name,
        file: None,
        policy_type: said.unwrap_or(PolicyType::Identity),
        implied_kind: None,
        before: None,
        literal: None,
    })
}
