//! Statements and items of lists that obviously do something, so that the prover isn't asked whether they do nothing.
//!
//! A concrete request shows it: an action of the statement on a resource that one item matches, which no other item and no
//! other statement does. Nothing else is looked at, so that what isn't found here may do something all the same.

use std::collections::BTreeSet;

use iamkit_catalog::{Action, ArnField, ArnForm, Catalog};
use iamkit_policy::glob::Glob;
use iamkit_policy::{Effect, ElementList, PolicyDocument, Statement, Text};
use iamkit_prover::StatementPart;

use super::named_actions::cost;
use super::naming::{Naming, using};
use crate::arn::{Fields, has_variable};

/// So many names and items are looked at for a policy; what isn't found by then is for the prover, which has a budget.
const MOST_LOOKS: usize = 1 << 22;
/// So many actions that an item names are counted as one look.
const NAMED_A_LOOK: usize = 8;
/// So many requests are tried for a statement.
const MOST_TRIES: usize = 4096;

/// What of the statements obviously does something
#[derive(Debug, Default)]
pub(super) struct Busy {
    /// By the statement, and the part; without one, the statement itself.
    known: BTreeSet<(usize, Option<StatementPart>)>,
    looks_left: Looks,
}

/// How much may still be looked at
#[derive(Debug)]
struct Looks(usize);

impl Default for Looks {
    fn default() -> Self {
        Self(MOST_LOOKS)
    }
}

impl Looks {
    /// Takes so many looks; false where there aren't so many, and then there are none.
    fn take(&mut self, looks: usize) -> bool {
        let left = self.0.checked_sub(looks);
        self.0 = left.unwrap_or_default();
        left.is_some()
    }
}

impl Busy {
    /// Looks at the statements of an identity policy.
    pub(super) fn find(document: &PolicyDocument, catalog: &Catalog) -> Self {
        let statements = document.statements().iter().map(Read::new).collect::<Vec<_>>();
        let mut busy = Self::default();
        for (at, statement) in statements.iter().enumerate().filter(|(_, it)| it.is_plain()) {
            if !busy.looks_left.take(statements.len()) {
                break;
            }
            let others = statements.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, it)| it);
            let others = others.collect::<Vec<_>>();
            busy.statement(at, statement, &others, catalog);
        }
        busy
    }

    /// Whether a part, or the whole, of a statement is known to do something.
    pub(super) fn is_known(&self, statement: usize, part: Option<StatementPart>) -> bool {
        self.known.contains(&(statement, part))
    }

    fn statement(&mut self, at: usize, own: &Read<'_>, others: &[&Read<'_>], catalog: &Catalog) {
        let Some(naming) = own.naming(catalog, &mut self.looks_left) else { return };
        let items = others.iter().map(|other| other.actions.len() + other.resources.len());
        let looks = items.sum::<usize>() + own.resources.len();
        let mut shown = Shown { busy: self, at, own, others, looks, tries: MOST_TRIES };
        for (place, item) in own.resources.iter().enumerate() {
            if is_any(item.text) {
                let mut named = naming.alone(catalog.actions());
                while let Some((named, action)) = named.next().filter(|_| shown.may_try()) {
                    shown.anywhere(place, named, action, catalog);
                }
                continue;
            }
            for (arn, form) in requests(item.text, catalog) {
                for (named, action) in naming.alone(using(form.resource_type(), catalog)) {
                    shown.by(place, named, action, &arn);
                }
            }
        }
    }
}

/// Requests that show what a statement does
struct Shown<'s, 'd> {
    busy: &'s mut Busy,
    at: usize,
    own: &'s Read<'d>,
    others: &'s [&'s Read<'d>],
    /// What a request looks at: all items of the others, and the resources of its own.
    looks: usize,
    tries: usize,
}

impl Shown<'_, '_> {
    /// By a resource of the first type that the action has; one without any may be allowed always (S71).
    fn anywhere(&mut self, place: usize, named: usize, action: Action<'_>, catalog: &Catalog) {
        if !self.may_show(place, named) {
            return;
        }
        let Some(used) = action.resource_types().next() else { return };
        let templates = used.resource_type().arn_templates().map(|it| it.glob().to_string());
        for (arn, form) in templates.take(1).flat_map(|it| requests(&it, catalog)) {
            if form.resource_type() == used.resource_type().id() {
                self.by(place, named, action, &arn);
            }
        }
    }

    /// Whether any more requests may be tried.
    fn may_try(&self) -> bool {
        0 < self.tries && 0 < self.busy.looks_left.0
    }

    /// Whether a request may be tried, and shows something new: of what is known already another one doesn't.
    fn may_show(&self, place: usize, named: usize) -> bool {
        let is_known = |part: &StatementPart| self.busy.is_known(self.at, Some(*part));
        self.may_try() && !parts(place, named).iter().all(is_known)
    }

    /// By a request for an action that one item names, on a resource that another does.
    fn by(&mut self, place: usize, named: usize, action: Action<'_>, arn: &str) {
        if !self.may_show(place, named) || !self.busy.looks_left.take(self.looks) {
            return;
        }
        self.tries -= 1;
        let name = action.to_string();
        if self.others.iter().any(|other| other.is_about(&name, arn)) {
            return;
        }
        let [action, resource] = parts(place, named);
        let resource = self.own.is_only(place, arn).then_some(resource);
        self.busy.known.extend([None, Some(action), resource].map(|part| (self.at, part)));
    }
}

/// The parts of a statement that a request is about: its resource by its place, and its action.
fn parts(place: usize, named: usize) -> [StatementPart; 2] {
    [StatementPart::Action(named), StatementPart::Resource(place)]
}

/// A statement with its patterns read
struct Read<'d> {
    statement: &'d Statement,
    actions: Vec<Item<'d>>,
    resources: Vec<Item<'d>>,
}

