//! The ARNs that the role of a session may have, whose path the session's ARN doesn't tell (S45).

use crate::arn::Arn;
use crate::glob::{Glob, Token};

/// What the names of roles begin with that IAM Identity Center keeps, and the path that they stand under (S45).
const RESERVED_NAME: &str = "AWSReservedSSO_";
const RESERVED_PATH: &str = "aws-reserved/sso.amazonaws.com/";

/// The ARNs of the roles that a session may be one of: all have one beginning and one name, with any path between, which
/// is empty or ends with a slash (S45)
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PossibleRoles {
    start: String,
    name: String,
}

impl PossibleRoles {
    pub(super) fn of(session: &Arn, name: &str) -> Self {
        Self { start: start_of_role(session, name), name: name.to_owned() }
    }

    /// The one with the shortest path that it may have.
    pub fn shortest(&self) -> String {
        self.with_path("")
    }

    /// The role with a path, to which a slash is added where it lacks it.
    pub fn with_path(&self, path: &str) -> String {
        let slash = if path.is_empty() || path.ends_with('/') { "" } else { "/" };
        [&self.start, path, slash, &self.name].concat()
    }

    /// The path of a role's ARN behind the common beginning; `None` for what the role can't be.
    pub fn path_in<'t>(&self, arn: &'t str) -> Option<&'t str> {
        let path = arn.strip_prefix(&*self.start)?.strip_suffix(&*self.name)?;
        (path.is_empty() || (path.ends_with('/') && path != "/")).then_some(path)
    }

    /// The first five components, which all have in common.
    pub fn components(&self) -> [&str; 5] {
        let mut components = [""; 5];
        for (component, text) in components.iter_mut().zip(self.start.split(':')) {
            *component = text;
        }
        components
    }

    /// The role that a text names but for letter case, its beginning and name spelt as they are.
    pub fn spelt_like(&self, text: &str) -> Option<String> {
        let path = text.get(self.start.len()..text.len().checked_sub(self.name.len())?)?;
        let role = self.with_path(path);
        role.eq_ignore_ascii_case(text).then_some(role)
    }

    /// The patterns that are matched by all of them and by nothing else.
    pub fn globs(&self) -> [Glob; 2] {
        let literal = |text: &str| Token::Literal(text.into());
        let start = literal(&self.start);
        let behind = literal(&["/", &self.name].concat());
        [
            Glob::from_tokens([start.clone(), literal(&self.name)]),
            Glob::from_tokens([start, Token::AnyChar, Token::AnyString, behind]),
        ]
    }
}

/// What the ARN of a session's role begins with: all before its name, but a path that nobody knows.
pub(super) fn start_of_role(session: &Arn, role: &str) -> String {
    let path = if role.starts_with(RESERVED_NAME) { RESERVED_PATH } else { "" };
    ["arn:", session.partition(), ":iam::", session.account(), ":role/", path].concat()
}
