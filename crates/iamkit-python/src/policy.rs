//! A policy: a document, what kind of policy it is, and what answers call it by.

use std::sync::Arc;

use iamkit::engine::CompiledPolicies;
use iamkit::managed::ManagedPolicies;
use iamkit::policy::shown::Shown;
use iamkit::{PolicyDocument, PolicyKind, load};
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::error::{Fault, FaultKind, Outcome};
use crate::given::{bytes_of, items_of};

/// The kinds, by the names that they have here.
const KINDS: [(&str, PolicyKind); 9] = [
    ("identity", PolicyKind::Identity),
    ("boundary", PolicyKind::Boundary),
    ("session", PolicyKind::Session),
    ("resource", PolicyKind::Resource),
    ("key", PolicyKind::Key),
    ("trust", PolicyKind::Trust),
    ("scp", PolicyKind::ServiceControl),
    ("rcp", PolicyKind::ResourceControl),
    ("vpce", PolicyKind::VpcEndpoint),
];

/// A policy document, read and compiled.
#[pyclass(frozen, module = "iamkit", name = "Policy")]
#[derive(Debug, Clone)]
pub struct Policy {
    pub(crate) document: Arc<PolicyDocument>,
    pub(crate) kind: PolicyKind,
    name: Option<Arc<str>>,
    pub(crate) compiled: Arc<CompiledPolicies>,
}

/// The kind of a name.
pub(crate) fn kind_of(name: &str) -> Outcome<PolicyKind> {
    let found = KINDS.iter().find(|(known, kind)| *known == name || kind.as_str() == name);
    found.map(|(_, kind)| *kind).ok_or_else(|| {
        let known = KINDS.map(|(name, _)| name).join(", ");
        Fault::value(format!("`{}` is no kind of policy; there are {known}", Shown::value(name)))
    })
}

fn name_of(kind: PolicyKind) -> &'static str {
    KINDS.iter().find(|(_, known)| *known == kind).map_or("identity", |(name, _)| name)
}

impl Policy {
    pub(crate) fn of(
        document: Arc<PolicyDocument>,
        kind: PolicyKind,
        name: Option<Arc<str>>,
    ) -> Outcome<Self> {
        let shown = name.as_deref().unwrap_or("policy");
        let compiled = CompiledPolicies::compile(kind, [(shown, &*document)])
            .map_err(|errors| Fault::misplaced(&errors, document.source()))?;
        Ok(Self { document, kind, name, compiled: Arc::new(compiled) })
    }

    pub(crate) fn read(
        bytes: &[u8],
        kind: Option<PolicyKind>,
        name: Option<&str>,
        member: Option<&str>,
    ) -> Outcome<Self> {
        let loaded = load(bytes).and_then(|loaded| loaded.pick(member));
        let loaded = loaded.map_err(|error| Fault::document(&error, bytes))?;
        let kind = kind.unwrap_or_else(|| loaded.kind());
        let name = name.or_else(|| loaded.member()).map(Arc::from);
        Self::of(Arc::new(loaded.into_document()), kind, name)
    }

    /// What answers call it.
    pub(crate) fn shown_name(&self) -> &str {
        self.name.as_deref().unwrap_or("policy")
    }

    /// What it was called, if it was.
    pub(crate) fn given_name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The same as a policy of another kind.
    pub(crate) fn as_kind(&self, kind: PolicyKind) -> Outcome<Self> {
        if self.kind == kind {
            Ok(self.clone())
        } else {
            Self::of(Arc::clone(&self.document), kind, self.name.clone())
        }
    }

    /// A policy that was read, or a document that is one.
    pub(crate) fn given(value: &Bound<'_, PyAny>, kind: Option<PolicyKind>) -> PyResult<Self> {
        if let Ok(policy) = value.cast::<Self>() {
            let policy = policy.get();
            return Ok(kind.map_or_else(|| Ok(policy.clone()), |kind| policy.as_kind(kind))?);
        }
        let bytes = bytes_of(value)?;
        Ok(value.py().detach(|| Self::read(&bytes, kind, None, None))?)
    }

    /// One policy or several.
    pub(crate) fn several(value: &Bound<'_, PyAny>, kind: Option<PolicyKind>) -> PyResult<Vec<Self>> {
        items_of(value)?.iter().map(|item| Self::given(item, kind)).collect()
    }
}

#[pymethods]
impl Policy {
    #[new]
    #[pyo3(signature = (document, kind=None, *, name=None, member=None))]
    fn new(
        py: Python<'_>,
        document: &Bound<'_, PyAny>,
        kind: Option<&str>,
        name: Option<&str>,
        member: Option<&str>,
    ) -> PyResult<Self> {
        let kind = kind.map(kind_of).transpose()?;
        if let Ok(policy) = document.cast::<Self>() {
            let policy = policy.get();
            let name = name.map(Arc::from).or_else(|| policy.name.clone());
            return Ok(Self::of(Arc::clone(&policy.document), kind.unwrap_or(policy.kind), name)?);
        }
        let bytes = bytes_of(document)?;
        Ok(py.detach(|| Self::read(&bytes, kind, name, member))?)
    }

    /// An AWS managed policy by its name or ARN.
    #[staticmethod]
    #[pyo3(signature = (name, version=None))]
    fn managed(py: Python<'_>, name: &str, version: Option<&str>) -> PyResult<Self> {
        Ok(py.detach(|| managed(name, version))?)
    }

    /// What kind of policy it is.
    #[getter]
    fn kind(&self) -> &'static str {
        name_of(self.kind)
    }

    /// What answers call it.
    #[getter]
    fn name(&self) -> &str {
        self.shown_name()
    }

    /// The document as it was given.
    #[getter]
    fn text(&self) -> &str {
        self.document.text()
    }

    /// How many statements there are.
    fn __len__(&self) -> usize {
        self.document.statements().len()
    }

    fn __repr__(&self) -> String {
        let (name, kind, statements) = (self.shown_name(), self.kind(), self.document.statements().len());
        let word = if statements == 1 { "statement" } else { "statements" };
        format!("<iamkit.Policy '{}': {kind}, {statements} {word}>", Shown::value(name))
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Self>().is_ok_and(|other| {
            let other = other.get();
            (self.kind, self.text(), self.shown_name()) == (other.kind, other.text(), other.shown_name())
        })
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<isize> {
        PyString::new(py, self.text()).hash()
    }

    #[expect(clippy::type_complexity, reason = "a constructor and its arguments, as pickle takes them")]
    fn __reduce__<'py>(
        slf: &Bound<'py, Self>,
    ) -> PyResult<(Bound<'py, PyAny>, (String, &'static str, Option<String>))> {
        let this = slf.get();
        let read = slf.py().import("iamkit._pickle")?.getattr("policy")?;
        Ok((read, (this.text().to_owned(), this.kind(), this.name.as_deref().map(str::to_owned))))
    }
}

fn managed(name: &str, version: Option<&str>) -> Outcome<Policy> {
    let fault = |error: &dyn ToString| Fault::new(FaultKind::Policy, "noSuchPolicy", error.to_string());
    let policy = ManagedPolicies::embedded().policy(name).map_err(|error| fault(&error))?;
    let id = match version {
        Some(version) => version.parse().map_err(|error: iamkit::managed::ManagedError| fault(&error))?,
        None => policy.latest(),
    };
    let version = policy.version(id).map_err(|error| fault(&error))?;
    let document = version.document().map_err(|error| fault(&error))?;
    Policy::of(Arc::new(document), PolicyKind::Identity, Some(policy.name().into()))
}
