//! Differences in words: the resources, principals and conditions of a region as a policy would write them.

use std::fmt;

use iamkit_policy::shown::Shown;
use iamkit_policy::{ConditionOperator, shown};

use crate::domain::question::{Atom, AtomWords};
use crate::search::Session;
use crate::search::cover::Literal;

/// Where something is so: for whom, on which resources, under which conditions
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct Terms {
    /// The principals, each with its kind, as in `AWS:111122223333`.
    pub principals: ScopeTerm,
    /// The resources.
    pub resources: ScopeTerm,
    /// The conditions, all of which hold.
    pub conditions: Vec<ConditionTerm>,
}

impl Terms {
    /// Whether nothing is asked: every resource, every principal, no condition.
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }
}

/// A set of resources or principals: in each of the first lists and in none of the others
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct ScopeTerm {
    /// Lists each of which has to name it; none means that all are meant.
    pub within: Vec<Vec<String>>,
    /// Lists that may not name it.
    pub except: Vec<Vec<String>>,
}

impl ScopeTerm {
    /// Whether all are meant.
    pub fn is_everything(&self) -> bool {
        self.within.is_empty() && self.except.is_empty()
    }
}

/// A condition that holds, or one that doesn't
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct ConditionTerm {
    /// The condition key as it was written.
    pub key: String,
    /// The operator.
    pub operator: ConditionOperator,
    /// The values as they were written.
    pub values: Vec<String>,
    /// Whether the condition must not hold.
    pub is_negated: bool,
}

impl fmt::Display for Terms {
    /// Writes what is asked, or `always`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        parts.extend((!self.principals.is_everything()).then(|| format!("for {}", self.principals)));
        parts.extend((!self.resources.is_everything()).then(|| format!("on {}", self.resources)));
        let conditions = self.conditions.iter().map(ToString::to_string).collect::<Vec<_>>();
        parts.extend((!conditions.is_empty()).then(|| format!("when {}", conditions.join(" and "))));
        f.write_str(if parts.is_empty() { "always" } else { "" })?;
        f.write_str(&parts.join(" "))
    }
}

impl fmt::Display for ScopeTerm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |values: &Vec<String>| match values.as_slice() {
            [single] => Shown::value(single).to_string(),
            values => format!("[{}]", shown::joined(values, ", ")),
        };
        let within = self.within.iter().map(list).collect::<Vec<_>>();
        f.write_str(if within.is_empty() { "*" } else { "" })?;
        f.write_str(&within.join(" and "))?;
        let except = self.except.iter().flatten().cloned().collect::<Vec<_>>();
        if except.is_empty() { Ok(()) } else { write!(f, " except {}", list(&except)) }
    }
}

impl fmt::Display for ConditionTerm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let not = if self.is_negated { "not " } else { "" };
        let values = shown::quoted(&self.values);
        let values = if self.values.len() == 1 { values } else { format!("[{values}]") };
        write!(f, "{not}{} {} {values}", self.operator, Shown::value(&self.key))
    }
}

/// The literals in words.
pub(crate) fn of(literals: &[Literal], session: &Session<'_>) -> Terms {
    let mut terms = Terms::default();
    for literal in literals {
        let (Some(atom), Some(words)) = (session.atoms.get(literal.atom), session.words.get(literal.atom))
        else {
            continue;
        };
        match words {
            AtomWords::Condition(words) => terms.conditions.push(ConditionTerm {
                key: words.key.to_string(),
                operator: words.operator,
                values: words.values.iter().map(ToString::to_string).collect(),
                is_negated: !literal.is_positive,
            }),
            // What no policy says.
            AtomWords::Values(values) if values.is_empty() => {}
            AtomWords::Values(values) => {
                let values = values.iter().map(ToString::to_string).collect();
                let is_about_resources = matches!(**atom, Atom::Resource(_) | Atom::ResourceArn(_));
                let scope = if is_about_resources { &mut terms.resources } else { &mut terms.principals };
                // An exemption that holds is a list that names the principal.
                let lists = if literal.is_positive { &mut scope.within } else { &mut scope.except };
                lists.push(values);
            }
        }
    }
    for scope in [&mut terms.principals, &mut terms.resources] {
        scope.within.sort_unstable();
        scope.except.sort_unstable();
    }
    terms.conditions.sort_unstable();
    terms
}
