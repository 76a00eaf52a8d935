//! Why a question has no answer, and what an answer takes for granted.

use std::fmt;

use iamkit_policy::Position;
use iamkit_policy::fact::Facts;
use iamkit_policy::from_its_names;
use iamkit_policy::shown::Shown;
#[cfg(feature = "serde")]
use iamkit_policy::text_on_the_wire;

use crate::limits::Exceeded;

/// One of the two sides of a comparison
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// The first.
    A,
    /// The second.
    B,
}

impl Side {
    /// Both sides.
    pub const ALL: [Self; 2] = [Self::A, Self::B];

    /// `a` or `b`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
        }
    }

    /// How a difference is marked that the side alone allows: read from the first to the second, what the first allows is
    /// lost, `-`, and what the second allows is gained, `+`.
    ///
    /// ```
    /// use iamkit_prover::Side;
    ///
    /// assert_eq!((Side::A.sign(), Side::B.sign()), ('-', '+'));
    /// ```
    pub const fn sign(self) -> char {
        match self {
            Self::A => '-',
            Self::B => '+',
        }
    }

    /// The side across.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

from_its_names!(Side, "side");
#[cfg(feature = "serde")]
text_on_the_wire!(Side);

/// Why something could not be decided
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub enum Reason {
    /// The question takes more work than its limits allow.
    Limit(Exceeded),
    /// It depends on which values a policy variable can have, in a way that isn't looked into.
    PolicyVariable {
        /// The variable's key, in lower case.
        key: String,
    },
    /// Operators of several families ask for one key, and only for some combinations of answers a value was found.
    MixedOperators {
        /// The key, in lower case.
        key: String,
    },
    /// The sides are around different principals, or about resources of different accounts.
    OtherPrincipal {
        /// Whom and what the first is about.
        a: String,
        /// Whom and what the second is about.
        b: String,
    },
    /// A check passes, but not by facts alone on which it may.
    RestsOn {
        /// The facts that it needs besides.
        facts: Facts,
    },
    /// A request was found that should show the difference, and the engine decides it otherwise. It is a mistake of the
    /// prover or the engine, and reported so that it is found.
    WitnessNotConfirmed {
        /// The request, in words.
        request: String,
    },
}

impl From<Exceeded> for Reason {
    fn from(exceeded: Exceeded) -> Self {
        Self::Limit(exceeded)
    }
}

impl Reason {
    /// Whether the budget of the whole question is spent, so that with more of it there may be an answer.
    pub(crate) fn is_of_work(&self) -> bool {
        matches!(self, Self::Limit(exceeded) if exceeded.is_of_work())
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Limit(exceeded) => exceeded.fmt(f),
            Self::PolicyVariable { key } => {
                write!(f, "it depends on the values of `${{{}}}`", Shown::value(key))
            }
            Self::MixedOperators { key } => {
                write!(f, "operators of several kinds ask for `{}`", Shown::value(key))
            }
            Self::OtherPrincipal { a, b } => write!(f, "one side is about {a} and the other about {b}"),
            Self::RestsOn { facts } => write!(f, "it passes only if this is taken for granted: {facts}"),
            Self::WitnessNotConfirmed { request } => {
                write!(f, "the engine doesn't confirm the witness {request}")
            }
        }
    }
}

/// A statement of one of the sides
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct StatementPlace {
    /// The side.
    pub side: Side,
    /// The layer, by the name that answers give it.
    pub layer: &'static str,
    /// The document's place among those of the layer, from 0.
    pub document: usize,
    /// The statement's place in its document, from 0.
    pub statement: usize,
    /// Line and column of the statement.
    pub position: Position,
}

impl fmt::Display for StatementPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} policy, /Statement/{} ({})", self.side, self.layer, self.statement, self.position)
    }
}

/// What could not be decided, why, and where
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct Unknown {
    /// The side of which it isn't known whether it allows more there; `None` where that holds for the whole question.
    pub side: Option<Side>,
    /// Why.
    pub reason: Reason,
    /// For which actions: names or patterns; none where it is the whole question.
    pub actions: Vec<String>,
    /// The statements that name those actions.
    pub statements: Vec<StatementPlace>,
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.reason.fmt(f)?;
        if let Some(action) = self.actions.first() {
            write!(f, ", for `{}`", Shown::value(action))?;
        }
        match self.actions.len().saturating_sub(1) {
            0 => {}
            more => write!(f, " and {more} more")?,
        }
        self.statements.first().map_or(Ok(()), |statement| write!(f, " ({statement})"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Access, Limits, Universe, compare};
    use iamkit_policy::PolicyDocument;

    #[test]
    fn reasons_are_said_in_one_line() {
        let said = |reason: Reason| reason.to_string();
        assert_eq!(said(Reason::Limit(Exceeded::new("steps", 7))), "it takes more than 7 steps");
        let key = || "aws:username".to_owned();
        assert_eq!(
            said(Reason::PolicyVariable { key: key() }),
            "it depends on the values of `${aws:username}`"
        );
        assert_eq!(
            said(Reason::MixedOperators { key: key() }),
            "operators of several kinds ask for `aws:username`"
        );
        let request = "`s3:GetObject` on `*` by `*`".to_owned();
        assert_eq!(
            said(Reason::WitnessNotConfirmed { request }),
            "the engine doesn't confirm the witness `s3:GetObject` on `*` by `*`"
        );
    }

    #[test]
    fn what_is_unknown_names_actions_and_the_first_statement() {
        let document = |resource: &str| -> PolicyDocument {
            let text = format!(
                r#"{{"Statement": {{"Effect": "Allow", "Action": ["s3:GetObject", "sqs:SendMessage"], "Resource": "{resource}"}}}}"#
            );
            text.parse().unwrap()
        };
        let access = |resource: &str| Access::identity(&document(resource)).unwrap();
        let said = |max_work| {
            let limits = Limits { max_work, ..Limits::default() };
            let comparison = compare(&access("*a*"), &access("*b*"), &Universe::real(), &limits);
            comparison.unknown.first().map(ToString::to_string).unwrap_or_default()
        };
        // Nothing is named until it is told which statements name which actions.
        assert_eq!(said(0), "it takes more than 0 units of work");
        let named = (1..1 << 12).map(|work| (work, said(work))).find(|(_, said)| said.contains("for `"));
        let (work, said) = named.unwrap();
        assert!(said.starts_with(&format!("it takes more than {work} units of work")), "{said}");
        let place = "a: identity policy, /Statement/0 (1:15)";
        assert!(said.ends_with(&format!(", for `s3:GetObject` and 1 more ({place})")), "{said}");
    }
}
