//! An error as a client sees it: a code, a status, whose fault it is, and a sentence.

use crate::model::Model;

/// Whose fault an error is
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The client's
    Sender,
    /// The service's
    Receiver,
}

impl Fault {
    /// As the Query protocol writes it
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sender => "Sender",
            Self::Receiver => "Receiver",
        }
    }
}

/// An error as a client sees it
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct WireError {
    code: Box<str>,
    status: u16,
    message: Box<str>,
}

impl WireError {
    /// An error of a code, with its status
    pub fn new(code: impl Into<Box<str>>, status: u16, message: impl Into<Box<str>>) -> Self {
        Self { code: code.into(), status, message: message.into() }
    }

    /// An error of a model, with the status that the model gives the code; 400 where it has none
    pub fn of(model: &Model, code: &str, message: impl Into<Box<str>>) -> Self {
        Self::new(code, model.error(code).map_or(400, crate::model::ErrorShape::status), message)
    }

    /// The code on the wire
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The HTTP status
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Whose fault it is, by the status
    pub fn fault(&self) -> Fault {
        if self.status < 500 { Fault::Sender } else { Fault::Receiver }
    }

    /// The sentence
    pub fn message(&self) -> &str {
        &self.message
    }
}
