//! The kinds of policy, by where a policy is attached, and what may not stand in each (S7, S22–S24, S52, S67, S68).

use std::fmt;

use super::pattern::is_incomplete_arn;
use crate::document::{PolicyDocument, PrincipalElement, PrincipalEntry, Statement};
use crate::from_its_names;
use crate::keyword::{Effect, LanguageVersion, PrincipalKind};
use crate::position::{Position, Span};
#[cfg(feature = "serde")]
use crate::text_on_the_wire;

/// What a policy is attached to, which decides what may stand in it and how some of it is read
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PolicyKind {
    /// Attached to a user, group or role.
    Identity,
    /// A permissions boundary.
    Boundary,
    /// Passed when a session was made.
    Session,
    /// Attached to a resource.
    Resource,
    /// The key policy of a KMS key, without which identity policies have no power over it (S72).
    Key,
    /// The trust policy of a role (S24, S56).
    Trust,
    /// A service control policy (S65).
    ServiceControl,
    /// A resource control policy (S68).
    ResourceControl,
    /// The policy of a VPC endpoint (S69).
    VpcEndpoint,
}

/// Something in a document that may not stand in a policy of its kind
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct KindProblem {
    statement: Option<usize>,
    span: Span,
    position: Position,
    message: &'static str,
}

impl KindProblem {
    /// The statement's place in the document, from 0; none where the document itself is at fault.
    pub fn statement(&self) -> Option<usize> {
        self.statement
    }

    /// The bytes of the statement; of the document's version, or all of it, where no statement is at fault.
    pub fn span(&self) -> Span {
        self.span
    }

    /// Line and column.
    pub fn position(&self) -> Position {
        self.position
    }

    /// What is wrong, with the rule's id.
    pub fn message(&self) -> &'static str {
        self.message
    }
}

impl fmt::Display for PolicyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

from_its_names!(PolicyKind, "kind of policy");
#[cfg(feature = "serde")]
text_on_the_wire!(PolicyKind);

