//! What a model holds values to: required members, lengths, ranges, patterns, sets of values.
//!
//! Checked once for every operation, before anything else is done. The sentences have the form of AWS's, for clients read
//! them.

use std::fmt;

use serde_json::Value;

use crate::error::WireError;
use crate::model::{Length, Model, Protocol, Range, Shape, ShapeId, ShapeKind, ShapeMember};

/// A value that a model doesn't allow
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    path: String,
    value: Shown,
    constraint: String,
}

/// What a message shows of a value
#[derive(Debug, Clone, PartialEq, Eq)]
enum Shown {
    /// There is none
    Nothing,
    /// It is nobody's business
    Hidden,
    /// As it was sent
    Text(String),
}

impl Violation {
    /// Where the value stands, such as `tags.1.member.key`
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What it is held to
    pub fn constraint(&self) -> &str {
        &self.constraint
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Shown::Nothing => f.write_str("Value null")?,
            Shown::Hidden => f.write_str("Value")?,
            Shown::Text(text) => write!(f, "Value '{text}'")?,
        }
        write!(f, " at '{}' failed to satisfy constraint: {}", self.path, self.constraint)
    }
}

/// All of a value that a shape doesn't allow, in the order of the model
pub fn violations(model: &Model, shape: ShapeId, value: &Value) -> Vec<Violation> {
    let mut check = Check { model, path: Vec::new(), found: Vec::new() };
    check.value(shape, value);
    check.found
}

/// Makes sure of a value, or tells all that is wrong with it as the service does
///
/// # Errors
/// `ValidationError`, or `ValidationException` where answers are JSON.
pub fn check(model: &Model, shape: ShapeId, value: &Value) -> Result<(), WireError> {
    let violations = violations(model, shape, value);
    if violations.is_empty() {
        return Ok(());
    }
    let sentences = violations.iter().map(Violation::to_string).collect::<Vec<_>>().join("; ");
    let n = violations.len();
    let message = match n {
        1 => format!("1 validation error detected: {sentences}"),
        _ => format!("{n} validation errors detected: {sentences}"),
    };
    Err(WireError::new(code(model), 400, message))
}

/// The code of a value that isn't allowed.
pub(crate) fn code(model: &Model) -> &'static str {
    match model.protocol() {
        Protocol::Query => "ValidationError",
        Protocol::Json => "InvalidInputException",
        Protocol::RestJson => "ValidationException",
    }
}

struct Check<'m> {
    model: &'m Model,
    path: Vec<String>,
    found: Vec<Violation>,
}

impl Check<'_> {
    fn value(&mut self, id: ShapeId, value: &Value) {
        let shape = self.model.shape(id);
        match (shape.kind(), value) {
            (ShapeKind::Structure(members), Value::Object(_)) => self.members(members, value),
            (ShapeKind::List { element, length }, Value::Array(elements)) => {
                self.length(shape, value, *length, elements.len());
                for (at, value) in elements.iter().enumerate() {
                    self.within(&format!("{}.member", at + 1), |check| check.value(*element, value));
                }
            }
            (ShapeKind::Map { key, value: of_value, length }, Value::Object(entries)) => {
                self.length(shape, value, *length, entries.len());
                for (name, value) in entries {
                    self.within(name, |check| {
                        check.value(*key, &Value::from(name.as_str()));
                        check.value(*of_value, value);
                    });
                }
            }
            (ShapeKind::Text { length, pattern, values }, Value::String(text)) => {
                self.length(shape, value, *length, text.chars().count());
                if let Some(pattern) = pattern.as_ref().filter(|pattern| !pattern.is_met_by(text)) {
                    self.tell(
                        shape,
                        value,
                        format!("Member must satisfy regular expression pattern: {pattern}"),
                    );
                }
                if !values.is_empty() && !values.iter().any(|known| **known == **text) {
                    let set = values.join(", ");
                    self.tell(shape, value, format!("Member must satisfy enum value set: [{set}]"));
                }
            }
            (ShapeKind::Integer(range), Value::Number(number)) => {
                self.range(shape, value, *range, number.as_i64());
            }
            (ShapeKind::Blob(length), Value::String(text)) => {
                // Base64: four characters for three bytes.
                let padding = text.bytes().rev().take_while(|byte| *byte == b'=').count();
                self.length(shape, value, *length, (text.len() / 4 * 3).saturating_sub(padding));
            }
            // A value of another kind was refused as it was read.
            _ => {}
        }
    }

    fn members(&mut self, members: &[ShapeMember], value: &Value) {
        for member in members {
            match value.get(member.name()) {
                None | Some(Value::Null) if member.is_required() => {
                    self.within(&lower(member.name()), |check| {
                        check.found.push(Violation {
                            path: check.path.join("."),
                            value: Shown::Nothing,
                            constraint: "Member must not be null".to_owned(),
                        });
                    });
                }
                None | Some(Value::Null) => {}
                Some(value) => self.within(&lower(member.name()), |check| check.value(member.shape(), value)),
            }
        }
    }

    fn within(&mut self, part: &str, check: impl FnOnce(&mut Self)) {
        self.path.push(part.to_owned());
        check(self);
        self.path.pop();
    }

    fn length(&mut self, shape: &Shape, value: &Value, length: Length, measured: usize) {
        let measured = u64::try_from(measured).unwrap_or(u64::MAX);
        if let Some(least) = length.least.filter(|least| measured < *least) {
            self.tell(shape, value, format!("Member must have length greater than or equal to {least}"));
        }
        if let Some(most) = length.most.filter(|most| *most < measured) {
            self.tell(shape, value, format!("Member must have length less than or equal to {most}"));
        }
    }

    fn range(&mut self, shape: &Shape, value: &Value, range: Range, number: Option<i64>) {
        // A number beyond 64 bits is above whatever the model allows.
        let number = number.unwrap_or(i64::MAX);
        if let Some(least) = range.least.filter(|least| number < *least) {
            self.tell(shape, value, format!("Member must have value greater than or equal to {least}"));
        }
        if let Some(most) = range.most.filter(|most| *most < number) {
            self.tell(shape, value, format!("Member must have value less than or equal to {most}"));
        }
    }

    fn tell(&mut self, shape: &Shape, value: &Value, constraint: String) {
        let value = match value {
            _ if shape.is_sensitive() => Shown::Hidden,
            Value::String(text) => Shown::Text(text.clone()),
            value => Shown::Text(value.to_string()),
        };
        self.found.push(Violation { path: self.path.join("."), value, constraint });
    }
}

/// A member's name as messages have it, its first letter small.
fn lower(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
