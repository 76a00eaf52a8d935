//! Why two principals can't be compared.

use iamkit_engine::CompileErrors;
use iamkit_policy::ParseErrors;

use crate::error::AskError;

/// Why two principals can't be compared
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CompareError {
    /// A policy may not stand where it does.
    #[error(transparent)]
    Policy(#[from] CompileErrors),
    /// A policy can't be read with what is known of the principal put in.
    #[error(transparent)]
    Document(#[from] ParseErrors),
    /// What a condition says of the principal can't be decided.
    #[error(transparent)]
    Ask(#[from] AskError),
}
