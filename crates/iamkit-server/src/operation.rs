//! An operation: its name, what it is about, and the function that does it.

use iamkit_wire::WireError;
use iamkit_wire::model::ServiceName;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::about::About;
use crate::invocation::Invocation;

/// An operation that the server has
pub(crate) struct Operation {
    pub(crate) service: ServiceName,
    pub(crate) name: &'static str,
    /// The resource that its caller must be allowed to do it on; none of one that needs no permission (S71).
    pub(crate) about: Option<About>,
    pub(crate) handler: &'static (dyn Handler + Sync),
}

impl Operation {
    /// The action that it takes: the newer form of an operation of Access Analyzer takes that of the older one.
    pub(crate) fn action(&self) -> String {
        let is_newer = self.service == ServiceName::AccessAnalyzer;
        let older = self.name.strip_suffix("V2").filter(|_| is_newer);
        format!("{}:{}", self.service.as_str(), older.unwrap_or(self.name))
    }
}

/// Does an operation
pub(crate) trait Handler {
    /// What it gives for what it takes, both as the model has them.
    fn call(&self, invocation: &Invocation<'_>, input: Value) -> Result<Value, WireError>;

    /// Whether it gives the page that is asked for, not all that there is.
    fn pages_itself(&self) -> bool {
        false
    }
}

/// A function of typed members.
pub(crate) struct Typed<I, O>(pub(crate) fn(&Invocation<'_>, I) -> Result<O, WireError>);

impl<I: DeserializeOwned, O: Serialize> Handler for Typed<I, O> {
    fn call(&self, invocation: &Invocation<'_>, input: Value) -> Result<Value, WireError> {
        // Members meet the model's constraints by now; what a name is besides that, its type says.
        let input = serde_json::from_value(input)
            .map_err(|error| WireError::new("ValidationError", 400, error.to_string()))?;
        let output = (self.0)(invocation, input)?;
        serde_json::to_value(output).map_err(|error| {
            WireError::new("ServiceFailure", 500, format!("the answer can't be written: {error}"))
        })
    }
}

/// A function that gives the page that is asked for.
pub(crate) struct Paged<I, O>(pub(crate) fn(&Invocation<'_>, I) -> Result<O, WireError>);

impl<I: DeserializeOwned, O: Serialize> Handler for Paged<I, O> {
    fn call(&self, invocation: &Invocation<'_>, input: Value) -> Result<Value, WireError> {
        Typed(self.0).call(invocation, input)
    }

    fn pages_itself(&self) -> bool {
        true
    }
}

/// What an operation gives that gives nothing
#[derive(Debug, Serialize)]
pub(crate) struct Nothing {}

pub(crate) const NOTHING: Result<Nothing, WireError> = Ok(Nothing {});