impl PolicyKind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::Identity,
        Self::Boundary,
        Self::Session,
        Self::Resource,
        Self::Key,
        Self::Trust,
        Self::ServiceControl,
        Self::ResourceControl,
        Self::VpcEndpoint,
    ];

    /// The kind in the words of a message, such as `service control`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Boundary => "boundary",
            Self::Session => "session",
            Self::Resource => "resource",
            Self::Key => "key",
            Self::Trust => "trust",
            Self::ServiceControl => "service control",
            Self::ResourceControl => "resource control",
            Self::VpcEndpoint => "VPC endpoint",
        }
    }

    /// What the policy of a resource is, by the action that is asked for: a role's trust policy, a key's policy, or
    /// another's (S24, S72).
    ///
    /// ```
    /// use iamkit_policy::normal::PolicyKind;
    ///
    /// assert_eq!(PolicyKind::of_resource_policy("sts:AssumeRole"), PolicyKind::Trust);
    /// assert_eq!(PolicyKind::of_resource_policy("KMS:Decrypt"), PolicyKind::Key);
    /// assert_eq!(PolicyKind::of_resource_policy("s3:GetObject"), PolicyKind::Resource);
    /// ```
    pub fn of_resource_policy(action: &str) -> Self {
        const ASSUMING: [&str; 5] = [
            "sts:assumerole",
            "sts:assumerolewithsaml",
            "sts:assumerolewithwebidentity",
            "sts:tagsession",
            "sts:setsourceidentity",
        ];
        let action = action.to_ascii_lowercase();
        match action.as_str() {
            action if ASSUMING.contains(&action) => Self::Trust,
            action if action.starts_with("kms:") => Self::Key,
            _ => Self::Resource,
        }
    }

    /// What the policy of a resource is, by the ARN of the resource: a key's policy, or another's (S72).
    ///
    /// ```
    /// use iamkit_policy::normal::PolicyKind;
    ///
    /// assert_eq!(PolicyKind::of_resource("arn:aws:kms:us-east-1:111122223333:key/1"), PolicyKind::Key);
    /// assert_eq!(PolicyKind::of_resource("arn:aws:s3:::logs"), PolicyKind::Resource);
    /// ```
    pub fn of_resource(arn: &str) -> Self {
        if arn.split(':').nth(2) == Some("kms") { Self::Key } else { Self::Resource }
    }

    /// What kind of policy a document looks like, where nothing else tells: by its principals and what it is about.
    ///
    /// Documents without principals count as identity policies: boundaries, session and service control policies are
    /// written like them. Resource control and endpoint policies are written like other policies of resources.
    ///
    /// ```
    /// use iamkit_policy::{PolicyDocument, normal::PolicyKind};
    ///
    /// let trust: PolicyDocument = r#"{"Statement": {
    ///     "Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}}"#.parse()?;
    /// assert_eq!(PolicyKind::of_document(&trust), PolicyKind::Trust);
    /// # Ok::<(), iamkit_policy::ParseErrors>(())
    /// ```
    pub fn of_document(document: &PolicyDocument) -> Self {
        let statements = document.statements();
        if statements.iter().all(|statement| statement.principals().is_none()) {
            return Self::Identity;
        }
        // Only a role's trust policy has actions of STS and no resource (S24), only a key's policy those of KMS alone.
        let is_without_resource = statements.iter().all(|statement| statement.resources().is_none());
        match () {
            () if is_without_resource && is_all_of(document, "sts:") => Self::Trust,
            () if is_all_of(document, "kms:") => Self::Key,
            () => Self::Resource,
        }
    }

    /// Whether statements say for whom they are: `Principal` (S23).
    pub fn names_principals(self) -> bool {
        !matches!(self, Self::Identity | Self::Boundary | Self::Session | Self::ServiceControl)
    }

    /// Whether an incomplete ARN in `Resource` gets `*` in its missing fields (S7).
    pub(crate) fn completes(self, text: &str) -> bool {
        match self {
            Self::Resource | Self::Key | Self::Trust | Self::VpcEndpoint => text.contains(['*', '?']),
            Self::Identity
            | Self::Boundary
            | Self::Session
            | Self::ServiceControl
            | Self::ResourceControl => true,
        }
    }

    /// All that may not stand in a policy of this kind, in the order of the statements.
    ///
    /// ```
    /// use iamkit_policy::{PolicyDocument, normal::PolicyKind};
    ///
    /// let document: PolicyDocument = r#"{"Statement": {
    ///     "Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}}"#.parse()?;
    /// assert_eq!(PolicyKind::Trust.problems(&document), []);
    /// let problems = PolicyKind::Identity.problems(&document);
    /// assert_eq!(problems[0].message(), "`Principal` is not allowed (S23)");
    /// # Ok::<(), iamkit_policy::ParseErrors>(())
    /// ```
    pub fn problems(self, document: &PolicyDocument) -> Vec<KindProblem> {
        let version = match (self, document.version()) {
            (Self::ResourceControl, LanguageVersion::V2008_10_17) => {
                Some("`Version` has to be `2012-10-17` (S68)")
            }
            _ => None,
        };
        let of_document = version.map(|message| KindProblem {
            statement: None,
            span: document.version_span().map_or(document.span(), |version| version.value),
            position: document.position(document.span().start),
            message,
        });
        let of_statements = document.statements().iter().flat_map(|statement| {
            let messages = [self.principal_problem(statement), self.element_problem(statement)];
            messages.into_iter().flatten().map(|message| KindProblem {
                statement: Some(statement.index()),
                span: statement.span(),
                position: statement.position(),
                message,
            })
        });
        of_document.into_iter().chain(of_statements).collect()
    }

    fn principal_problem(self, statement: &Statement) -> Option<&'static str> {
        let principals = statement.principals();
        let is_negated = principals.is_some_and(PrincipalElement::is_negated);
        match self {
            _ if !self.names_principals() => principals.map(|_| {
                if is_negated {
                    "`NotPrincipal` is not allowed (S23)"
                } else {
                    "`Principal` is not allowed (S23)"
                }
            }),
            Self::Trust | Self::ResourceControl if is_negated => Some("`NotPrincipal` is not allowed (S52)"),
            Self::Trust if principals.is_none() => Some("`Principal` is missing (S23)"),
            Self::ResourceControl if !principals.is_some_and(is_everyone) => {
                Some("`Principal` has to be `*` (S68)")
            }
            _ => None,
        }
    }

    fn element_problem(self, statement: &Statement) -> Option<&'static str> {
        match (self, statement.resources()) {
            // S84: without `Resource`, a statement is about what the policy is attached to; that of a key has no effect.
            (Self::Trust | Self::Resource | Self::Key, None) => None,
            (Self::Trust, Some(_)) => Some("`Resource` and `NotResource` are not allowed (S24)"),
            (_, None) => Some("`Resource` or `NotResource` is missing"),
            (Self::ServiceControl | Self::ResourceControl, Some(_)) => self.control_problem(statement),
            _ => None,
        }
    }

    fn control_problem(self, statement: &Statement) -> Option<&'static str> {
        let mut resources = statement.resources().into_iter().flat_map(|resources| resources.values.iter());
        let is_bad =
            |text: &str| is_incomplete_arn(text) && !(self == Self::ServiceControl && has_wildcard(text));
        if resources.any(|text| is_bad(&text)) {
            return Some("an incomplete ARN is not allowed (S7)");
        }
        if self == Self::ServiceControl {
            return None;
        }
        let is_every_action = statement.actions().values.iter().any(|text| text == "*");
        match statement.effect() {
            Effect::Allow if !is_full_access(statement) => Some("only `Deny` is allowed (S68)"),
            Effect::Deny if statement.actions().is_negated() => Some("`NotAction` is not allowed (S68)"),
            Effect::Deny if is_every_action => Some("`Action` may not be `*` (S68)"),
            _ => None,
        }
    }
}

/// Whether all actions that the statements name are of one service.
fn is_all_of(document: &PolicyDocument, prefix: &str) -> bool {
    let is_of = |text: &str| text.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix));
    document.statements().iter().all(|statement| {
        !statement.actions().is_negated() && statement.actions().values.iter().all(|text| is_of(&text))
    })
}

fn has_wildcard(text: &str) -> bool {
    text.contains(['*', '?'])
}

/// `"*"` or `{"AWS": "*"}`; a star of another kind, or no entry at all, would be about nobody (S46).
fn is_everyone(element: &PrincipalElement) -> bool {
    let is_star = |entry: &PrincipalEntry| entry.kind() == PrincipalKind::Aws && entry.value() == "*";
    !element.entries().is_empty() && element.entries().iter().all(is_star)
}

/// `RCPFullAWSAccess`, the one Allow that AWS itself attaches (S68).
fn is_full_access(statement: &Statement) -> bool {
    let is_star = |list: &crate::document::ElementList| {
        !list.is_negated() && list.values.iter().all(|text| text == "*")
    };
    is_star(statement.actions())
        && statement.resources().is_some_and(is_star)
        && statement.conditions().is_empty()
}
