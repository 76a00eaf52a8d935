//! The answer to a request, as data.

use std::fmt;

use iamkit_policy::Position;

/// What was decided
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Decision {
    /// A statement allows and none denies.
    Allow,
    /// A statement denies (S55).
    ExplicitDeny,
    /// No statement allows.
    ImplicitDeny,
}

impl Decision {
    /// The decision as AWS's simulator writes it (S80).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allowed",
            Self::ExplicitDeny => "explicitDeny",
            Self::ImplicitDeny => "implicitDeny",
        }
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A statement of a policy, by name and place
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementRef {
    pub(crate) policy: Box<str>,
    pub(crate) index: usize,
    pub(crate) sid: Option<Box<str>>,
    pub(crate) position: Position,
}

impl StatementRef {
    /// The name the policy was compiled under.
    pub fn policy(&self) -> &str {
        &self.policy
    }

    /// The statement's place in the document, from 0.
    pub fn index(&self) -> usize {
        self.index
    }

    /// The statement id.
    pub fn sid(&self) -> Option<&str> {
        self.sid.as_deref()
    }

    /// Line and column of the statement's opening brace.
    pub fn position(&self) -> Position {
        self.position
    }
}

impl fmt::Display for StatementRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "statement {} of `{}` ({})", self.index, self.policy, self.position)
    }
}

/// A decision with its reasons
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    pub(crate) decision: Decision,
    pub(crate) decided_by: Vec<StatementRef>,
    pub(crate) missing_keys: Vec<String>,
}

impl Evaluation {
    /// What was decided.
    pub fn decision(&self) -> Decision {
        self.decision
    }

    /// The statements that decided: every matching Deny, or else every matching Allow; none for an implicit deny
    /// (S75). Policies in the order they were compiled in, then statements in theirs.
    pub fn decided_by(&self) -> &[StatementRef] {
        &self.decided_by
    }

    /// The condition keys that statements on this action and resource ask for and the request doesn't carry; sorted
    /// without regard to letter case, spelt as in the first policy that asks.
    pub fn missing_keys(&self) -> &[String] {
        &self.missing_keys
    }
}
