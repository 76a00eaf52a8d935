//! What stays open: why, for which actions, and by which statements.

use std::rc::Rc;

use crate::compile::action::RuleId;
use crate::reason::{Reason, Side, StatementPlace, Unknown};
use crate::search::{Actions, Analysis, Group};

/// So many statements are named of all that stays open; beyond them only the first that names each group of actions.
const MAX_PLACES: usize = 1 << 16;

impl Analysis<'_> {
    /// The statements that name the actions of a group.
    pub(crate) fn places(&self, rules: &[RuleId]) -> Vec<StatementPlace> {
        let place = |(side, part, at): &RuleId| {
            let access = self.sides.get(*side)?;
            let policies = access.parts.get(*part).filter(|part| !part.is_limit)?;
            let rule = policies.rules.get(*at)?;
            let statement = access.statement(*part, rule)?;
            Some(StatementPlace {
                side: if *side == 0 { Side::A } else { Side::B },
                layer: policies.layer.as_str(),
                document: rule.document,
                statement: rule.statement,
                position: statement.position(),
            })
        };
        rules.iter().filter_map(place).collect()
    }

    /// The names of a group's actions, worked out once for all statements that stay open.
    fn patterns_of_group(&self, actions: &Actions) -> Rc<[String]> {
        let known = self.told.borrow().get(actions).map(Rc::clone);
        known.unwrap_or_else(|| {
            let patterns = Rc::from(self.action_patterns(std::iter::once(actions)).patterns);
            self.told.borrow_mut().insert(actions.clone(), Rc::clone(&patterns));
            patterns
        })
    }

    pub(crate) fn unknown(&self, group: &Group, side: Side, reason: Reason) -> Unknown {
        let actions = self.patterns_of_group(&group.actions).to_vec();
        let told = self.places_told.get();
        let is_much = MAX_PLACES < told;
        let rules = if is_much { group.rules.get(..1).unwrap_or_default() } else { &group.rules };
        self.places_told.set(told + rules.len());
        Unknown { side: Some(side), reason, actions, statements: self.places(rules) }
    }
}

pub(crate) fn whole(reason: impl Into<Reason>) -> Unknown {
    Unknown { side: None, reason: reason.into(), actions: Vec::new(), statements: Vec::new() }
}
