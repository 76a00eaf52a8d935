//! Statements that name resources in common: no other says anything about a statement's requests.
//!
//! Patterns are ordered by the literal text that they begin with. Two that meet begin alike, so that what meets a pattern
//! stands behind it for as long as it goes on alike, or is found from beginning to shorter beginning.

use std::ops::Range;

use crate::compile::access::Access;
use crate::compile::action::RuleId;
use crate::domain::question::Atom;
use crate::language::text::Text;
use crate::limits::{Budget, Exceeded, Work};

/// The statements of one access, by the resources that they name.
#[derive(Debug, Default)]
pub(crate) struct Neighbours<'q> {
    /// Patterns in the order of their beginnings, with the statements.
    patterns: Vec<(&'q Text, RuleId)>,
    beginnings: Vec<Beginning<'q>>,
    /// Statements that name no resources.
    anywhere: Vec<RuleId>,
}

/// The patterns that begin with the same literal text.
#[derive(Debug)]
struct Beginning<'q> {
    text: &'q str,
    patterns: Range<usize>,
    /// The longest other beginning that this one goes on from.
    shorter: Option<usize>,
}

impl<'q> Neighbours<'q> {
    pub(crate) fn new(access: &'q Access) -> Self {
        let mut neighbours = Self::default();
        for (part, policies) in access.parts.iter().enumerate() {
            for at in 0..policies.rules.len() {
                let rule = (0, part, at);
                match resources(access, rule) {
                    Some(texts) => neighbours.patterns.extend(texts.iter().map(|text| (text, rule))),
                    None => neighbours.anywhere.push(rule),
                }
            }
        }
        neighbours
            .patterns
            .sort_by(|(one, of_one), (two, of_two)| (one.start(), of_one).cmp(&(two.start(), of_two)));
        neighbours.beginnings = beginnings(&neighbours.patterns);
        neighbours
    }

    /// The statements, in their order, that name a resource of the given one, itself among them; `None` where those are
    /// all.
    pub(crate) fn of(
        &self,
        access: &'q Access,
        rule: RuleId,
        budget: &Budget,
    ) -> Result<Option<Vec<RuleId>>, Exceeded> {
        let Some(texts) = resources(access, rule) else { return Ok(None) };
        let mut found = self.anywhere.clone();
        budget.spend(Work::Patterns, 4 + found.len() / 4)?;
        for text in texts {
            self.add(text, &mut found, budget)?;
        }
        found.sort_unstable();
        found.dedup();
        Ok(Some(found))
    }

    fn add(&self, text: &Text, found: &mut Vec<RuleId>, budget: &Budget) -> Result<(), Exceeded> {
        let start = text.start();
        let at = self.beginnings.partition_point(|other| other.text < start);
        let own = self.beginnings.get(at).filter(|own| own.text == start);
        let mut meet = |of: &Beginning<'q>| {
            let patterns = self.patterns.get(of.patterns.clone()).unwrap_or_default();
            budget.spend(Work::Patterns, 2 + 2 * patterns.len())?;
            let meeting = patterns.iter().filter(|(other, _)| text.may_meet(other));
            found.extend(meeting.map(|(_, rule)| *rule));
            Ok(())
        };
        let behind = self.beginnings.get(at..).unwrap_or_default();
        behind.iter().take_while(|other| other.text.starts_with(start)).try_for_each(&mut meet)?;
        let mut shorter = own.and_then(|own| own.shorter);
        while let Some(of) = shorter.and_then(|at| self.beginnings.get(at)) {
            meet(of)?;
            shorter = of.shorter;
        }
        Ok(())
    }
}

/// The patterns of the resources that a statement names, if it names any.
fn resources(access: &Access, (_, part, at): RuleId) -> Option<&[Text]> {
    let literals = access.parts.get(part)?.rules.get(at)?.literals.as_ref()?;
    literals.iter().filter(|(_, is_positive)| *is_positive).find_map(|(atom, _)| {
        match access.atoms.get(*atom) {
            Some(Atom::Resource(texts)) => Some(&**texts),
            _ => None,
        }
    })
}

fn beginnings<'q>(patterns: &[(&'q Text, RuleId)]) -> Vec<Beginning<'q>> {
    let mut found: Vec<Beginning<'q>> = Vec::new();
    // The beginnings that the present one may go on from, each with its place.
    let mut open: Vec<usize> = Vec::new();
    for (at, (text, _)) in patterns.iter().enumerate() {
        let text = text.start();
        if let Some(last) = found.last_mut().filter(|last| last.text == text) {
            last.patterns.end = at + 1;
            continue;
        }
        while open.last().and_then(|at| found.get(*at)).is_some_and(|before| !text.starts_with(before.text)) {
            open.pop();
        }
        let shorter = open.last().copied();
        open.push(found.len());
        found.push(Beginning { text, patterns: at..at + 1, shorter });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use proptest::prelude::*;
    use serde_json::json;

    proptest! {
        #[test]
        fn neighbours_are_those_whose_patterns_may_meet(
            lists in prop::collection::vec(prop::collection::vec("[ab]{0,3}[*?]?[ab]{0,2}", 0..3), 1..8)
        ) {
            let statement = |list: &Vec<String>| {
                let arns = list.iter().map(|name| format!("arn:aws:s3:::{name}")).collect::<Vec<_>>();
                let element = if list.is_empty() { json!("*") } else { json!(arns) };
                json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": element})
            };
            let statements = lists.iter().map(statement).collect::<Vec<_>>();
            let document = json!({"Statement": statements}).to_string().parse().unwrap();
            let access = Access::identity(&document).unwrap();
            let neighbours = Neighbours::new(&access);
            let texts = |at: usize| resources(&access, (0, 0, at));
            for one in 0..lists.len() {
                let found = neighbours.of(&access, (0, 0, one), &Budget::new(&Limits::default())).unwrap();
                let may_meet = |two: &usize| match (texts(one), texts(*two)) {
                    (Some(one), Some(two)) => {
                        one.iter().any(|text| two.iter().any(|other| text.may_meet(other)))
                    }
                    _ => true,
                };
                let meeting = (0..lists.len()).filter(may_meet).map(|at| (0, 0, at)).collect::<Vec<_>>();
                prop_assert_eq!(found.unwrap_or_else(|| meeting.clone()), meeting);
            }
        }
    }
}
