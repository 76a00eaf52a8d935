//! From a JSON tree to a document.

use std::borrow::Cow;
use std::cell::OnceCell;

use iamkit_policy::Span;
use iamkit_policy::json::{JsonMember, Kind, Node};

use super::condition::{ConditionElement, ConditionValue, KeyTest, OperatorBlock, ValueKind};
use super::item::Item;
use super::operator::Operator;
use super::principal::{Principal, PrincipalElement, PrincipalEntry, PrincipalForm, PrincipalKey};
use super::root::Document;
use super::statement::{Action, Element, Resource, Statement};

/// Reads what is there; nothing that isn't of a document's kind is lost but listed.
pub(crate) fn read<'t>(text: &'t str, root: Node<'t>) -> Document<'t> {
    let span = Span { start: 0, end: text.len() };
    let mut document = Document {
        text,
        version: None,
        has_version: false,
        has_statement: false,
        statements: Vec::new(),
        unknown_members: Vec::new(),
        mismatched: Vec::new(),
        span,
    };
    if root.kind() != Kind::Object {
        document.mismatched.push(span);
        // Of what is no document it isn't asked what it lacks, as of a statement that is none.
        (document.has_version, document.has_statement) = (true, true);
    }
    for member in root.members() {
        document.member(member);
    }
    document
}

impl<'t> Document<'t> {
    fn member(&mut self, member: JsonMember<'t>) {
        match &*member.key {
            "Version" => {
                self.has_version = true;
                self.version = self.text_of(member.node);
            }
            "Id" => _ = self.text_of(member.node),
            "Statement" => self.statement_element(member.node),
            _ => self.unknown_members.push(name_of(member)),
        }
    }

    fn statement_element(&mut self, node: Node<'t>) {
        self.has_statement = true;
        match node.kind() {
            Kind::Array => {
                self.has_statement = node.items().next().is_some();
                node.items().for_each(|item| self.statement(item));
            }
            _ => self.statement(node),
        }
    }

    fn statement(&mut self, node: Node<'t>) {
        if node.kind() != Kind::Object {
            return self.mismatch(node);
        }
        let mut statement = Statement {
            span: node.span(),
            sid: None,
            effect: None,
            has_effect: false,
            action: None,
            not_action: None,
            resource: None,
            not_resource: None,
            principal: None,
            not_principal: None,
            condition: None,
        };
        for member in node.members() {
            self.statement_member(&mut statement, member);
        }
        self.statements.push(statement);
    }

    fn statement_member(&mut self, statement: &mut Statement<'t>, member: JsonMember<'t>) {
        match &*member.key {
            "Sid" => statement.sid = self.text_of(member.node),
            "Effect" => {
                statement.has_effect = true;
                statement.effect = self.text_of(member.node);
            }
            "Action" => statement.action = Some(self.actions(&member, false)),
            "NotAction" => statement.not_action = Some(self.actions(&member, true)),
            "Resource" => statement.resource = Some(self.resources(&member)),
            "NotResource" => statement.not_resource = Some(self.resources(&member)),
            "Principal" => statement.principal = Some(self.principal(&member, false)),
            "NotPrincipal" => statement.not_principal = Some(self.principal(&member, true)),
            "Condition" => statement.condition = Some(self.condition(member.node)),
            _ => self.unknown_members.push(name_of(member)),
        }
    }

    fn mismatch(&mut self, node: Node<'t>) {
        self.mismatched.push(node.span());
    }

