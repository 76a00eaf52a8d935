//! Documents made in code: the same grammar, the same checks as documents that are read.

use crate::document::PolicyDocument;
use crate::error::ParseErrors;
use crate::keyword::{Effect, LanguageVersion};
use crate::print::quoted;

/// Builds a [`PolicyDocument`] statement by statement
///
/// The finished document is printed and read back, so that it has a text and places like any other, and nothing can
/// be built that could not be read.
///
/// ```
/// use iamkit_policy::{PolicyDocument, StatementBuilder};
///
/// let document = PolicyDocument::builder()
///     .statement(
///         StatementBuilder::allow()
///             .sid("Read")
///             .actions(["s3:GetObject"])
///             .resources(["arn:aws:s3:::bucket/*"])
///             .condition("Bool", "aws:SecureTransport", ["true"]),
///     )
///     .build()?;
/// assert_eq!(document.statements()[0].sid(), Some("Read"));
/// # Ok::<(), iamkit_policy::ParseErrors>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct PolicyBuilder {
    version: Option<LanguageVersion>,
    id: Option<String>,
    statements: Vec<StatementBuilder>,
}

impl PolicyDocument {
    /// Starts a document in code; see [`PolicyBuilder`].
    pub fn builder() -> PolicyBuilder {
        PolicyBuilder::default()
    }
}

impl PolicyBuilder {
    /// Sets the version; without it, it is `2012-10-17`.
    #[must_use]
    pub fn version(mut self, version: LanguageVersion) -> Self {
        self.version = Some(version);
        self
    }

    /// Sets the `Id` element.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Adds a statement.
    #[must_use]
    pub fn statement(mut self, statement: StatementBuilder) -> Self {
        self.statements.push(statement);
        self
    }

    /// Finishes the document.
    ///
    /// # Errors
    /// Those of reading a document: an empty list, an unknown operator, two keys under one operator, a missing element.
    pub fn build(self) -> Result<PolicyDocument, ParseErrors> {
        let version = self.version.unwrap_or(LanguageVersion::V2012_10_17);
        let mut members = vec![format!("\"Version\":{}", quoted(version.as_str()))];
        members.extend(self.id.map(|id| format!("\"Id\":{}", quoted(&id))));
        let statements = self.statements.iter().map(StatementBuilder::to_json).collect::<Vec<_>>();
        members.push(format!("\"Statement\":[{}]", statements.join(",")));
        format!("{{{}}}", members.join(",")).parse()
    }
}

/// A condition key with its values.
type KeyValues = (String, Vec<String>);

/// Builds one statement of a [`PolicyBuilder`]
#[derive(Debug, Clone)]
pub struct StatementBuilder {
    effect: Effect,
    sid: Option<String>,
    lists: Vec<(&'static str, Vec<String>)>,
    principals: Vec<(&'static str, String)>,
    conditions: Vec<(String, Vec<KeyValues>)>,
}

impl StatementBuilder {
    /// Starts a statement that allows.
    pub fn allow() -> Self {
        Self::new(Effect::Allow)
    }

    /// Starts a statement that denies.
    pub fn deny() -> Self {
        Self::new(Effect::Deny)
    }

    /// Starts a statement with the given effect.
    pub fn new(effect: Effect) -> Self {
        Self { effect, sid: None, lists: Vec::new(), principals: Vec::new(), conditions: Vec::new() }
    }

    /// Sets the statement id.
    #[must_use]
    pub fn sid(mut self, sid: impl Into<String>) -> Self {
        self.sid = Some(sid.into());
        self
    }

    /// Sets `Action`.
    #[must_use]
    pub fn actions<T: Into<String>>(self, values: impl IntoIterator<Item = T>) -> Self {
        self.list("Action", values)
    }

    /// Sets `NotAction`.
    #[must_use]
    pub fn not_actions<T: Into<String>>(self, values: impl IntoIterator<Item = T>) -> Self {
        self.list("NotAction", values)
    }

    /// Sets `Resource`.
    #[must_use]
    pub fn resources<T: Into<String>>(self, values: impl IntoIterator<Item = T>) -> Self {
        self.list("Resource", values)
    }

    /// Sets `NotResource`.
    #[must_use]
    pub fn not_resources<T: Into<String>>(self, values: impl IntoIterator<Item = T>) -> Self {
        self.list("NotResource", values)
    }

    /// Sets `Principal` to a whole JSON value such as `"*"` or `{"AWS": "111122223333"}`.
    #[must_use]
    pub fn principal(mut self, json: impl Into<String>) -> Self {
        self.principals.push(("Principal", json.into()));
        self
    }

    /// Sets `NotPrincipal` to a whole JSON value.
    #[must_use]
    pub fn not_principal(mut self, json: impl Into<String>) -> Self {
        self.principals.push(("NotPrincipal", json.into()));
        self
    }

    /// Adds a key under an operator; keys under one operator are gathered in one block.
    #[must_use]
    pub fn condition<T: Into<String>>(
        mut self,
        operator: impl Into<String>,
        key: impl Into<String>,
        values: impl IntoIterator<Item = T>,
    ) -> Self {
        let operator = operator.into();
        let entry = (key.into(), values.into_iter().map(Into::into).collect());
        match self.conditions.iter_mut().find(|(name, _)| *name == operator) {
            Some((_, keys)) => keys.push(entry),
            None => self.conditions.push((operator, vec![entry])),
        }
        self
    }

    fn list<T: Into<String>>(mut self, name: &'static str, values: impl IntoIterator<Item = T>) -> Self {
        self.lists.push((name, values.into_iter().map(Into::into).collect()));
        self
    }

    fn to_json(&self) -> String {
        let mut members = Vec::new();
        members.extend(self.sid.iter().map(|sid| format!("\"Sid\":{}", quoted(sid))));
        members.push(format!("\"Effect\":{}", quoted(self.effect.as_str())));
        members.extend(self.principals.iter().map(|(name, json)| format!("\"{name}\":{json}")));
        members.extend(self.lists.iter().map(|(name, values)| format!("\"{name}\":{}", array(values))));
        if !self.conditions.is_empty() {
            let operators = self.conditions.iter().map(|(operator, keys)| {
                let keys = keys.iter().map(|(key, values)| format!("{}:{}", quoted(key), array(values)));
                format!("{}:{{{}}}", quoted(operator), keys.collect::<Vec<_>>().join(","))
            });
            members.push(format!("\"Condition\":{{{}}}", operators.collect::<Vec<_>>().join(",")));
        }
        format!("{{{}}}", members.join(","))
    }
}

fn array(values: &[String]) -> String {
    let values = values.iter().map(|value| quoted(value)).collect::<Vec<_>>();
    format!("[{}]", values.join(","))
}
