//! What is asked: principal, action, resource and context.

use crate::action::Action;
use crate::context::{Context, ContextValue};
use crate::principal::Principal;

/// A request to decide
///
/// Condition keys that follow from the principal and the resource are filled in where the context doesn't give them
/// (S44, S45): `aws:PrincipalArn`, `aws:PrincipalAccount`, `aws:PrincipalType`, `aws:username`,
/// `aws:PrincipalIsAWSService`, `aws:PrincipalServiceName` and `aws:ResourceAccount`.
///
/// ```
/// use iamkit_engine::{Context, Request};
///
/// let mut context = Context::default();
/// context.insert("aws:SourceIp", "10.0.0.1")?;
/// let request = Request::new("*".parse()?, "s3:GetObject".parse()?, "arn:aws:s3:::bucket/key").with_context(context);
/// assert_eq!(request.resource(), "arn:aws:s3:::bucket/key");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Request {
    principal: Principal,
    action: Action,
    resource: String,
    resource_account: Option<String>,
    is_wildcard_only: bool,
    /// The context as given and all that follows from the other parts.
    context: Context,
}

impl Request {
    /// A request with an empty context; `resource` is an ARN, or `*` for an action that has no resource.
    pub fn new(principal: Principal, action: Action, resource: impl Into<String>) -> Self {
        let request = Self {
            principal,
            action,
            resource: resource.into(),
            resource_account: None,
            is_wildcard_only: false,
            context: Context::default(),
        };
        request.with_context(Context::default())
    }

    /// Sets the context, replacing the former one.
    #[must_use]
    pub fn with_context(mut self, context: Context) -> Self {
        self.context = context;
        self.principal.fill(&mut self.context);
        if let Some(account) = self.account_of_resource() {
            self.context.insert_default("aws:resourceaccount", &account);
        }
        self
    }

    /// Says that the action has no resource types, so that only `*` covers it, whatever resource is named (S25).
    #[must_use]
    pub fn wildcard_only(mut self, is_wildcard_only: bool) -> Self {
        self.is_wildcard_only = is_wildcard_only;
        self
    }

    /// Says which account owns the resource, where its ARN doesn't (S73); call it before [`Request::with_context`].
    #[must_use]
    pub fn resource_account(mut self, account: impl Into<String>) -> Self {
        self.resource_account = Some(account.into());
        self
    }

    /// Who asks.
    pub fn principal(&self) -> &Principal {
        &self.principal
    }

    /// For what.
    pub fn action(&self) -> &Action {
        &self.action
    }

    /// On which resource; `*` for an action without resource types.
    pub fn resource(&self) -> &str {
        if self.is_wildcard_only { "*" } else { &self.resource }
    }

    /// The context, with the keys that follow from principal and resource.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// The single value of a key given in lower case; multi-valued keys have none (S14).
    pub(crate) fn variable(&self, folded_key: &str) -> Option<&str> {
        match self.context.folded(folded_key)? {
            ContextValue::Single(value) => Some(value),
            ContextValue::Multi(_) => None,
        }
    }

    fn account_of_resource(&self) -> Option<String> {
        if self.resource_account.is_some() {
            return self.resource_account.clone();
        }
        let account = self.resource.split(':').nth(4)?;
        let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
        is_account.then(|| account.to_owned())
    }
}
