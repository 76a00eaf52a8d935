//! What is noted of a call while it is answered: for metrics, logs, the audit file and those who ask why.

use iamkit_engine::Layer;
use iamkit_wire::WireError;
use iamkit_wire::model::{ApiOperation, Model};
use serde_json::Value;

use crate::caller::Caller;
use crate::decision::DecidedCall;

/// What is noted of a call
#[derive(Debug, Default)]
pub(crate) struct Record {
    pub(crate) model: Option<&'static Model>,
    /// The operation, once it is known to be one of the model's.
    pub(crate) operation: Option<&'static ApiOperation>,
    /// The access key that it is signed with, as it says.
    pub(crate) access_key_id: Option<String>,
    /// Who called, once the signature is right.
    pub(crate) caller: Option<Caller>,
    /// What it was given and gave, where events are kept.
    pub(crate) input: Value,
    pub(crate) output: Value,
    pub(crate) error: Option<WireError>,
    /// The layer that said no.
    pub(crate) denied_by: Option<Layer>,
    /// Whether the call asks for explanations.
    pub(crate) wants_reasons: bool,
    /// What was decided about it, where it asks why.
    pub(crate) decided: Vec<DecidedCall>,
    /// Why no reasons are given to one who asks for them.
    pub(crate) withheld: Option<WireError>,
}

impl Record {
    pub(crate) fn service(&self) -> &'static str {
        self.model.map_or("none", |model| model.service().as_str())
    }

    pub(crate) fn operation_name(&self) -> Option<&'static str> {
        self.operation.map(ApiOperation::name)
    }
}
