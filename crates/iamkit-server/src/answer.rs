//! What goes back to a client, before it is HTTP.

use iamkit_wire::WireError;
use iamkit_wire::model::{Model, Protocol, ServiceName};
use iamkit_wire::{json, query};
use serde::Serialize;

/// What goes back to a client
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) content_type: &'static str,
    /// The code of an error, which JSON clients read from a header.
    pub(crate) error_code: Option<String>,
    /// Headers besides those of every answer.
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// What an operation gave.
    pub(crate) fn of(model: &Model, status: u16, body: Vec<u8>) -> Self {
        Self { status, content_type: content_type(model), error_code: None, headers: Vec::new(), body }
    }

    /// An error in the form of the service.
    pub(crate) fn error(model: &Model, error: &WireError, request_id: &str) -> Self {
        let body = match model.protocol() {
            Protocol::Query => query::write_error(model, error, request_id),
            Protocol::Json | Protocol::RestJson => json::write_error(model, error),
        };
        let error_code = Some(error.code().to_owned());
        Self {
            status: error.status(),
            content_type: content_type(model),
            error_code,
            headers: Vec::new(),
            body,
        }
    }

    /// What programs read that aren't AWS's clients.
    pub(crate) fn json(value: &impl Serialize) -> Self {
        match serde_json::to_vec(value) {
            Ok(body) => Self::of(ServiceName::AccessAnalyzer.model(), 200, body),
            Err(error) => Self::refusal(&WireError::new("ServiceFailure", 500, error.to_string())),
        }
    }

    /// An error for programs that aren't AWS's clients.
    pub(crate) fn refusal(error: &WireError) -> Self {
        Self::error(ServiceName::AccessAnalyzer.model(), error, "")
    }

    /// A text for people and programs that look after the server.
    pub(crate) fn text(status: u16, body: &str) -> Self {
        let body = body.as_bytes().to_vec();
        Self {
            status,
            content_type: "text/plain; charset=utf-8",
            error_code: None,
            headers: Vec::new(),
            body,
        }
    }
}

fn content_type(model: &Model) -> &'static str {
    match model.protocol() {
        Protocol::Query => "text/xml",
        Protocol::Json => "application/x-amz-json-1.1",
        Protocol::RestJson => "application/json",
    }
}
