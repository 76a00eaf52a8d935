//! Deciding for the principals of accounts that change: readers take the present picture, a writer swaps it.

use std::sync::Arc;

use arc_swap::{ArcSwap, Guard};
use iamkit_policy::shown::Shown;
use iamkit_store::Directory;

use crate::view::{AccessAnswer, AccessView, AskError, ViewError, Wanted};

/// Why a principal's request can't be decided
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuthorizerError {
    /// No account has such a user or role.
    #[error("there is no user or role `{}`", Shown::value(.0))]
    NoSuchPrincipal(String),
    /// The question has no answer.
    #[error(transparent)]
    Ask(#[from] AskError),
}

impl AuthorizerError {
    /// The error code on the wire, in AWS's words.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoSuchPrincipal(_) => "NoSuchEntity",
            Self::Ask(error) => error.code(),
        }
    }
}

/// Answers for whoever asks, while the accounts change
///
/// Reading takes no lock: each question sees one [`AccessView`] whole, the newest there is when it begins.
/// [`Authorizer::refresh`] makes the next view beside the present one; what the changes didn't touch stays compiled.
///
/// ```
/// use iamkit_account::authorizer::Authorizer;
/// use iamkit_account::view::Wanted;
/// use iamkit_store::Directory;
///
/// let authorizer = Authorizer::new(&Directory::default())?;
/// let asked = authorizer.is_allowed("arn:aws:iam::111122223333:user/alice", &Wanted::new("s3:ListAllMyBuckets", "*"));
/// let message = asked.unwrap_err().to_string();
/// assert_eq!(message, "there is no user or role `arn:aws:iam::111122223333:user/alice`");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Authorizer {
    view: ArcSwap<AccessView>,
}

impl Authorizer {
    /// Answers for the accounts of a directory.
    ///
    /// # Errors
    /// See [`AccessView::new`].
    pub fn new(directory: &Directory) -> Result<Self, ViewError> {
        Ok(Self { view: ArcSwap::from_pointee(AccessView::new(directory)?) })
    }

    /// Answers for the directory as it has become, from the next question on.
    ///
    /// # Errors
    /// See [`AccessView::new`]; the answers are then those of before.
    pub fn refresh(&self, directory: &Directory) -> Result<(), ViewError> {
        let next = self.view.load().renewed(directory)?;
        self.view.store(Arc::new(next));
        Ok(())
    }

    /// The present view, kept for as long as the caller wants.
    pub fn view(&self) -> Arc<AccessView> {
        self.view.load_full()
    }

    /// Whether the user or role with an ARN may; an answer that depends on unknown keys is no.
    ///
    /// # Errors
    /// See [`AuthorizerError`].
    ///
    /// # Complexity
    /// As [`AccessView::is_allowed`], and a look-up of the ARN.
    pub fn is_allowed(&self, principal: &str, wanted: &Wanted<'_>) -> Result<bool, AuthorizerError> {
        let view: Guard<Arc<AccessView>> = self.view.load();
        let entry = view.principal(principal).ok_or_else(|| no_such(principal))?;
        Ok(view.is_allowed(entry, wanted)?)
    }

    /// Decides for the user or role with an ARN, and says why.
    ///
    /// # Errors
    /// See [`AuthorizerError`].
    pub fn authorize(&self, principal: &str, wanted: &Wanted<'_>) -> Result<AccessAnswer, AuthorizerError> {
        let view = self.view.load();
        let entry = view.principal(principal).ok_or_else(|| no_such(principal))?;
        Ok(view.evaluate(entry, wanted)?)
    }
}

fn no_such(principal: &str) -> AuthorizerError {
    AuthorizerError::NoSuchPrincipal(principal.to_owned())
}