struct Item<'d> {
    text: &'d str,
    glob: Glob,
}

impl<'d> Read<'d> {
    fn new(statement: &'d Statement) -> Self {
        let items = |list: &'d ElementList| -> Vec<Item<'d>> {
            let texts = list.values().iter().map(Text::as_str);
            texts.map(|text| Item { text, glob: Glob::parse(text) }).collect()
        };
        let resources = statement.resources().map(items).unwrap_or_default();
        Self { statement, actions: items(statement.actions()), resources }
    }

    /// Whether it allows what its lists name, under no condition.
    fn is_plain(&self) -> bool {
        let is_list = |list: &ElementList| !list.is_negated();
        self.statement.effect() == Effect::Allow
            && self.statement.conditions().is_empty()
            && is_list(self.statement.actions())
            && self.statement.resources().is_some_and(is_list)
            && !self.resources.iter().any(|it| has_variable(it.text))
    }

    /// Which item names each action; none where that takes too many looks.
    fn naming(&self, catalog: &Catalog, looks: &mut Looks) -> Option<Naming> {
        let mut naming = Naming::new(catalog);
        for (at, item) in self.actions.iter().enumerate() {
            if !looks.take(cost(catalog, item.text)) {
                return None;
            }
            let named = catalog.action_set(item.text);
            if !looks.take(named.len() / NAMED_A_LOOK) {
                return None;
            }
            naming.add(at, &named);
        }
        Some(naming)
    }

    /// Whether it may say something of a request; its conditions aren't looked at.
    fn is_about(&self, action: &str, arn: &str) -> bool {
        let names = self.actions.iter().any(|it| it.glob.matches_ignore_ascii_case(action));
        if names == self.statement.actions().is_negated() {
            return false;
        }
        let Some(list) = self.statement.resources() else { return true };
        let holds = self.resources.iter().any(|it| has_variable(it.text) || it.glob.matches(arn));
        // What a negation with a variable leaves isn't known.
        list.is_negated() && self.resources.iter().any(|it| has_variable(it.text))
            || holds != list.is_negated()
    }

    /// Whether no other resource of it matches.
    fn is_only(&self, place: usize, arn: &str) -> bool {
        !self.resources.iter().enumerate().any(|(at, it)| at != place && it.glob.matches(arn))
    }
}

/// Resources that an item matches, each with the form that it is of.
fn requests<'c>(item: &str, catalog: &'c Catalog) -> Vec<(String, &'c ArnForm)> {
    let fields = Fields::of(item);
    let (Some(service), Some(resource)) = (fields.service, fields.resource) else { return Vec::new() };
    let glob = Glob::parse(item);
    let forms = catalog.arn_forms(service).iter();
    let made = forms.flat_map(|form| {
        FILLS.iter().filter_map(move |fill| {
            let region = field(fields.region?, form.region(), "us-east-1")?;
            let account = field(fields.account?, form.account(), "111122223333")?;
            let partition = field(fields.partition?, &ArnField::Any, "aws")?;
            let resource = resource.replace('*', fill).replace('?', "q");
            let is_of_form =
                form.can_be(&Glob::parse(&resource)) && is_parted_alike(&resource, form, catalog);
            is_of_form.then(|| (format!("arn:{partition}:{service}:{region}:{account}:{resource}"), form))
        })
    });
    made.filter(|(arn, _)| glob.matches(arn)).collect()
}

/// Whether an item is one `*` or several.
fn is_any(item: &str) -> bool {
    !item.is_empty() && item.bytes().all(|byte| byte == b'*')
}

/// Whether a resource has as many parts as a template of its type: a name is no more than one.
fn is_parted_alike(resource: &str, form: &ArnForm, catalog: &Catalog) -> bool {
    let parts = |text: &str| (text.matches('/').count(), text.matches(':').count());
    let Some(found) = catalog.resource_type_by_id(form.resource_type()) else { return false };
    let mut templates = found.arn_templates().map(|it| it.glob().to_string());
    templates.any(|it| Fields::of(&it).resource.is_some_and(|own| parts(own) == parts(resource)))
}

/// What may stand for a wildcard: a name, or several.
const FILLS: [&str; 2] = ["x7q", "x7q/y7q"];

/// A field of a resource by its pattern and its form; none where it isn't settled.
fn field<'t>(written: &'t str, form: &'t ArnField, any: &'t str) -> Option<&'t str> {
    match (written, form) {
        ("*" | "", ArnField::Empty) => Some(""),
        ("*", ArnField::Any) => Some(any),
        ("*", ArnField::Fixed(text)) => Some(text),
        (written, ArnField::Fixed(text)) => (*written == **text).then_some(written),
        (written, ArnField::Any) => (!written.is_empty() && !written.contains(['*', '?'])).then_some(written),
        (_, ArnField::Empty) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(statement: &str, times: usize) -> Busy {
        let statements = vec![statement; times].join(",");
        let document = format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#);
        Busy::find(&document.parse().unwrap(), Catalog::embedded())
    }

    /// Statements that show nothing of each other are where the most is looked at.
    #[test]
    fn what_is_looked_at_ends() {
        let everything = r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#;
        let buckets = r#"{"Effect": "Allow", "Action": ["s3:*", "s3:Get*"], "Resource": ["arn:aws:s3:::b/*", "arn:aws:s3:::b"]}"#;
        for statement in [everything, buckets] {
            assert_eq!(found(statement, 1).looks_left.0.cmp(&0), std::cmp::Ordering::Greater);
            let many = found(statement, 4_000);
            assert!(many.known.is_empty());
            assert!(many.looks_left.0 < usize::try_from(Catalog::embedded().action_count()).unwrap() * 2);
        }
    }
}
