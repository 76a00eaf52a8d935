//! What stays open: why, for which actions, and by which statements.

use crate::compile::action::RuleId;
use crate::reason::{Reason, Side, StatementPlace, Unknown};
use crate::search::{Analysis, Group};

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

    pub(crate) fn unknown(&self, group: &Group, side: Side, reason: Reason) -> Unknown {
        let actions = self.action_patterns(std::iter::once(&group.actions)).patterns;
        Unknown { side: Some(side), reason, actions, statements: self.places(&group.rules) }
    }
}

pub(crate) fn whole(reason: impl Into<Reason>) -> Unknown {
    Unknown { side: None, reason: reason.into(), actions: Vec::new(), statements: Vec::new() }
}
