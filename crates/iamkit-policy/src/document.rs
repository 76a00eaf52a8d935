//! The policy document as written: every element with its place, nothing interpreted yet.
//!
//! Elements are those of the grammar in `UG/reference_policies_grammar`. Scalars and arrays are interchangeable (S17), so
//! both read as lists here; the text itself is kept, and printing gives it back.

use std::fmt;
use std::sync::Arc;

use crate::keyword::{Effect, LanguageVersion, PrincipalKind};
use crate::operator::ConditionOperator;
use crate::position::{MemberSpan, Position, Span, Utf16Position};
use crate::quota::SizeQuota;
use crate::text::{Keyed, Member, Stretch, Text, TextList};

/// `Action` or `NotAction`, `Resource` or `NotResource`, with its values
#[derive(Debug, Clone)]
pub struct ElementList {
    pub(crate) is_negated: bool,
    pub(crate) place: Member,
    pub(crate) values: TextList,
}

impl ElementList {
    /// Whether it is the Not-form.
    pub fn is_negated(&self) -> bool {
        self.is_negated
    }

    /// The values in their order; never empty (S22).
    pub fn values(&self) -> &[Text] {
        self.values.as_slice()
    }

    /// Where the element stands; each value has a [span](Text::span) of its own.
    pub fn span(&self) -> MemberSpan {
        self.place.into()
    }
}

impl PartialEq for ElementList {
    fn eq(&self, other: &Self) -> bool {
        self.is_negated == other.is_negated && self.values == other.values
    }
}

impl Eq for ElementList {}

/// One principal of a `Principal` or `NotPrincipal` element
#[derive(Debug, Clone)]
pub struct PrincipalEntry {
    pub(crate) kind: PrincipalKind,
    pub(crate) key: Option<Stretch>,
    pub(crate) text: Text,
}

impl PrincipalEntry {
    /// The key it stands under; [`PrincipalKind::Aws`] for a bare `*` (S46).
    pub fn kind(&self) -> PrincipalKind {
        self.kind
    }

    /// The principal as written.
    pub fn value(&self) -> &str {
        self.text.as_str()
    }

    /// Where it stands, quotes included.
    pub fn span(&self) -> Span {
        self.text.span()
    }

    /// Where the key stands that it is under; `None` for a bare `*`.
    pub fn key_span(&self) -> Option<Span> {
        self.key.map(Span::from)
    }
}

impl PartialEq for PrincipalEntry {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind && self.text == other.text
    }
}

impl Eq for PrincipalEntry {}

/// `Principal` or `NotPrincipal`; equal when the principals of each kind are
#[derive(Debug, Clone)]
pub struct PrincipalElement {
    pub(crate) is_negated: bool,
    pub(crate) entries: Vec<PrincipalEntry>,
    pub(crate) place: Member,
}

impl PrincipalElement {
    /// Whether it is `NotPrincipal`.
    pub fn is_negated(&self) -> bool {
        self.is_negated
    }

    /// The principals in their order.
    pub fn entries(&self) -> &[PrincipalEntry] {
        &self.entries
    }

    /// Where the element stands.
    pub fn member_span(&self) -> MemberSpan {
        self.place.into()
    }

    /// Where the element's value stands.
    pub fn span(&self) -> Span {
        self.member_span().value
    }

    /// The principals with the members of the element in one order, each member's own order kept.
    fn by_kind(&self) -> Vec<&PrincipalEntry> {
        let mut entries = self.entries.iter().collect::<Vec<_>>();
        entries.sort_by_key(|entry| entry.kind);
        entries
    }
}

impl PartialEq for PrincipalElement {
    fn eq(&self, other: &Self) -> bool {
        self.is_negated == other.is_negated && self.by_kind() == other.by_kind()
    }
}

impl Eq for PrincipalElement {}

/// One key under one operator of a `Condition` element, with its values; equal when these are
#[derive(Debug, Clone)]
pub struct Condition {
    pub(crate) operator: ConditionOperator,
    /// The operator's spelling, where it isn't that of AWS.
    pub(crate) respelt: Option<Box<str>>,
    pub(crate) operator_place: Stretch,
    pub(crate) key: Text,
    pub(crate) values_place: Stretch,
    pub(crate) values: TextList,
}

