//! A request that owns what it is made of, for those who keep it: in a queue, across threads, in a task.

use std::sync::Arc;

use iamkit_policy::principal::Principal;

use crate::context::Context;
use crate::index::action::{ActionError, ActionName, Found};
use crate::request::{About, Request};

/// A request that borrows nothing, and can be asked as a [`Request`] any number of times
///
/// The principal and what is known of it may be shared among requests.
///
/// ```
/// use std::sync::Arc;
///
/// use iamkit_engine::{Context, OwnedRequest, Principal};
///
/// let alice: Arc<Principal> = Arc::new("arn:aws:iam::111122223333:user/alice".parse()?);
/// let request = OwnedRequest::new(alice, "s3:GetObject", "arn:aws:s3:::bucket/key")?
///     .with_context(Context::from_iter([("aws:SourceIp", "10.0.0.1")]));
/// let kept = std::thread::spawn(move || request.as_request().resource().to_owned()).join();
/// assert_eq!(kept.ok().as_deref(), Some("arn:aws:s3:::bucket/key"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnedRequest {
    principal: Arc<Principal>,
    action: Box<str>,
    // INVARIANT: found in the text above.
    found: Found,
    resource: Box<str>,
    resource_account: Option<Box<str>>,
    management_account: Option<Box<str>>,
    about: About,
    restricts_public_buckets: bool,
    hides_principal: bool,
    context: Option<Context<'static>>,
    principal_context: Option<Arc<Context<'static>>>,
}

impl OwnedRequest {
    /// A request without context; see [`Request::new`].
    ///
    /// # Errors
    /// The action is no name, see [`ActionName::new`].
    pub fn new(
        principal: impl Into<Arc<Principal>>,
        action: impl Into<Box<str>>,
        resource: impl Into<Box<str>>,
    ) -> Result<Self, ActionError> {
        let action = action.into();
        let found = ActionName::new(&action)?.found();
        Ok(Self {
            principal: principal.into(),
            action,
            found,
            resource: resource.into(),
            resource_account: None,
            management_account: None,
            about: About::Named,
            restricts_public_buckets: false,
            hides_principal: false,
            context: None,
            principal_context: None,
        })
    }

    /// Sets the context, replacing the former one.
    #[must_use]
    pub fn with_context(mut self, context: Context<'_>) -> Self {
        self.context = Some(context.into_owned());
        self
    }

    /// Sets what is known of the principal, see [`Request::with_principal_context`].
    #[must_use]
    pub fn with_principal_context(mut self, context: impl Into<Arc<Context<'static>>>) -> Self {
        self.principal_context = Some(context.into());
        self
    }

    /// Asks for another resource, see [`Request::with_resource`].
    #[must_use]
    pub fn with_resource(mut self, resource: impl Into<Box<str>>) -> Self {
        self.resource = resource.into();
        self.resource_account = None;
        self
    }

    /// Says which account owns the resource, where its ARN doesn't (S73).
    #[must_use]
    pub fn with_resource_account(mut self, account: impl Into<Box<str>>) -> Self {
        self.resource_account = Some(account.into());
        self
    }

    /// Says which account manages the organisation (S66, S68).
    #[must_use]
    pub fn with_management_account(mut self, account: impl Into<Box<str>>) -> Self {
        self.management_account = Some(account.into());
        self
    }

    /// Says what is known of what requests for the action are about (S25).
    #[must_use]
    pub fn about(mut self, about: About) -> Self {
        self.about = about;
        self
    }

    /// Says that S3 Block Public Access restricts buckets with public policies (S73).
    #[must_use]
    pub fn restricting_public_buckets(mut self, restricts: bool) -> Self {
        self.restricts_public_buckets = restricts;
        self
    }

    /// Says that no key follows from the principal, see [`Request::without_principal_keys`].
    #[must_use]
    pub fn without_principal_keys(mut self) -> Self {
        self.hides_principal = true;
        self
    }

    /// Who asks.
    pub fn principal(&self) -> &Arc<Principal> {
        &self.principal
    }

    /// The request to ask.
    ///
    /// # Complexity
    /// Constant: the action has been read.
    #[inline]
    pub fn as_request(&self) -> Request<'_> {
        Request {
            principal: &self.principal,
            action: ActionName::again(&self.action, self.found),
            resource: &self.resource,
            resource_account: self.resource_account.as_deref(),
            management_account: self.management_account.as_deref(),
            about: self.about,
            restricts_public_buckets: self.restricts_public_buckets,
            hides_principal: self.hides_principal,
            context: self.context.as_ref(),
            principal_context: self.principal_context.as_deref(),
        }
    }
}

impl From<&Request<'_>> for OwnedRequest {
    /// Copies all that the request borrows.
    fn from(request: &Request<'_>) -> Self {
        Self {
            principal: Arc::new(request.principal.clone()),
            action: request.action.as_str().into(),
            found: request.action.found(),
            resource: request.resource.into(),
            resource_account: request.resource_account.map(Into::into),
            management_account: request.management_account.map(Into::into),
            about: request.about,
            restricts_public_buckets: request.restricts_public_buckets,
            hides_principal: request.hides_principal,
            context: request.context.cloned().map(Context::into_owned),
            principal_context: request.principal_context.cloned().map(Context::into_owned).map(Arc::new),
        }
    }
}
