//! A draft as JSON: for people, a line for each item, or in as few characters as it takes.

use std::fmt::Write as _;

use super::draft::{DraftOperator, DraftPrincipal, DraftStatement, DraftValue, List, PolicyDraft};

impl DraftStatement {
    /// Without any white space.
    pub(super) fn compact(&self) -> String {
        statement(self).printed(None)
    }
}

impl PolicyDraft {
    /// With a line for each member and item, two spaces a level, and a line feed at the end.
    pub fn pretty(&self) -> String {
        let mut text = self.json().printed(Some(0));
        text.push('\n');
        text
    }

    /// Without any white space.
    pub fn compact(&self) -> String {
        self.json().printed(None)
    }

    fn json(&self) -> Json {
        let statements = self.statements.iter().map(statement).collect();
        Json::Object(members([
            ("Version", self.version.as_ref().map(text)),
            ("Id", self.id.as_ref().map(text)),
            ("Statement", Some(Json::Array(statements))),
        ]))
    }
}

/// What is printed
enum Json {
    Text(String),
    /// A number or boolean, as it is.
    Token(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

fn text(text: impl AsRef<str>) -> Json {
    Json::Text(text.as_ref().to_owned())
}

/// A text by itself, or a list.
fn one_or_many(texts: &[String]) -> Json {
    match texts {
        [one] => text(one),
        many => Json::Array(many.iter().map(text).collect()),
    }
}

/// The same for values of conditions.
fn values_of(values: &[DraftValue]) -> Json {
    let value = |value: &DraftValue| {
        if value.is_quoted { text(&value.text) } else { Json::Token(value.text.clone()) }
    };
    match values {
        [one] => value(one),
        many => Json::Array(many.iter().map(value).collect()),
    }
}

fn members<const N: usize>(members: [(&str, Option<Json>); N]) -> Vec<(String, Json)> {
    members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

fn statement(statement: &DraftStatement) -> Json {
    let name = |is_negated, plain, negated| if is_negated { negated } else { plain };
    let List { is_negated, texts } = &statement.action;
    let principal = statement.principal.as_ref();
    let resource = statement.resource.as_ref();
    let is = |negated: Option<bool>| negated.unwrap_or_default();
    Json::Object(members([
        ("Sid", statement.sid.as_ref().map(text)),
        ("Effect", Some(text(statement.effect))),
        (name(is(principal.map(|it| it.is_negated)), "Principal", "NotPrincipal"), principal.map(principals)),
        (name(*is_negated, "Action", "NotAction"), Some(one_or_many(texts))),
        (
            name(is(resource.map(|it| it.is_negated)), "Resource", "NotResource"),
            resource.map(|list| one_or_many(&list.texts)),
        ),
        ("Condition", conditions(&statement.conditions)),
    ]))
}

fn principals(principal: &DraftPrincipal) -> Json {
    let Some(entries) = &principal.entries else { return text("*") };
    Json::Object(entries.iter().map(|(key, values)| ((*key).to_owned(), one_or_many(values))).collect())
}

fn conditions(operators: &[DraftOperator]) -> Option<Json> {
    let keys = |operator: &DraftOperator| {
        Json::Object(operator.keys.iter().map(|(key, values)| (key.clone(), values_of(values))).collect())
    };
    let members = operators.iter().map(|operator| (operator.name.clone(), keys(operator)));
    (!operators.is_empty()).then(|| Json::Object(members.collect()))
}

impl Json {
    /// On lines of its own from a level on; on none without a level.
    fn printed(&self, level: Option<usize>) -> String {
        let within = level.map(|level| level + 1);
        match self {
            Self::Text(text) => quoted(text),
            Self::Token(token) => token.clone(),
            Self::Array(items) => {
                let items = items.iter().map(|item| item.printed(within)).collect::<Vec<_>>();
                block(['[', ']'], level, &items)
            }
            Self::Object(members) => {
                let space = if level.is_some() { " " } else { "" };
                let member = |(name, value): &(String, Self)| {
                    format!("{}:{space}{}", quoted(name), value.printed(within))
                };
                let members = members.iter().map(member).collect::<Vec<_>>();
                block(['{', '}'], level, &members)
            }
        }
    }
}

fn block([open, close]: [char; 2], level: Option<usize>, items: &[String]) -> String {
    match level.filter(|_| !items.is_empty()) {
        None => format!("{open}{}{close}", items.join(",")),
        Some(level) => {
            let (outer, inner) = ("  ".repeat(level), "  ".repeat(level + 1));
            format!("{open}\n{inner}{}\n{outer}{close}", items.join(&format!(",\n{inner}")))
        }
    }
}

/// A JSON string (RFC 8259, section 7).
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            control if u32::from(control) < 0x20 => {
                // Writing to a string can't fail.
                let _ = write!(quoted, "\\u{:04x}", u32::from(control));
            }
            plain => quoted.push(plain),
        }
    }
    quoted.push('"');
    quoted
}
