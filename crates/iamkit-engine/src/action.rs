//! The action of a request: one real name, no pattern.

use std::fmt;
use std::str::FromStr;

/// An action name, `service:Name`; equal in any letter case (S2)
///
/// ```
/// use iamkit_engine::Action;
///
/// assert_eq!("S3:getobject".parse::<Action>()?, "s3:GetObject".parse()?);
/// assert!("s3:Get*".parse::<Action>().is_err());
/// # Ok::<(), iamkit_engine::ActionError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Action {
    written: Box<str>,
    folded: Box<str>,
}

/// A text that is no action name
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no action: expected `service:Name` without wildcards, white space and commas")]
pub struct ActionError(String);

impl Action {
    /// The action as written.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// The action in lower case, by which it is matched.
    pub(crate) fn folded(&self) -> &str {
        &self.folded
    }
}

impl FromStr for Action {
    type Err = ActionError;

    /// # Errors
    /// No or several colons, an empty part, or a character that no action has: `*`, `?`, `,`, white space (S4, S79).
    fn from_str(text: &str) -> Result<Self, ActionError> {
        let is_action = text.split_once(':').is_some_and(|(service, name)| {
            !service.is_empty()
                && !name.is_empty()
                && !name.contains(':')
                && !text.contains(|character: char| character.is_whitespace() || "*?,".contains(character))
        });
        if !is_action {
            return Err(ActionError(text.into()));
        }
        Ok(Self { written: text.into(), folded: text.to_ascii_lowercase().into() })
    }
}

impl PartialEq for Action {
    fn eq(&self, other: &Self) -> bool {
        self.folded == other.folded
    }
}

impl Eq for Action {}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}
