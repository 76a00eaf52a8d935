//! A value or a name in a JSON text, with all that it is in; and what is left of a text when it is taken out.

use std::borrow::Cow;
use std::collections::BTreeSet;

use iamkit_policy::Span;
use iamkit_policy::json::{Kind, Node};

use super::edit::Edit;

/// A value or a name, with what it is in
#[derive(Debug, Clone)]
pub(super) struct Spot<'t> {
    /// The objects and arrays around it, the outermost first, each with the way into it.
    around: Vec<Step<'t>>,
}

/// An object or array, and which of its members or items is gone on with
#[derive(Debug, Clone)]
pub(super) struct Step<'t> {
    pub(super) node: Node<'t>,
    pub(super) index: usize,
    /// The name, of an object's member.
    pub(super) name: Option<Cow<'t, str>>,
}

impl<'t> Spot<'t> {
    /// The value or name at a stretch, which isn't the whole text.
    pub(super) fn find(root: Node<'t>, span: Span) -> Option<Self> {
        let mut around = Vec::new();
        let mut node = root;
        loop {
            let (step, inside) = step_to(node, span)?;
            around.push(step);
            match inside {
                Some(inside) => node = inside,
                None => return Some(Self { around }),
            }
        }
    }

    /// The names of members on the way, the innermost first.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.around.iter().rev().filter_map(|step| step.name.as_deref())
    }

    /// The member of an object that it is, or that it is an item of.
    pub(super) fn member(&self) -> Option<Self> {
        let at = self.around.iter().rposition(|step| step.name.is_some())?;
        Some(Self { around: self.around.get(..=at)?.to_vec() })
    }

    /// What it is in.
    pub(super) fn parent(&self) -> Option<Self> {
        let (_, around) = self.around.split_last()?;
        (!around.is_empty()).then(|| Self { around: around.to_vec() })
    }

    /// The object or array that it is in, and where.
    pub(super) fn step(&self) -> Option<&Step<'t>> {
        self.around.last()
    }

    /// How many objects and arrays it is in.
    pub(super) fn depth(&self) -> usize {
        self.around.len()
    }

    /// The statement that it is in or is: the whole, where there is one that isn't in an array.
    pub(super) fn statement(&self) -> Option<Self> {
        let [root, rest @ ..] = &*self.around else { return None };
        let is_item = rest.first().is_some_and(|step| step.name.is_none());
        let depth = if is_item { 2 } else { 1 };
        (root.name.as_deref() == Some("Statement"))
            .then(|| Some(Self { around: self.around.get(..depth)?.to_vec() }))?
    }

    /// Takes it out; of a `Condition` what would be empty without it too.
    pub(super) fn removed(&self) -> Option<Vec<Edit>> {
        let step = self.step()?;
        if 1 < count(step.node) {
            return removed(step.node, &BTreeSet::from([step.index]));
        }
        let is_of_condition =
            self.around.iter().rev().skip(1).any(|it| it.name.as_deref() == Some("Condition"));
        if is_of_condition { self.parent()?.removed() } else { None }
    }
}