impl Condition {
    /// The operator.
    pub fn operator(&self) -> ConditionOperator {
        self.operator
    }

    /// The operator as the document spells it, where the letter case isn't that of AWS (S43).
    pub fn respelt_operator(&self) -> Option<&str> {
        self.respelt.as_deref()
    }

    /// The condition key as written; its case has no meaning (S34).
    pub fn key(&self) -> &str {
        self.key.as_str()
    }

    /// Where the operator stands, quotes included; keys under one operator have it in common.
    pub fn operator_span(&self) -> Span {
        self.operator_place.into()
    }

    /// Where the key stands, quotes included.
    pub fn key_span(&self) -> Span {
        self.key.span()
    }

    /// Where the key and all of its values stand.
    pub fn span(&self) -> MemberSpan {
        MemberSpan { key: self.key_span(), value: self.values_place.into() }
    }

    /// The values in their order; may be empty.
    pub fn values(&self) -> &[Text] {
        self.values.as_slice()
    }
}

impl PartialEq for Condition {
    /// Equal when operator, key and values are, however the operator is spelt.
    fn eq(&self, other: &Self) -> bool {
        self.operator == other.operator && self.key == other.key && self.values == other.values
    }
}

impl Eq for Condition {}

/// One statement of a document
#[derive(Debug, Clone)]
pub struct Statement {
    pub(crate) index: usize,
    pub(crate) span: Span,
    pub(crate) position: Position,
    pub(crate) sid: Option<Keyed>,
    pub(crate) effect: Effect,
    pub(crate) effect_place: Member,
    pub(crate) actions: ElementList,
    pub(crate) resources: Option<ElementList>,
    pub(crate) principals: Option<PrincipalElement>,
    pub(crate) condition_place: Option<Member>,
    pub(crate) conditions: Vec<Condition>,
}

impl Statement {
    /// Its place among the document's statements, from 0.
    pub fn index(&self) -> usize {
        self.index
    }

    /// Where its braces stand.
    pub fn span(&self) -> Span {
        self.span
    }

    /// Line and column of its opening brace.
    pub fn position(&self) -> Position {
        self.position
    }

    /// The statement id (S19).
    pub fn sid(&self) -> Option<&str> {
        self.sid.as_ref().map(Keyed::as_str)
    }

    /// Where `Sid` stands.
    pub fn sid_span(&self) -> Option<MemberSpan> {
        self.sid.as_ref().map(Keyed::span)
    }

    /// What it does where it matches.
    pub fn effect(&self) -> Effect {
        self.effect
    }

    /// Where `Effect` stands.
    pub fn effect_span(&self) -> MemberSpan {
        self.effect_place.into()
    }

    /// `Action` or `NotAction`.
    pub fn actions(&self) -> &ElementList {
        &self.actions
    }

    /// `Resource` or `NotResource`; trust policies have none (S24), and those of other resources may lack it (S84).
    pub fn resources(&self) -> Option<&ElementList> {
        self.resources.as_ref()
    }

    /// `Principal` or `NotPrincipal`; identity policies have none (S23).
    pub fn principals(&self) -> Option<&PrincipalElement> {
        self.principals.as_ref()
    }

    /// The condition block, one entry for every operator and key, in their order.
    pub fn conditions(&self) -> &[Condition] {
        &self.conditions
    }

    /// Where `Condition` stands; each key in it has a [span](Condition::span) of its own.
    pub fn condition_span(&self) -> Option<MemberSpan> {
        self.condition_place.map(MemberSpan::from)
    }

    /// The condition block with its members in one order.
    pub(crate) fn conditions_by_name(&self) -> Vec<&Condition> {
        let mut conditions = self.conditions.iter().collect::<Vec<_>>();
        conditions.sort_by_key(|condition| (condition.operator, condition.key()));
        conditions
    }
}

impl PartialEq for Statement {
    /// Equal when the elements are, wherever the statements stand.
    fn eq(&self, other: &Self) -> bool {
        self.sid() == other.sid()
            && self.effect == other.effect
            && self.actions == other.actions
            && self.resources == other.resources
            && self.principals == other.principals
            && self.conditions_by_name() == other.conditions_by_name()
    }
}

impl Eq for Statement {}

