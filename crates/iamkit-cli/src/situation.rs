//! A request with its layers in a file, and policies as those of a layer.

use std::path::Path;

use iamkit_conformance::case::{self, NamedPolicy, Situation};

use crate::placed;
use crate::policy_argument::PolicyArgument;
use iamkit_console::command::{Failure, read_string, shown};

/// The situation in a file.
///
/// # Errors
/// When the file can't be read or holds no situation.
pub(crate) fn from_file(file: &Path) -> Result<Situation, Failure> {
    let text = read_string(file)?;
    case::read_situation(&text).map_err(|error| {
        let told = format!("`{}`: {error}", shown(file));
        placed::failure(file, &text, told, error.message(), error.position(&text))
    })
}

/// A policy that an argument names, as one of a layer.
///
/// # Errors
/// When there is no such policy, or the version is not one.
pub(crate) fn policy(name: &str) -> Result<NamedPolicy, Failure> {
    PolicyArgument::read(name).map(named)
}

/// A policy of an argument as one of a layer.
pub(crate) fn named(policy: PolicyArgument) -> NamedPolicy {
    NamedPolicy { name: policy.label, document: policy.document }
}
