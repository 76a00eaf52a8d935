//! What a statement says, whatever its `Sid`, the order of its members and items, and one or an array of one.

use std::fmt::Write as _;

use crate::document::{
    ConditionElement, Document, Element, Item, KeyTest, PrincipalElement, PrincipalForm, Statement,
};

/// A number that statements have in common that say the same, and few others; found in no time.
pub(super) fn sign(statement: &Statement<'_>) -> u64 {
    let actions = statement.all_actions().map(|action| hash(&action.item)).min();
    let resources = statement.all_resources().map(|resource| hash(&resource.item)).min();
    let keys = statement.condition.iter().flat_map(ConditionElement::keys).map(|key| hash(&key.key)).min();
    let parts = [actions, resources, keys, statement.effect.as_ref().map(hash)];
    parts.into_iter().fold(0, |sum, part| sum.wrapping_mul(PRIME).wrapping_add(part.unwrap_or_default()))
}

/// Of the hash by Fowler, Noll and Vo.
const PRIME: u64 = 0x0100_0000_01b3;

/// Blind to letter case; of the first bytes of a long text.
fn hash(item: &Item<'_>) -> u64 {
    let bytes = item.text.bytes().take(64);
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(PRIME)
    })
}

/// A text that statements have in common exactly when they say the same; nothing of one that isn't read whole.
pub(super) fn meaning(document: &Document<'_>, statement: &Statement<'_>) -> Option<String> {
    let is_within = |start: usize| statement.span.start <= start && start < statement.span.end;
    // Both are in the order of the text.
    let next = document.mismatched.partition_point(|span| span.start < statement.span.start);
    let unknown = document.unknown_members.partition_point(|name| name.span.start < statement.span.start);
    let is_whole = !document.mismatched.get(next).is_some_and(|span| is_within(span.start))
        && !document.unknown_members.get(unknown).is_some_and(|name| is_within(name.span.start));
    let effect = statement.effect.as_ref().filter(|_| is_whole)?;
    let mut text = String::new();
    part(&mut text, "effect", vec![effect.text.to_string()]);
    let folded = |item: &Item<'_>| item.text.to_ascii_lowercase();
    let kept = |item: &Item<'_>| item.text.to_string();
    items(&mut text, "action", statement.action.as_ref(), |it| folded(&it.item));
    items(&mut text, "not action", statement.not_action.as_ref(), |it| folded(&it.item));
    items(&mut text, "resource", statement.resource.as_ref(), |it| kept(&it.item));
    items(&mut text, "not resource", statement.not_resource.as_ref(), |it| kept(&it.item));
    principals(&mut text, "principal", statement.principal.as_ref());
    principals(&mut text, "not principal", statement.not_principal.as_ref());
    conditions(&mut text, statement);
    Some(text)
}

/// A name and texts, of which order and number don't matter.
fn part(text: &mut String, name: &str, mut texts: Vec<String>) {
    texts.sort();
    texts.dedup();
    // Debug output sets texts apart, whatever is in them; a text takes all that is written.
    _ = writeln!(text, "{name}: {texts:?}");
}

fn items<I>(text: &mut String, name: &str, element: Option<&Element<I>>, show: impl Fn(&I) -> String) {
    if let Some(element) = element {
        part(text, name, element.items.iter().map(show).collect());
    }
}

fn principals(text: &mut String, name: &str, element: Option<&PrincipalElement<'_>>) {
    let Some(element) = element else { return };
    let texts = match &element.form {
        PrincipalForm::Text(item) => vec![item.text.to_string()],
        _ => element.principals().map(|it| format!("{:?} {}", it.key, it.item.text)).collect(),
    };
    part(text, name, texts);
}

fn conditions(text: &mut String, statement: &Statement<'_>) {
    let Some(condition) = &statement.condition else { return };
    let tests = condition.operators.iter().flat_map(|block| {
        let operator = block.name.text.to_ascii_lowercase();
        block.keys.iter().map(move |key| test(&operator, key))
    });
    part(text, "condition", tests.collect());
}

fn test(operator: &str, key: &KeyTest<'_>) -> String {
    let mut text = format!("{operator:?} {:?}", key.folded);
    part(&mut text, "", key.values.iter().map(|value| value.text.to_string()).collect());
    text
}
