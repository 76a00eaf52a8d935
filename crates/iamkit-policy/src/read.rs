//! From the JSON tree to the document: the policy grammar, with every problem found in one pass.
//!
//! Rules: S17 (one or many), S18 (duplicate keys), S21 (nothing malformed is dropped), S22 (empty lists), S43.

mod path;

use std::collections::{BTreeMap, HashSet};
use std::str::{FromStr, Utf8Error};
use std::sync::Arc;

use crate::document::{Condition, ElementList, PolicyDocument, PrincipalElement, PrincipalEntry, Statement};
use crate::error::{ParseError, ParseErrors};
use crate::json::{self, JsonMember, Kind, Members, Node};
use crate::keyword::{Effect, LanguageVersion, PrincipalKind};
use crate::name::UnknownNameError;
use crate::operator::ConditionOperator;
use crate::position::{LineCursor, Span};
use crate::shown::Shown;
use crate::text::{self, Keyed, Stretch, Text, TextList};

use path::Path;

/// The elements of a document
pub const POLICY_ELEMENTS: &[&str] = &["Version", "Id", "Statement"];

/// The elements of a statement
pub const STATEMENT_ELEMENTS: &[&str] = &[
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

/// Reads the document at `node` of the text `source`; `base` is the pointer of `node` itself.
pub(crate) fn document(source: &Arc<str>, node: Node<'_>, base: &str) -> Result<PolicyDocument, ParseErrors> {
    let mut reader = Reader { source, lines: LineCursor::new(source), errors: Vec::new() };
    let document = reader.policy(node, &Path::root(base));
    match document {
        Some(read) if reader.errors.is_empty() => Ok(PolicyDocument {
            source: Arc::clone(source),
            span: node.span(),
            version: read.version,
            id: read.id,
            statements: read.statements,
            statements_place: read.statements_place,
        }),
        _ => Err(ParseErrors::new(reader.errors)),
    }
}

impl FromStr for PolicyDocument {
    type Err = ParseErrors;

    /// Reads a document that is the whole text.
    ///
    /// # Errors
    /// Text that is no JSON, or that is deeper or larger than [`json::MAX_DEPTH`] and [`json::MAX_BYTES`] allow: that
    /// one problem. Otherwise every deviation from the policy grammar: unknown, duplicate (S18), missing or
    /// contradicting elements, wrong types, unknown versions, effects, principal kinds and operators (S43), and
    /// empty lists of actions or resources (S22).
    fn from_str(text: &str) -> Result<Self, ParseErrors> {
        let tape = json::parse(text).map_err(|error| ParseErrors::new(vec![*error]))?;
        document(&Arc::from(text), tape.root(), "")
    }
}

impl PolicyDocument {
    /// Reads a document that is all of the bytes.
    ///
    /// ```
    /// use iamkit_policy::PolicyDocument;
    ///
    /// let document = PolicyDocument::from_slice(br#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#)?;
    /// assert_eq!(document.statements().len(), 1);
    /// let errors = PolicyDocument::from_slice(b"{\n\"Id\": \"\xff\"}").unwrap_err();
    /// assert_eq!(errors.to_string(), "not UTF-8: invalid byte at offset 9 at the document (2:8)");
    /// # Ok::<(), iamkit_policy::ParseErrors>(())
    /// ```
    ///
    /// # Errors
    /// Bytes that are no UTF-8, with the place of the first that isn't; otherwise as for a text.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, ParseErrors> {
        std::str::from_utf8(bytes).map_err(|error| not_utf8(bytes, error))?.parse()
    }
}

/// Says where bytes stop being a text.
fn not_utf8(bytes: &[u8], error: Utf8Error) -> ParseErrors {
    let start = error.valid_up_to();
    let end = error.error_len().map_or(bytes.len(), |length| start + length);
    let valid = bytes.get(..start).and_then(|valid| std::str::from_utf8(valid).ok()).unwrap_or_default();
    let message = format!("not UTF-8: invalid byte at offset {start}");
    ParseErrors::new(vec![ParseError::new("", valid, Span { start, end }, message)])
}

/// The elements of a document.
struct Policy {
    version: Option<(LanguageVersion, text::Member)>,
    id: Option<Keyed>,
    statements: Vec<Statement>,
    statements_place: text::Member,
}

/// Where a member of an object stands.
fn place(member: &JsonMember<'_>) -> text::Member {
    text::Member { key: member.key_node.span().into(), value: member.node.span().into() }
}

