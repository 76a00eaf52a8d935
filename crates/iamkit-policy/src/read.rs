//! From the JSON tree to the document: the policy grammar, with every problem found in one pass.
//!
//! Rules: S17 (one or many), S18 (duplicate keys), S21 (nothing malformed is dropped), S22 (empty lists), S43.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::document::{
    Condition, Effect, ElementList, LanguageVersion, PolicyDocument, PrincipalElement, PrincipalEntry,
    PrincipalKind, Statement,
};
use crate::error::{ParseError, ParseErrors};
use crate::json::{self, Kind, Member, Members, Node};
use crate::operator::ConditionOperator;
use crate::position::{LineCursor, Position, Span};
use crate::shown::Shown;
use crate::text::{Text, TextList};

const POLICY_ELEMENTS: &[&str] = &["Version", "Id", "Statement"];
const STATEMENT_ELEMENTS: &[&str] = &[
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
        Some((version, id, statements)) if reader.errors.is_empty() => {
            Ok(PolicyDocument { source: Arc::clone(source), span: node.span(), version, id, statements })
        }
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

/// The way from the root to a value, printed as a JSON pointer only when an error needs it.
struct Path<'p> {
    parent: Option<&'p Path<'p>>,
    step: Step<'p>,
}

enum Step<'p> {
    Base(&'p str),
    Key(&'p str),
    Index(usize),
}

impl<'p> Path<'p> {
    fn root(base: &'p str) -> Self {
        Self { parent: None, step: Step::Base(base) }
    }

    fn key(&'p self, key: &'p str) -> Path<'p> {
        Path { parent: Some(self), step: Step::Key(key) }
    }

    fn index(&'p self, index: usize) -> Path<'p> {
        Path { parent: Some(self), step: Step::Index(index) }
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(f)?;
        }
        match self.step {
            Step::Base(base) => f.write_str(base),
            Step::Key(key) => write!(f, "/{}", key.replace('~', "~0").replace('/', "~1")),
            Step::Index(index) => write!(f, "/{index}"),
        }
    }
}

type Policy = (Option<LanguageVersion>, Option<Text>, Vec<Statement>);

struct Reader<'t> {
    source: &'t Arc<str>,
    lines: LineCursor<'t>,
    errors: Vec<ParseError>,
}