/// Takes several items of one array out, of which some stay.
pub(super) fn removed_together(spots: &[Spot<'_>]) -> Option<Vec<Edit>> {
    let array = spots.first()?.step()?.node;
    let steps = spots.iter().filter_map(Spot::step).filter(|step| step.node.span() == array.span());
    let indexes = steps.map(|step| step.index).collect::<BTreeSet<_>>();
    (indexes.len() == spots.len()).then(|| removed(array, &indexes))?
}

/// The edits that take items or members out of what holds them; none where none would stay.
fn removed(node: Node<'_>, indexes: &BTreeSet<usize>) -> Option<Vec<Edit>> {
    let children = children(node);
    let last_kept = (0..children.len()).rev().find(|index| !indexes.contains(index))?;
    // What stands behind the last that stays goes with the comma before it.
    let behind = indexes.iter().filter(|index| last_kept < **index).max();
    let tail =
        behind.and_then(|last| Some(Edit::remove(children.get(last_kept)?.end, children.get(*last)?.end)));
    let before = indexes.iter().filter(|index| **index < last_kept);
    let heads = before
        .filter_map(|index| Some(Edit::remove(children.get(*index)?.start, children.get(index + 1)?.start)));
    Some(heads.chain(tail).collect())
}

/// Where the items, or the members from their names to the ends of their values, are.
fn children(node: Node<'_>) -> Vec<Span> {
    if node.kind() == Kind::Array {
        return node.items().map(Node::span).collect();
    }
    let member = |name: Span, value: Span| Span { start: name.start, end: value.end };
    node.members().map(|it| member(it.key_node.span(), it.node.span())).collect()
}

fn count(node: Node<'_>) -> usize {
    node.items().count() + node.members().count()
}

/// The step towards a stretch, and the value to go on in where it isn't reached.
fn step_to(node: Node<'_>, span: Span) -> Option<(Step<'_>, Option<Node<'_>>)> {
    let holds = |inside: Node<'_>| inside.span().start <= span.start && span.end <= inside.span().end;
    let open = |inside: Node<'_>| (inside.span() != span).then_some(());
    if let Some((index, item)) = node.items().enumerate().find(|(_, item)| holds(*item)) {
        return Some((Step { node, index, name: None }, open(item).map(|()| item)));
    }
    for (index, member) in node.members().enumerate() {
        let name = Some(member.key);
        if member.key_node.span() == span {
            return Some((Step { node, index, name }, None));
        }
        if holds(member.node) {
            return Some((Step { node, index, name }, open(member.node).map(|()| member.node)));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use iamkit_policy::json;

    use super::super::edit::Edits;
    use super::*;

    /// The text without what stands where a word does.
    fn without(text: &str, words: &[&str]) -> Option<String> {
        let tape = json::parse(text).expect("it is JSON");
        let spot = |word: &&str| {
            let start = text.find(*word).expect("it is there");
            Spot::find(tape.root(), Span { start, end: start + word.len() })
        };
        let spots = words.iter().filter_map(spot).collect::<Vec<_>>();
        let removed = match &*spots {
            [one] => one.removed(),
            several => removed_together(several),
        };
        let mut edits = Edits::default();
        assert!(edits.add(&removed?));
        Some(edits.made(text))
    }

    #[test]
    fn what_stays_is_as_it_was() {
        let list = "[\n  1,\n  2,\n  3\n]";
        assert_eq!(without(list, &["1"]).unwrap(), "[\n  2,\n  3\n]");
        assert_eq!(without(list, &["3"]).unwrap(), "[\n  1,\n  2\n]");
        assert_eq!(without(list, &["1", "3"]).unwrap(), "[\n  2\n]");
        assert_eq!(without(list, &["2", "3"]).unwrap(), "[\n  1\n]");
        assert_eq!(without(list, &["1", "2", "3"]), None);
        assert_eq!(without(r#"{"a": 1, "b" : 2}"#, &[r#""b""#]).unwrap(), r#"{"a": 1}"#);
        assert_eq!(without(r#"{"a": 1, "b" : 2}"#, &["1"]).unwrap(), r#"{"b" : 2}"#);
        assert_eq!(without(r#"{"a": 1}"#, &["1"]), None);
    }

    #[test]
    fn an_empty_condition_goes_with_what_was_in_it() {
        let text = r#"{"Statement": {"Effect": "Deny", "Condition": {"Bool": {"a": ["x"]}}}}"#;
        assert_eq!(without(text, &[r#""x""#]).unwrap(), r#"{"Statement": {"Effect": "Deny"}}"#);
        assert_eq!(without(text, &[r#""a""#]).unwrap(), r#"{"Statement": {"Effect": "Deny"}}"#);
    }
}
