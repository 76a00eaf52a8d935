//! What an editor shows below the lines of a policy: what can't be read, or else what does nothing, as JSON.
//!
//! `cargo run -p iamkit --example editor [FILE]`

use std::error::Error;
use std::io::Write;

use iamkit::prover::{Limits, Universe};
use iamkit::validate::lint::lint;
use iamkit::{PolicyDocument, PolicyKind};
use serde_json::{Value, json};

pub(crate) const POLICY: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
    {"Effect": "Deny", "Action": "s3:DeleteBuckets", "Resource": "*"}
  ]
}"#;

/// The diagnostics of a policy in the order of its text; lines and columns are from 1, columns in characters.
pub(crate) fn diagnostics(text: &str) -> Vec<Value> {
    let document = match text.parse::<PolicyDocument>() {
        Ok(document) => document,
        Err(errors) => {
            let errors = errors.iter().map(|error| {
                let at = error.position();
                diagnostic("error", "unreadable", at.line as usize, at.column as usize, error.message())
            });
            return errors.collect();
        }
    };
    match lint(&document, PolicyKind::Identity, &Universe::real(), &Limits::default()) {
        Ok(found) => {
            let findings = found.findings.iter().map(|finding| {
                let start = finding.locations.first().map(|it| it.start).unwrap_or_default();
                diagnostic("warning", finding.code, start.line, start.column + 1, &finding.message)
            });
            findings.collect()
        }
        // Statements that a policy of this kind can't have, such as one with a principal.
        Err(errors) => {
            errors.iter().map(|error| diagnostic("error", "kind", 1, 1, &error.to_string())).collect()
        }
    }
}

fn diagnostic(severity: &str, code: &str, line: usize, column: usize, message: &str) -> Value {
    json!({"severity": severity, "code": code, "line": line, "column": column, "message": message})
}

pub(crate) fn main() -> Result<(), Box<dyn Error>> {
    // Its tests run it with the options of the runner.
    let text = match std::env::args().skip(1).find(|argument| !argument.starts_with('-')) {
        Some(file) => std::fs::read_to_string(file)?,
        None => POLICY.to_owned(),
    };
    Ok(writeln!(std::io::stdout(), "{:#}", Value::Array(diagnostics(&text)))?)
}