impl Reader<'_> {
    #[cold]
    fn problem(&mut self, path: &Path<'_>, span: Span, message: impl Into<String>) {
        let position = Position::of(self.source, span.start);
        self.errors.push(ParseError::new(path.to_string(), position, message));
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
    fn unknown_element(&mut self, member: &Member<'_>, path: &Path<'_>, known: &[&str]) {
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
                "Version" => version = self.version(member.node, &path),
                "Id" => id = self.string(member.node, &path),
                "Statement" => statements = Some(self.statements(member.node, &path)),
                _ => self.unknown_element(&member, path.parent.unwrap_or(&path), POLICY_ELEMENTS),
            }
        }
        if statements.is_none() {
            self.problem(path, node.span(), "missing element `Statement`");
        }
        Some((version, id, statements?))
    }

    fn version(&mut self, node: Node<'_>, path: &Path<'_>) -> Option<LanguageVersion> {
        let Some(text) = node.as_str() else {
            self.wrong_type(path, node, "`2012-10-17` or `2008-10-17`");
            return None;
        };
        match &*text {
            "2012-10-17" => Some(LanguageVersion::V2012_10_17),
            "2008-10-17" => Some(LanguageVersion::V2008_10_17),
            other => {
                let message = format!(
                    "unknown version `{}`, expected `2012-10-17` or `2008-10-17`",
                    Shown::value(other)
                );
                self.problem(path, node.span(), message);
                None
            }
        }
    }

    fn string(&mut self, node: Node<'_>, path: &Path<'_>) -> Option<Text> {
        if !node.is_string() {
            self.wrong_type(path, node, "a string");
            return None;
        }
        Some(self.text(node))
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
            actions,
            resources: parts.resources,
            principals: parts.principals,
            conditions: parts.conditions,
        });
    }

    fn statement_element(&mut self, member: &Member<'_>, path: &Path<'_>, parts: &mut Parts) {
        let here = path.key(&member.key);
        let node = member.node;
        match &*member.key {
            "Sid" => parts.sid = self.string(node, &here),
            "Effect" => {
                parts.effect_seen = true;
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
            "Condition" => parts.conditions = self.conditions(node, &here),
            _ => self.unknown_element(member, path, STATEMENT_ELEMENTS),
        }
    }

    fn refuse_both(&mut self, seen: bool, member: &Member<'_>, path: &Path<'_>, both: &str) {
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
        match &*text {
            "Allow" => Some(Effect::Allow),
            "Deny" => Some(Effect::Deny),
            other => {
                self.problem(
                    path,
                    node.span(),
                    format!("unknown effect `{}`, expected `Allow` or `Deny`", Shown::value(other)),
                );
                None
            }
        }
    }

    /// The values of `Action`, `Resource` and their Not-forms: strings, at least one (S22).
    fn list(&mut self, member: &Member<'_>, path: &Path<'_>) -> Option<ElementList> {
        let values = self.texts(member.node, path, Scalars::Strings)?;
        if values.len() == 0 {
            self.problem(path, member.node.span(), format!("empty list of `{}`", member.key));
            return None;
        }
        Some(ElementList { is_negated: member.key.starts_with("Not"), values })
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

    fn principals(&mut self, member: &Member<'_>, path: &Path<'_>) -> Option<PrincipalElement> {
        let node = member.node;
        let entries = match (node.kind(), node.as_str()) {
            (_, Some(star)) if star == "*" => {
                vec![PrincipalEntry { kind: PrincipalKind::Aws, text: self.text(node) }]
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
        Some(PrincipalElement { is_negated: member.key == "NotPrincipal", entries, span: node.span() })
    }

    fn principal_entries(&mut self, node: Node<'_>, path: &Path<'_>) -> Option<Vec<PrincipalEntry>> {
        let mut entries = Vec::new();
        for member in self.object(node, path, "an object of principals")? {
            let here = path.key(&member.key);
            let kind = match &*member.key {
                "AWS" => PrincipalKind::Aws,
                "Federated" => PrincipalKind::Federated,
                "Service" => PrincipalKind::Service,
                "CanonicalUser" => PrincipalKind::CanonicalUser,
                _ => {
                    let known = ["AWS", "Federated", "Service", "CanonicalUser"];
                    self.unknown_element(&member, path, &known);
                    continue;
                }
            };
            let texts = self.texts(member.node, &here, Scalars::Strings);
            let texts = texts.as_ref().map_or(&[][..], TextList::as_slice).iter().cloned();
            entries.extend(texts.map(|text| PrincipalEntry { kind, text }));
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
        block: &Member<'_>,
        path: &Path<'_>,
        conditions: &mut Vec<Condition>,
    ) {
        let respelt = operator.is_respelt(&block.key).then(|| Box::from(&*block.key));
        let members = self.object(block.node, path, "condition keys with their values (an object)");
        for member in members.into_iter().flatten() {
            let key = self.text(member.key_node);
            // Without its values the document isn't made.
            if let Some(values) = self.texts(member.node, &path.key(&member.key), Scalars::Any) {
                conditions.push(Condition { operator, respelt: respelt.clone(), key, values });
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
    sid: Option<Text>,
    effect: Option<Effect>,
    effect_seen: bool,
    actions: Option<ElementList>,
    actions_seen: bool,
    resources: Option<ElementList>,
    resources_seen: bool,
    principals: Option<PrincipalElement>,
    principals_seen: bool,
    conditions: Vec<Condition>,
}
