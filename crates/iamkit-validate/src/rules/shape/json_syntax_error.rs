//! `JSON_SYNTAX_ERROR`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "JSON_SYNTAX_ERROR",
    severity: Severity::Error,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "The text is not one JSON value, or an object in it has a member twice.",
    finds: identity(r#"{"Version": "#),
    passes: identity("{}"),
    check: Check::Elsewhere,
};