    /// A string, where it is one.
    fn text_of(&mut self, node: Node<'t>) -> Option<Item<'t>> {
        let text = node.as_str();
        if text.is_none() {
            self.mismatch(node);
        }
        text.map(|text| Item { text, span: node.span() })
    }

    /// The strings of a string or an array of them.
    fn texts_of(&mut self, node: Node<'t>) -> Vec<Item<'t>> {
        if node.kind() == Kind::Array {
            node.items().filter_map(|item| self.text_of(item)).collect()
        } else {
            self.text_of(node).into_iter().collect()
        }
    }

    fn element<I>(&mut self, member: &JsonMember<'t>, make: impl Fn(Item<'t>) -> I) -> Element<I> {
        Element {
            name: member.key_node.span(),
            span: member.node.span(),
            is_empty_list: is_empty_list(member.node),
            items: self.texts_of(member.node).into_iter().map(make).collect(),
        }
    }

    fn actions(&mut self, member: &JsonMember<'t>, is_negated: bool) -> Element<Action<'t>> {
        self.element(member, |item| Action::new(item, is_negated))
    }

    fn resources(&mut self, member: &JsonMember<'t>) -> Element<Resource<'t>> {
        self.element(member, Resource::new)
    }

    fn principal(&mut self, member: &JsonMember<'t>, is_negated: bool) -> PrincipalElement<'t> {
        let node = member.node;
        let form = match node.kind() {
            Kind::Array => PrincipalForm::List,
            Kind::Object => PrincipalForm::Entries(
                node.members().map(|member| self.principal_entry(member, is_negated)).collect(),
            ),
            _ => self.text_of(node).map_or(PrincipalForm::Other, PrincipalForm::Text),
        };
        PrincipalElement { name: member.key_node.span(), span: node.span(), is_negated, form }
    }

    fn principal_entry(&mut self, member: JsonMember<'t>, is_negated: bool) -> PrincipalEntry<'t> {
        let node = member.node;
        let key = PrincipalKey::read(&member.key);
        let texts = self.texts_of(node).into_iter();
        PrincipalEntry {
            key_name: name_of(member),
            span: node.span(),
            is_empty_list: is_empty_list(node),
            principals: texts.map(|item| Principal { key, item, is_negated }).collect(),
        }
    }

    fn condition(&mut self, node: Node<'t>) -> ConditionElement<'t> {
        if node.kind() != Kind::Object {
            self.mismatch(node);
        }
        let operators = node.members().map(|member| self.operator(member)).collect();
        ConditionElement { span: node.span(), operators }
    }

    fn operator(&mut self, member: JsonMember<'t>) -> OperatorBlock<'t> {
        let node = member.node;
        if node.kind() != Kind::Object {
            self.mismatch(node);
        }
        let operator = Operator::read(&member.key);
        let keys = node.members().map(|member| self.key(member, operator)).collect();
        OperatorBlock { operator, name: name_of(member), span: node.span(), keys }
    }

    fn key(&mut self, member: JsonMember<'t>, operator: Option<Operator>) -> KeyTest<'t> {
        let node = member.node;
        let is_list = node.kind() == Kind::Array;
        let values = if is_list {
            node.items().filter_map(|item| self.value(item)).collect()
        } else {
            self.value(node).into_iter().collect()
        };
        let folded = member.key.to_ascii_lowercase();
        let is_empty_list = is_list && node.items().next().is_none();
        KeyTest {
            key: name_of(member),
            folded,
            operator,
            span: node.span(),
            is_empty_list,
            values,
            known: OnceCell::new(),
        }
    }

    fn value(&mut self, node: Node<'t>) -> Option<ConditionValue<'t>> {
        let kind = match node.kind() {
            Kind::Plain | Kind::Escaped => ValueKind::Text,
            Kind::Number => ValueKind::Number,
            Kind::True | Kind::False => ValueKind::Boolean,
            Kind::Null | Kind::Array | Kind::Object => {
                self.mismatch(node);
                return None;
            }
        };
        let text = node.as_str().unwrap_or(Cow::Borrowed(node.source()));
        Some(ConditionValue { text, span: node.span(), kind })
    }
}

fn is_empty_list(node: Node<'_>) -> bool {
    node.kind() == Kind::Array && node.items().next().is_none()
}

/// The name token of a member.
fn name_of(member: JsonMember<'_>) -> Item<'_> {
    Item { text: member.key, span: member.key_node.span() }
}