struct Reader<'t> {
    source: &'t Arc<str>,
    lines: LineCursor<'t>,
    errors: Vec<ParseError>,
}

impl Reader<'_> {
    #[cold]
    fn problem(&mut self, path: &Path<'_>, span: Span, message: impl Into<String>) {
        self.errors.push(ParseError::new(path.to_string(), self.source, span, message));
    }

    #[cold]
    fn wrong_type(&mut self, path: &Path<'_>, node: Node<'_>, expected: &str) {
        self.problem(path, node.span(), format!("expected {expected}, found {}", node.kind().as_str()));
    }

    /// The members of an object, with a problem for each key that stands there twice (S18).
    fn object<'n>(&mut self, node: Node<'n>, path: &Path<'_>, expected: &str) -> Option<Members<'n>> {
        if node.kind() != Kind::Object {
            self.wrong_type(path, node, expected);
            return None;
        }
        if node.has_duplicates() {
            self.report_duplicates(node, path);
        }
        Some(node.members())
    }

    #[cold]
    fn report_duplicates(&mut self, node: Node<'_>, path: &Path<'_>) {
        let mut seen = HashSet::new();
        for member in node.members() {
            if !seen.insert(member.key.clone()) {
                let message = format!("duplicate key `{}`", Shown::value(&member.key));
                self.problem(&path.key(&member.key), member.key_node.span(), message);
            }
        }
    }

    #[cold]
    fn unknown_element(&mut self, member: &JsonMember<'_>, path: &Path<'_>, known: &[&str]) {
        let same = known.iter().find(|name| name.eq_ignore_ascii_case(&member.key));
        let hint = match same {
            Some(name) => format!("did you mean `{name}`?"),
            None => format!("expected one of `{}`", known.join("`, `")),
        };
        let message = format!("unknown element `{}`, {hint}", Shown::value(&member.key));
        self.problem(&path.key(&member.key), member.key_node.span(), message);
    }

    fn policy(&mut self, node: Node<'_>, path: &Path<'_>) -> Option<Policy> {
        let members = self.object(node, path, "a policy document (an object)")?;
        let (mut version, mut id, mut statements) = (None, None, None);
        for member in members {
            let path = path.key(&member.key);
            match &*member.key {
                "Version" => {
                    version = self.version(member.node, &path).map(|version| (version, place(&member)));
                }
                "Id" => id = self.string(&member, &path),
                "Statement" => statements = Some((self.statements(member.node, &path), place(&member))),
                _ => self.unknown_element(&member, path.parent(), POLICY_ELEMENTS),
            }
        }
        if statements.is_none() {
            self.problem(path, node.span(), "missing element `Statement`");
        }
        let (statements, statements_place) = statements?;
        Some(Policy { version, id, statements, statements_place })
    }

    fn version(&mut self, node: Node<'_>, path: &Path<'_>) -> Option<LanguageVersion> {
        let Some(text) = node.as_str() else {
            self.wrong_type(path, node, "`2012-10-17` or `2008-10-17`");
            return None;
        };
        self.named(&text, node, path)
    }

    /// The value that the text names.
    fn named<T: FromStr<Err = UnknownNameError>>(
        &mut self,
        text: &str,
        node: Node<'_>,
        path: &Path<'_>,
    ) -> Option<T> {
        let named = text.parse::<T>();
        named.map_err(|error| self.problem(path, node.span(), error.to_string())).ok()
    }

    fn string(&mut self, member: &JsonMember<'_>, path: &Path<'_>) -> Option<Keyed> {
        if !member.node.is_string() {
            self.wrong_type(path, member.node, "a string");
            return None;
        }
        Some(Keyed { key: member.key_node.span().into(), text: self.text(member.node) })
    }

    fn statements(&mut self, node: Node<'_>, path: &Path<'_>) -> Vec<Statement> {
        if node.kind() != Kind::Array {
            let mut statements = Vec::with_capacity(1);
            self.statement(node, path, 0, &mut statements);
            return statements;
        }
        let mut statements = Vec::with_capacity(node.items().count());
        for (index, item) in node.items().enumerate() {
            self.statement(item, &path.index(index), index, &mut statements);
        }
        statements
    }

    fn statement(&mut self, node: Node<'_>, path: &Path<'_>, index: usize, statements: &mut Vec<Statement>) {
        let Some(members) = self.object(node, path, "a statement (an object)") else { return };
        let mut parts = Parts::default();
        for member in members {
            self.statement_element(&member, path, &mut parts);
        }
        for (present, name) in [
            (parts.effect_seen, "missing element `Effect`"),
            (parts.actions_seen, "missing element `Action` or `NotAction`"),
        ] {
            if !present {
                self.problem(path, node.span(), name);
            }
        }
        let (Some(effect), Some(actions)) = (parts.effect, parts.actions) else { return };
        statements.push(Statement {
            index,
            span: node.span(),
            position: self.lines.advance_to(node.span().start),
            sid: parts.sid,
            effect,
            effect_place: parts.effect_place,
            actions,
            resources: parts.resources,
            principals: parts.principals,
            condition_place: parts.condition_place,
            conditions: parts.conditions,
        });
    }

    fn statement_element(&mut self, member: &JsonMember<'_>, path: &Path<'_>, parts: &mut Parts) {
        let here = path.key(&member.key);
        let node = member.node;
        match &*member.key {
            "Sid" => parts.sid = self.string(member, &here),
            "Effect" => {
                parts.effect_seen = true;
                parts.effect_place = place(member);
                parts.effect = self.effect(node, &here);
            }
            "Action" | "NotAction" => {
                self.refuse_both(parts.actions_seen, member, path, "`Action` and `NotAction`");
                parts.actions_seen = true;
                parts.actions = self.list(member, &here);
            }
            "Resource" | "NotResource" => {
                self.refuse_both(parts.resources_seen, member, path, "`Resource` and `NotResource`");
                parts.resources_seen = true;
                parts.resources = self.list(member, &here);
            }
            "Principal" | "NotPrincipal" => {
                self.refuse_both(parts.principals_seen, member, path, "`Principal` and `NotPrincipal`");
                parts.principals_seen = true;
                parts.principals = self.principals(member, &here);
            }
            "Condition" => {
                parts.condition_place = Some(place(member));
                parts.conditions = self.conditions(node, &here);
            }
            _ => self.unknown_element(member, path, STATEMENT_ELEMENTS),
        }
    }

    fn refuse_both(&mut self, seen: bool, member: &JsonMember<'_>, path: &Path<'_>, both: &str) {
        if seen {
            let message = format!("{both} exclude each other and stand once");
            self.problem(&path.key(&member.key), member.key_node.span(), message);
        }
    }

    fn effect(&mut self, node: Node<'_>, path: &Path<'_>) -> Option<Effect> {
        let Some(text) = node.as_str() else {
            self.wrong_type(path, node, "`Allow` or `Deny`");
            return None;
        };
        self.named(&text, node, path)
    }

    /// The values of `Action`, `Resource` and their Not-forms: strings, at least one (S22).
    fn list(&mut self, member: &JsonMember<'_>, path: &Path<'_>) -> Option<ElementList> {
        let values = self.texts(member.node, path, Scalars::Strings)?;
        if values.len() == 0 {
            self.problem(path, member.node.span(), format!("empty list of `{}`", member.key));
            return None;
        }
        Some(ElementList { is_negated: member.key.starts_with("Not"), place: place(member), values })
    }

    /// One scalar or an array of scalars (S17).
    fn texts(&mut self, node: Node<'_>, path: &Path<'_>, scalars: Scalars) -> Option<TextList> {
        if node.kind() != Kind::Array {
            let is_scalar = self.check_scalar(node, path, scalars);
            let has_escapes = node.kind() == Kind::Escaped;
            return is_scalar.then(|| TextList::new(self.source, vec![node.span().into()], has_escapes));
        }
        let items = node.items();
        let mut spans = Vec::with_capacity(items.at_most());
        let (mut is_whole, mut has_escapes) = (true, false);
        for (index, item) in items.enumerate() {
            is_whole &= self.check_scalar(item, &path.index(index), scalars);
            has_escapes |= item.kind() == Kind::Escaped;
            spans.push(item.span().into());
        }
        is_whole.then(|| TextList::new(self.source, spans, has_escapes))
    }

    fn check_scalar(&mut self, node: Node<'_>, path: &Path<'_>, scalars: Scalars) -> bool {
        let fits = match node.kind() {
            Kind::Plain | Kind::Escaped => true,
            Kind::Number | Kind::True | Kind::False => scalars == Scalars::Any,
            Kind::Null | Kind::Array | Kind::Object => false,
        };
        if !fits {
            self.wrong_type(path, node, scalars.expected());
        }
        fits
    }

    fn text(&self, node: Node<'_>) -> Text {
        Text::new(self.source, node.span().into())
    }

    fn principals(&mut self, member: &JsonMember<'_>, path: &Path<'_>) -> Option<PrincipalElement> {
        let node = member.node;
        let entries = match (node.kind(), node.as_str()) {
            (_, Some(star)) if star == "*" => {
                vec![PrincipalEntry { kind: PrincipalKind::Aws, key: None, text: self.text(node) }]
            }
            (_, Some(other)) => {
                let message =
                    format!("expected `*` or an object of principals, found `{}`", Shown::value(&other));
                self.problem(path, node.span(), message);
                return None;
            }
            (Kind::Object, _) => self.principal_entries(node, path)?,
            _ => {
                self.wrong_type(path, node, "`*` or an object of principals");
                return None;
            }
        };
        Some(PrincipalElement { is_negated: member.key == "NotPrincipal", entries, place: place(member) })
    }

    fn principal_entries(&mut self, node: Node<'_>, path: &Path<'_>) -> Option<Vec<PrincipalEntry>> {
        let mut entries = Vec::new();
        for member in self.object(node, path, "an object of principals")? {
            let here = path.key(&member.key);
            let Ok(kind) = member.key.parse() else {
                self.unknown_element(&member, path, &PrincipalKind::ALL.map(PrincipalKind::as_str));
                continue;
            };
            let texts = self.texts(member.node, &here, Scalars::Strings);
            let texts = texts.as_ref().map_or(&[][..], TextList::as_slice).iter().cloned();
            let key = Some(member.key_node.span().into());
            entries.extend(texts.map(|text| PrincipalEntry { kind, key, text }));
        }
        Some(entries)
    }

    fn conditions(&mut self, node: Node<'_>, path: &Path<'_>) -> Vec<Condition> {
        let mut conditions = Vec::new();
        let Some(members) = self.object(node, path, "a condition block (an object)") else {
            return conditions;
        };
        for member in members.clone() {
            let here = path.key(&member.key);
            match member.key.parse() {
                Ok(operator) => self.operator_block(operator, &member, &here, &mut conditions),
                Err(error) => self.problem(&here, member.key_node.span(), format!("{error}")),
            }
        }
        if conditions.iter().any(|condition| condition.respelt.is_some()) {
            self.refuse_second_spellings(members, path);
        }
        conditions
    }

    fn operator_block(
        &mut self,
        operator: ConditionOperator,
        block: &JsonMember<'_>,
        path: &Path<'_>,
        conditions: &mut Vec<Condition>,
    ) {
        let respelt = operator.is_respelt(&block.key).then(|| Box::from(&*block.key));
        let operator_place = Stretch::from(block.key_node.span());
        let members = self.object(block.node, path, "condition keys with their values (an object)");
        for member in members.into_iter().flatten() {
            let key = self.text(member.key_node);
            // Without its values the document isn't made.
            if let Some(values) = self.texts(member.node, &path.key(&member.key), Scalars::Any) {
                let (respelt, values_place) = (respelt.clone(), member.node.span().into());
                conditions.push(Condition { operator, respelt, operator_place, key, values_place, values });
            }
        }
    }

    /// One operator in two letter cases is the same key twice (S18).
    #[cold]
    fn refuse_second_spellings(&mut self, members: Members<'_>, path: &Path<'_>) {
        let mut spellings = BTreeMap::new();
        for member in members {
            let Ok(operator) = member.key.parse::<ConditionOperator>() else { continue };
            let first = spellings.entry(operator).or_insert_with(|| member.key.clone());
            // The same spelling twice is reported with the other duplicates.
            if *first != member.key {
                let message = format!("`{}` and `{first}` are one operator, which stands once", member.key);
                self.problem(&path.key(&member.key), member.key_node.span(), message);
            }
        }
    }
}

/// Which scalars a list may hold.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scalars {
    Strings,
    /// Strings, and unquoted numbers and booleans (S17).
    Any,
}

impl Scalars {
    fn expected(self) -> &'static str {
        match self {
            Self::Strings => "a string",
            Self::Any => "a string, a number or a boolean",
        }
    }
}

/// The elements of a statement as far as they are read.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "presence and readability are two facts of each element")]
struct Parts {
    sid: Option<Keyed>,
    effect: Option<Effect>,
    effect_seen: bool,
    effect_place: text::Member,
    actions: Option<ElementList>,
    actions_seen: bool,
    resources: Option<ElementList>,
    resources_seen: bool,
    principals: Option<PrincipalElement>,
    principals_seen: bool,
    condition_place: Option<text::Member>,
    conditions: Vec<Condition>,
}
