//! The same policy in fewer characters: what others say already is taken out, and what can be joined is one statement.

use iamkit_catalog::Catalog;
use iamkit_policy::PolicyDocument;
use iamkit_policy::glob::Glob;
use iamkit_prover::{Access, Limits, PolicyKind, Universe, idle_statements};

use super::canonical::{canonical, tidy};
use super::draft::{DraftStatement, List, PolicyDraft};
use super::proof::ProofError;

/// A policy that says the same in fewer characters, as far as taking out and joining can make it so
///
/// Items that another of their list covers are taken out; statements that are alike but for their actions, or but for
/// their resources, are joined, without their names; statements without which the same is allowed and denied, over any
/// strings, are taken out one after another. Prove the result before it is used ([`prove_equal`](super::prove_equal)).
///
/// # Errors
/// A statement may not stand in a policy of the kind.
///
/// # Complexity
/// Quadratic in the items of a list and in statements; the prover's questions are bounded by the limits, and what they
/// don't decide stays.
pub fn minimize(
    document: &PolicyDocument,
    kind: PolicyKind,
    catalog: &Catalog,
    limits: &Limits,
) -> Result<PolicyDraft, ProofError> {
    let mut draft = canonical(document, catalog);
    draft.statements.iter_mut().for_each(without_covered);
    join(&mut draft, catalog);
    while let Some(index) = idle(&draft, kind, limits)? {
        draft.statements.remove(index);
    }
    Ok(draft)
}

/// A statement without which the same is allowed and denied; the last of them.
fn idle(draft: &PolicyDraft, kind: PolicyKind, limits: &Limits) -> Result<Option<usize>, ProofError> {
    // A policy has at least one statement.
    if draft.statements.len() < 2 {
        return Ok(None);
    }
    let document = draft.compact().parse::<PolicyDocument>()?;
    let found = idle_statements(&Access::policy(&document, kind)?, &Universe::strings(), limits);
    let idle = found.list.iter().filter(|it| it.facts.is_empty());
    Ok(idle.map(|it| it.statement.statement).max())
}

/// Takes out of each list what an item of it covers.
fn without_covered(statement: &mut DraftStatement) {
    uncover(&mut statement.action, Glob::matches_ignore_ascii_case);
    if let Some(resource) = &mut statement.resource {
        // What has a variable is another text in each request.
        uncover(resource, |glob, text| !text.contains("${") && glob.matches(text));
    }
}

fn uncover(list: &mut List, covers: impl Fn(&Glob, &str) -> bool) {
    let is_pattern = |text: &&String| text.contains(['*', '?']) && !text.contains("${");
    let globs = list.texts.iter().filter(is_pattern).map(|text| (text.clone(), Glob::parse(text)));
    let globs = globs.collect::<Vec<_>>();
    let mut kept: Vec<String> = Vec::new();
    for text in &list.texts {
        // Of two that cover each other the first stays. A `?` of a pattern stands for one character and no wildcard.
        let is_covered = |(other, glob): &(String, Glob)| {
            other != text && !other.contains('?') && covers(glob, text) && {
                let covers_back = covers(&Glob::parse(text), other) && text.contains('*');
                !covers_back || other < text
            }
        };
        if !globs.iter().any(is_covered) {
            kept.push(text.clone());
        }
    }
    list.texts = kept;
}

/// Joins statements that differ in one list alone, until there are none.
fn join(draft: &mut PolicyDraft, catalog: &Catalog) {
    let mut index = 0;
    while let Some(statement) = draft.statements.get(index).cloned() {
        let mut behind = draft.statements.iter().enumerate().skip(index + 1);
        let partner = behind.find_map(|(at, other)| Some((at, joined(&statement, other)?)));
        match (partner, draft.statements.get_mut(index)) {
            (Some((at, mut joined)), Some(place)) => {
                tidy(&mut joined, catalog);
                without_covered(&mut joined);
                *place = joined;
                draft.statements.remove(at);
                index = 0;
            }
            _ => index += 1,
        }
    }
}

fn joined(one: &DraftStatement, other: &DraftStatement) -> Option<DraftStatement> {
    let (a, b) = (unnamed(one), unnamed(other));
    if a.effect != b.effect || a.principal != b.principal || a.conditions != b.conditions {
        return None;
    }
    let sid = one.sid.clone().filter(|_| one.sid == other.sid);
    if a.action == b.action {
        let resource = match (a.resource, b.resource) {
            (Some(a), Some(b)) => Some(union(a, b)?),
            (None, None) => None,
            _ => return None,
        };
        return Some(DraftStatement { sid, resource, ..b_with(other, a.action) });
    }
    (a.resource == b.resource).then_some(())?;
    Some(DraftStatement { sid, ..b_with(other, union(a.action, b.action)?) })
}

fn unnamed(statement: &DraftStatement) -> DraftStatement {
    DraftStatement { sid: None, ..statement.clone() }
}

/// The statement with other actions.
fn b_with(statement: &DraftStatement, action: List) -> DraftStatement {
    DraftStatement { action, ..statement.clone() }
}

/// Both lists as one; negations say together what both leave out, which no list does.
fn union(one: List, other: List) -> Option<List> {
    let is_plain = !one.is_negated && !other.is_negated;
    is_plain.then(|| List { is_negated: false, texts: one.texts.into_iter().chain(other.texts).collect() })
}
