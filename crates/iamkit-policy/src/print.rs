//! Canonical printing: one text for every document that says the same in the same order.
//!
//! Members stand in the order of AWS's grammar, conditions by operator and key, lists of one are scalars, and the layout is two spaces a level.

use std::fmt::Write as _;

use crate::document::{Condition, ElementList, PolicyDocument, PrincipalElement, Statement};
use crate::keyword::PrincipalKind;
use crate::text::Text;

impl PolicyDocument {
    /// Prints the document in canonical form: members in the order of the grammar, lists of one as scalars, two
    /// spaces a level, a newline at the end.
    ///
    /// Equal documents print the same text, and the text reads back as an equal document.
    ///
    /// ```
    /// let text = r#"{"Statement":{"Resource":["*"],"Action":["s3:Get*"],"Effect":"Allow"}}"#;
    /// let document: iamkit_policy::PolicyDocument = text.parse()?;
    /// let canonical = document.to_canonical_string();
    /// assert!(canonical.contains("\"Effect\": \"Allow\",\n      \"Action\": \"s3:Get*\""));
    /// assert_eq!(canonical.parse::<iamkit_policy::PolicyDocument>()?, document);
    /// # Ok::<(), iamkit_policy::ParseErrors>(())
    /// ```
    pub fn to_canonical_string(&self) -> String {
        let mut members = Vec::new();
        if let Some(version) = self.declared_version() {
            members.push(member("Version", &quoted(version.as_str())));
        }
        if let Some(id) = self.id() {
            members.push(member("Id", &quoted(id)));
        }
        let statements = self.statements.iter().map(statement).collect::<Vec<_>>();
        members.push(member("Statement", &block('[', &statements, ']')));
        block('{', &members, '}') + "\n"
    }
}

fn statement(statement: &Statement) -> String {
    let mut members = Vec::new();
    if let Some(sid) = statement.sid() {
        members.push(member("Sid", &quoted(sid)));
    }
    members.push(member("Effect", &quoted(statement.effect.as_str())));
    if let Some(element) = &statement.principals {
        members.push(member(name("Principal", element.is_negated), &principals(element)));
    }
    members.push(list_member("Action", &statement.actions));
    if let Some(resources) = &statement.resources {
        members.push(list_member("Resource", resources));
    }
    if !statement.conditions.is_empty() {
        members.push(member("Condition", &conditions(&statement.conditions_by_name())));
    }
    block('{', &members, '}')
}

fn name(positive: &'static str, is_negated: bool) -> &'static str {
    match (positive, is_negated) {
        ("Action", true) => "NotAction",
        ("Resource", true) => "NotResource",
        ("Principal", true) => "NotPrincipal",
        _ => positive,
    }
}

fn list_member(positive: &'static str, list: &ElementList) -> String {
    member(name(positive, list.is_negated), &texts(list.values()))
}

/// A bare `*` and `{"AWS": "*"}` say the same (S46); the latter is the canonical form.
fn principals(element: &PrincipalElement) -> String {
    let mut members = Vec::new();
    for kind in PrincipalKind::ALL {
        let of_kind = element.entries.iter().filter(|entry| entry.kind == kind);
        let values = of_kind.map(|entry| entry.text.clone()).collect::<Vec<_>>();
        if !values.is_empty() {
            members.push(member(kind.as_str(), &texts(&values)));
        }
    }
    block('{', &members, '}')
}

/// Takes the conditions sorted, so that those of one operator stand together: it may stand only once in the block.
fn conditions(sorted: &[&Condition]) -> String {
    let blocks = sorted.chunk_by(|one, next| one.operator == next.operator).map(|of_operator| {
        let keys = of_operator.iter().map(|condition| member(condition.key(), &texts(condition.values())));
        let keys = keys.collect::<Vec<_>>();
        let operator = of_operator.first().map(|condition| condition.operator.to_string());
        member(&operator.unwrap_or_default(), &block('{', &keys, '}'))
    });
    block('{', &blocks.collect::<Vec<_>>(), '}')
}

fn texts(values: &[Text]) -> String {
    match values {
        [single] => quoted(single.as_str()),
        _ => block('[', &values.iter().map(|text| quoted(text.as_str())).collect::<Vec<_>>(), ']'),
    }
}

fn member(key: &str, value: &str) -> String {
    format!("{}: {value}", quoted(key))
}

/// Puts the items on lines of their own, one level deeper than the brackets.
fn block(open: char, items: &[String], close: char) -> String {
    if items.is_empty() {
        return format!("{open}{close}");
    }
    let body = items.join(",\n").replace('\n', "\n  ");
    format!("{open}\n  {body}\n{close}")
}

/// A JSON string; control characters and quotes escaped, all else as it is.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\u{8}' => quoted.push_str("\\b"),
            '\t' => quoted.push_str("\\t"),
            '\n' => quoted.push_str("\\n"),
            '\u{c}' => quoted.push_str("\\f"),
            '\r' => quoted.push_str("\\r"),
            control @ '\0'..='\u{1f}' => _ = write!(quoted, "\\u{:04x}", u32::from(control)),
            plain => quoted.push(plain),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn strings_are_quoted_as_serde_json_does(text in prop_oneof![any::<String>(), "[\\x00-\\x24\"\\\\\\x7f]{0,20}"]) {
            prop_assert_eq!(quoted(&text), serde_json::to_string(&text).expect("is a string"));
        }
    }
}