/// A policy document as written, with every element's place
///
/// Two documents are equal when their elements are, in the same order; layout, the order of members and whether a
/// single value stands in an array make no difference (S17).
///
/// ```
/// use iamkit_policy::{PolicyDocument, LanguageVersion};
///
/// let text = r#"{"Statement": [{"Effect": "Deny", "NotAction": "iam:*", "Resource": "*"}]}"#;
/// let document: PolicyDocument = text.parse()?;
/// assert_eq!(document.declared_version(), None);
/// assert_eq!(document.version(), LanguageVersion::V2008_10_17);
/// assert!(document.statements()[0].actions().is_negated());
/// assert_eq!(document.to_string(), text);
/// # Ok::<(), iamkit_policy::ParseErrors>(())
/// ```
#[derive(Clone)]
pub struct PolicyDocument {
    /// The whole text that was read, which may hold more than the document.
    pub(crate) source: Arc<str>,
    pub(crate) span: Span,
    pub(crate) version: Option<(LanguageVersion, Member)>,
    pub(crate) id: Option<Keyed>,
    pub(crate) statements: Vec<Statement>,
    pub(crate) statements_place: Member,
}

impl PolicyDocument {
    /// The `Version` element, if there is one.
    pub fn declared_version(&self) -> Option<LanguageVersion> {
        self.version.map(|(version, _)| version)
    }

    /// Where `Version` stands.
    pub fn version_span(&self) -> Option<MemberSpan> {
        self.version.map(|(_, place)| place.into())
    }

    /// The version in force: a document without one has the old one (S1).
    pub fn version(&self) -> LanguageVersion {
        self.declared_version().unwrap_or(LanguageVersion::V2008_10_17)
    }

    /// The `Id` element.
    pub fn id(&self) -> Option<&str> {
        self.id.as_ref().map(Keyed::as_str)
    }

    /// Where `Id` stands.
    pub fn id_span(&self) -> Option<MemberSpan> {
        self.id.as_ref().map(Keyed::span)
    }

    /// The statements in their order; a single statement object counts as a list of one.
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// Where `Statement` stands; each statement has a [span](Statement::span) of its own.
    pub fn statements_span(&self) -> MemberSpan {
        self.statements_place.into()
    }

    /// Where the document stands in the text that was read.
    pub fn span(&self) -> Span {
        self.span
    }

    /// The document's own text, exactly as it was read.
    pub fn text(&self) -> &str {
        self.source.get(self.span.start..self.span.end).unwrap_or_default()
    }

    /// The whole text that was read, of which [`position`](Self::position) tells places.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The place of a byte offset, as given by the spans of the document's parts.
    pub fn position(&self, offset: usize) -> Position {
        Position::of(&self.source, offset)
    }

    /// The place of a byte offset as the protocols of editors count it.
    ///
    /// ```
    /// use iamkit_policy::PolicyDocument;
    ///
    /// let text = "{\"Id\": \"🦀\",\n \"Statement\": {\"Effect\": \"Deny\", \"Action\": \"*\", \"Resource\": \"*\"}}";
    /// let document: PolicyDocument = text.parse()?;
    /// let end = document.utf16_position(document.id_span().unwrap().value.end);
    /// assert_eq!((end.line, end.character), (0, 11));
    /// # Ok::<(), iamkit_policy::ParseErrors>(())
    /// ```
    pub fn utf16_position(&self, offset: usize) -> Utf16Position {
        Utf16Position::of(&self.source, offset)
    }

    /// The size that IAM's quotas count: characters that are not white space (S82).
    ///
    /// White space inside strings isn't counted either; AWS says only that it "doesn't count white space" (INFER).
    pub fn size(&self) -> usize {
        SizeQuota::MANAGED.size(self.text())
    }

    /// The size that Organizations' quotas count: all characters (S82).
    pub fn characters(&self) -> usize {
        SizeQuota::SERVICE_CONTROL.size(self.text())
    }
}

impl PartialEq for PolicyDocument {
    fn eq(&self, other: &Self) -> bool {
        self.declared_version() == other.declared_version()
            && self.id() == other.id()
            && self.statements == other.statements
    }
}

impl Eq for PolicyDocument {}

impl fmt::Display for PolicyDocument {
    /// Writes the text exactly as it was read.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl fmt::Debug for PolicyDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PolicyDocument({})", self.text())
    }
}
