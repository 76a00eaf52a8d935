//! What goes wrong, and the exceptions that Python gets of it: a code, a message on one line, and every place.

use iamkit::engine::{ActionError, CompileErrors, ContextError, PrincipalError, RequestError};
use iamkit::policy::{LoadError, ParseErrors};
use pyo3::prelude::*;
use pyo3::types::PyModule;
use pythonize::pythonize;
use serde::Serialize;

/// What an exception is made of; the exceptions themselves are Python's, in `iamkit._errors`.
#[derive(Debug)]
pub(crate) struct Fault {
    kind: FaultKind,
    code: &'static str,
    message: String,
    problems: Vec<Problem>,
}

/// Which exception it is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum FaultKind {
    /// A document can't be read, or may not stand where it does.
    Policy,
    /// A request can't be asked.
    Request,
    /// Accounts can't be read or asked.
    Account,
    /// Logs can't be read or asked.
    Trail,
    /// Something else that was given is none of what there is.
    Value,
}

/// One of the problems of a document.
#[derive(Debug, Serialize)]
pub(crate) struct Problem {
    message: String,
    pointer: String,
    line: u32,
    column: u32,
    offset: usize,
}

/// What comes of work that may fail.
pub(crate) type Outcome<T> = Result<T, Fault>;

impl FaultKind {
    fn class(self) -> &'static str {
        match self {
            Self::Policy => "PolicyError",
            Self::Request => "RequestError",
            Self::Account => "AccountError",
            Self::Trail => "TrailError",
            Self::Value => "InvalidValueError",
        }
    }
}

impl Fault {
    pub(crate) fn new(kind: FaultKind, code: &'static str, message: impl ToString) -> Self {
        Self { kind, code, message: message.to_string(), problems: Vec::new() }
    }

    pub(crate) fn code(&self) -> &'static str {
        self.code
    }

    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    pub(crate) fn value(message: impl ToString) -> Self {
        Self::new(FaultKind::Value, "invalidValue", message)
    }

    pub(crate) fn account(code: &'static str, message: impl ToString) -> Self {
        Self::new(FaultKind::Account, code, message)
    }

    pub(crate) fn trail(code: &'static str, message: impl ToString) -> Self {
        Self::new(FaultKind::Trail, code, message)
    }

    /// What is wrong with a text that was to hold a document.
    pub(crate) fn document(error: &LoadError, text: &[u8]) -> Self {
        let text = std::str::from_utf8(text).unwrap_or_default();
        let (code, errors) = match error {
            LoadError::TooLarge { .. } => ("tooLarge", None),
            LoadError::NotUtf8 { .. } => ("notUtf8", None),
            LoadError::Invalid(errors) => ("invalid", Some(errors)),
            LoadError::InvalidEncoded { errors, .. } => ("invalidEncoded", Some(errors)),
            LoadError::NoDocument => ("noDocument", None),
            LoadError::NoSuchMember { .. } => ("noSuchMember", None),
            LoadError::SeveralMembers { .. } => ("severalMembers", None),
            _ => ("unreadable", None),
        };
        let problems = errors.map(|errors| problems(errors, text)).unwrap_or_default();
        Self { problems, ..Self::new(FaultKind::Policy, code, error) }
    }

    /// What may not stand in a policy of its kind.
    pub(crate) fn misplaced(errors: &CompileErrors, text: &str) -> Self {
        let problem = |error: &iamkit::engine::CompileError| {
            let (problem, place) = (error.problem(), error.problem().position());
            Problem {
                message: problem.message().to_owned(),
                pointer: problem
                    .statement()
                    .map_or("/Version".to_owned(), |index| format!("/Statement/{index}")),
                line: place.line,
                column: place.column,
                offset: characters(text, problem.span().start),
            }
        };
        let problems = errors.iter().map(problem).collect();
        Self { problems, ..Self::new(FaultKind::Policy, "misplaced", errors) }
    }
}

fn problems(errors: &ParseErrors, text: &str) -> Vec<Problem> {
    let problem = |error: &iamkit::policy::ParseError| Problem {
        message: error.message().to_owned(),
        pointer: error.pointer().to_owned(),
        line: error.position().line,
        column: error.position().column,
        offset: characters(text, error.span().start),
    };
    errors.iter().map(problem).collect()
}

/// How many characters stand before a byte: the index that Python has.
fn characters(text: &str, offset: usize) -> usize {
    text.char_indices().take_while(|(at, _)| *at < offset).count()
}

macro_rules! request_faults {
    ($($type:ty: $code:literal,)*) => {$(
        impl From<$type> for Fault {
            fn from(error: $type) -> Self {
                Self::new(FaultKind::Request, $code, error)
            }
        }
    )*};
}

request_faults! {
    ActionError: "action",
    ContextError: "context",
    PrincipalError: "principal",
    RequestError: "undecidable",
}

macro_rules! faults {
    ($kind:ident: $($type:ty: $code:literal,)*) => {$(
        impl From<$type> for Fault {
            fn from(error: $type) -> Self {
                Self::new(FaultKind::$kind, $code, error)
            }
        }
    )*};
}

faults! {
    Account:
    iamkit::account::view::AskError: "unanswerable",
    iamkit::account::view::ViewError: "unviewable",
}

faults! {
    Trail:
    iamkit_cloudtrail::LogsError: "unreadable",
    iamkit_cloudtrail::EventConditionError: "condition",
    iamkit_cloudtrail::TrialError: "change",
    iamkit_cloudtrail::HeldPolicyError: "policy",
    iamkit_cloudtrail::FitError: "fit",
}

impl From<Fault> for PyErr {
    fn from(fault: Fault) -> Self {
        Python::attach(|py| fault.raised(py).unwrap_or_else(|error| error))
    }
}

impl Fault {
    fn raised(&self, py: Python<'_>) -> PyResult<PyErr> {
        let class = PyModule::import(py, "iamkit._errors")?.getattr(self.kind.class())?;
        let problems = pythonize(py, &self.problems)?;
        Ok(PyErr::from_value(class.call1((&self.message, self.code, problems))?))
    }
}
