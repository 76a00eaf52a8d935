//! A policy that is being written: its elements as texts, which can be changed.

use iamkit_policy::normal::PolicyKind;
use iamkit_policy::{ElementList, PolicyDocument, Statement, Text};

/// A policy that is being written
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyDraft {
    pub(super) version: Option<String>,
    pub(super) id: Option<String>,
    pub(crate) statements: Vec<DraftStatement>,
}

/// A statement of it
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DraftStatement {
    pub(super) sid: Option<String>,
    pub(crate) effect: &'static str,
    pub(super) principal: Option<DraftPrincipal>,
    pub(super) action: List,
    pub(super) resource: Option<List>,
    pub(super) conditions: Vec<DraftOperator>,
}

/// `Principal` or `NotPrincipal`
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DraftPrincipal {
    pub(super) is_negated: bool,
    /// Keys with their texts; none for `*` as a text by itself.
    pub(super) entries: Option<Vec<(&'static str, Vec<String>)>>,
}

/// An element or its negation, and its texts
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct List {
    pub(super) is_negated: bool,
    pub(super) texts: Vec<String>,
}

/// An operator with its keys, each with its values
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DraftOperator {
    pub(super) name: String,
    pub(super) keys: Vec<(String, Vec<DraftValue>)>,
}

/// A value of a condition: a text, or a number or boolean as it was spelt, which says the same
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct DraftValue {
    pub(super) text: String,
    pub(super) is_quoted: bool,
}

impl From<&PolicyDocument> for PolicyDraft {
    fn from(document: &PolicyDocument) -> Self {
        Self {
            version: document.declared_version().map(|version| version.as_str().to_owned()),
            id: document.id().map(Into::into),
            statements: document
                .statements()
                .iter()
                .map(|it| DraftStatement::new(it, document.source()))
                .collect(),
        }
    }
}

impl PolicyDraft {
    /// As a policy of a kind says it: with everybody as principal where the kind names principals and it names none, and
    /// without resources where they are what the policy is attached to.
    pub(crate) fn for_everybody(&self, kind: PolicyKind) -> Self {
        let everybody = DraftPrincipal { is_negated: false, entries: None };
        let mut draft = self.clone();
        for statement in &mut draft.statements {
            if kind.names_principals() && statement.principal.is_none() {
                statement.principal = Some(everybody.clone());
            }
            if kind == PolicyKind::Trust {
                statement.resource = None;
            }
        }
        draft
    }
}

impl DraftStatement {
    /// The statement of a document with this text.
    fn new(statement: &Statement, source: &str) -> Self {
        Self {
            sid: statement.sid().map(Into::into),
            effect: statement.effect().as_str(),
            principal: principal(statement),
            action: statement.actions().into(),
            resource: statement.resources().map(Into::into),
            conditions: conditions(statement, source),
        }
    }
}

impl From<&ElementList> for List {
    fn from(list: &ElementList) -> Self {
        let texts = list.values().iter().map(|text| text.as_str().to_owned()).collect();
        Self { is_negated: list.is_negated(), texts }
    }
}

fn principal(statement: &Statement) -> Option<DraftPrincipal> {
    let element = statement.principals()?;
    let mut entries: Vec<(&'static str, Vec<String>)> = Vec::new();
    for entry in element.entries() {
        let (key, value) = (entry.kind().as_str(), entry.value().to_owned());
        match entries.iter_mut().find(|(known, _)| *known == key) {
            Some((_, values)) => values.push(value),
            None => entries.push((key, vec![value])),
        }
    }
    // `"*"` and `{"AWS": "*"}` are the same (S23).
    let is_everyone = matches!(&*entries, [("AWS", values)] if values.iter().all(|value| value == "*"));
    Some(DraftPrincipal { is_negated: element.is_negated(), entries: (!is_everyone).then_some(entries) })
}

fn conditions(statement: &Statement, source: &str) -> Vec<DraftOperator> {
    let mut operators: Vec<DraftOperator> = Vec::new();
    for condition in statement.conditions() {
        // As it was written: two spellings of an operator are two members of the object.
        let name = condition.respelt_operator().map_or_else(|| condition.operator().to_string(), Into::into);
        let values = condition.values().iter().map(|value| draft_value(value, source)).collect();
        let key = (condition.key().to_owned(), values);
        match operators.iter_mut().find(|operator| operator.name == name) {
            Some(operator) => operator.keys.push(key),
            None => operators.push(DraftOperator { name, keys: vec![key] }),
        }
    }
    operators
}

fn draft_value(value: &Text, source: &str) -> DraftValue {
    let is_quoted = source.get(value.span().start..).is_none_or(|token| token.starts_with('"'));
    DraftValue { text: value.as_str().to_owned(), is_quoted }
}
