//! What is asked: principal, action, resource and context.

use iamkit_policy::Arn;
use iamkit_policy::id::is_account_id;
use iamkit_policy::principal::{AwsIdentity, PRINCIPAL_ARN, Principal};

use crate::context::{Context, ContextValue, ValueRef};
use crate::index::action::{ActionError, ActionName};

/// What is known of what the requests for an action are about (S25)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
pub enum About {
    /// The resource that the request names, in which `*` is a plain character.
    #[default]
    Named,
    /// `*`, whatever resource the request names.
    Star,
    /// The resource that the request names; where it names `*`, that or an ARN, nobody knows which.
    Unknown,
}

/// A request to decide; it borrows all it is made of, see [`OwnedRequest`](crate::OwnedRequest) for one to keep
///
/// Condition keys that follow from the principal and the resource have their values where the context doesn't give
/// them (S44, S45): `aws:PrincipalArn`, `aws:PrincipalAccount`, `aws:PrincipalType`, `aws:username`,
/// `aws:PrincipalIsAWSService`, `aws:PrincipalServiceName` and `aws:ResourceAccount`.
///
/// ```
/// use iamkit_engine::{Context, Principal, Request};
///
/// let alice: Principal = "arn:aws:iam::111122223333:user/alice".parse()?;
/// let mut context = Context::default();
/// context.insert("aws:SourceIp", "10.0.0.1")?;
/// let request = Request::new(&alice, "s3:GetObject", "arn:aws:s3:::bucket/key")?.with_context(&context);
/// assert_eq!(request.resource(), "arn:aws:s3:::bucket/key");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    pub(crate) principal: &'a Principal,
    pub(crate) action: ActionName<'a>,
    pub(crate) resource: &'a str,
    pub(crate) resource_account: Option<&'a str>,
    pub(crate) management_account: Option<&'a str>,
    pub(crate) about: About,
    pub(crate) restricts_public_buckets: bool,
    pub(crate) hides_principal: bool,
    pub(crate) context: Option<&'a Context<'a>>,
    pub(crate) principal_context: Option<&'a Context<'a>>,
}

impl<'a> Request<'a> {
    /// A request without context; `resource` is an ARN, or `*` for an action that has no resource.
    ///
    /// # Errors
    /// The action is no name, see [`ActionName::new`].
    #[inline]
    pub fn new(principal: &'a Principal, action: &'a str, resource: &'a str) -> Result<Self, ActionError> {
        Ok(Self {
            principal,
            action: ActionName::new(action)?,
            resource,
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
    #[inline]
    pub fn with_context(mut self, context: &'a Context<'a>) -> Self {
        self.context = Some(context);
        self
    }

    /// Sets what is known of the principal besides what follows from its ARN, such as its tags; the request's own context
    /// comes before it. Keys that are unknown have no place here.
    ///
    /// ```
    /// use iamkit_engine::{Context, Principal, Request};
    ///
    /// let alice: Principal = "arn:aws:iam::111122223333:user/alice".parse()?;
    /// let mut tags = Context::default();
    /// tags.insert("aws:PrincipalTag/team", "mail")?;
    /// let request = Request::new(&alice, "s3:GetObject", "arn:aws:s3:::bucket/key")?.with_principal_context(&tags);
    /// assert!(request.context().is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn with_principal_context(mut self, context: &'a Context<'a>) -> Self {
        self.principal_context = Some(context);
        self
    }

    /// Asks for another resource: how an action that touches several is decided, resource by resource (S74).
    #[must_use]
    #[inline]
    pub fn with_resource(mut self, resource: &'a str) -> Self {
        self.resource = resource;
        self.resource_account = None;
        self
    }

    /// Says what is known of what requests for the action are about (S25).
    ///
    /// ```
    /// use iamkit_engine::{About, CompiledPolicies, Decision, PolicyKind, Principal, Request};
    /// use iamkit_policy::PolicyDocument;
    ///
    /// let document: PolicyDocument = r#"{"Statement": {"Effect": "Allow", "Action": "*",
    ///     "Resource": "arn:aws:iot:eu-west-1:111122223333:*"}}"#.parse()?;
    /// let policies = CompiledPolicies::compile(PolicyKind::Identity, [("iot", &document)])?;
    /// let alice: Principal = "arn:aws:iam::111122223333:user/alice".parse()?;
    /// let request = Request::new(&alice, "iot:ListThings", "*")?;
    /// assert_eq!(policies.evaluate(&request.about(About::Star))?.decision(), Decision::ImplicitDeny);
    /// assert_eq!(policies.evaluate(&request.about(About::Unknown))?.decision(), Decision::Depends);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn about(mut self, about: About) -> Self {
        self.about = about;
        self
    }

    /// Says that requests for the action are known to be about `*`, whatever resource is named, or about what is named
    /// (S25).
    #[must_use]
    #[inline]
    pub fn wildcard_only(self, is_about_star: bool) -> Self {
        self.about(if is_about_star { About::Star } else { About::Named })
    }

    /// Says which account owns the resource, where its ARN doesn't (S73).
    #[must_use]
    #[inline]
    pub fn with_resource_account(mut self, account: &'a str) -> Self {
        self.resource_account = Some(account);
        self
    }

    /// Says which account manages the organisation: control policies don't limit it (S66, S68).
    #[must_use]
    #[inline]
    pub fn with_management_account(mut self, account: &'a str) -> Self {
        self.management_account = Some(account);
        self
    }

    /// Says that S3 Block Public Access restricts buckets with public policies (S73).
    #[must_use]
    pub fn restricting_public_buckets(mut self, restricts: bool) -> Self {
        self.restricts_public_buckets = restricts;
        self
    }

    /// Says that no key follows from the principal, who stands for anybody with these policies: a simulation without
    /// a caller (S80).
    #[must_use]
    pub fn without_principal_keys(mut self) -> Self {
        self.hides_principal = true;
        self
    }

    /// Who asks.
    #[inline]
    pub fn principal(&self) -> &'a Principal {
        self.principal
    }

    /// For what.
    #[inline]
    pub fn action(&self) -> &ActionName<'a> {
        &self.action
    }

    /// On which resource; `*` for an action whose requests are about it.
    #[inline]
    pub fn resource(&self) -> &'a str {
        if self.about == About::Star { "*" } else { self.resource }
    }

    /// Whether it isn't known what the request is about, so that a statement on certain resources is undecided (S25).
    #[inline]
    pub fn is_resource_open(&self) -> bool {
        self.about == About::Unknown && self.resource == "*"
    }

    /// Whether the request is known to be about `*`.
    pub(crate) fn is_about_star(&self) -> bool {
        self.about == About::Star
    }

    /// The context that was given.
    #[inline]
    pub fn context(&self) -> Option<&'a Context<'a>> {
        self.context
    }

    /// Which account owns the resource: as was said, or by its ARN; `None` where neither tells.
    pub fn resource_account(&self) -> Option<&'a str> {
        self.resource_account.or_else(|| {
            let [_, _, _, _, account, _] = Arn::components_of(self.resource)?;
            is_account_id(account).then_some(account)
        })
    }

    pub(crate) fn management_account(&self) -> Option<&'a str> {
        self.management_account
    }

    pub(crate) fn restricts_public_buckets(&self) -> bool {
        self.restricts_public_buckets
    }

    #[inline]
    pub(crate) fn has_unknown(&self) -> bool {
        self.context.is_some_and(Context::has_unknown)
    }

    /// Whether the ARN of the principal is what follows from the principal, and wasn't given.
    pub(crate) fn is_principal_arn_derived(&self) -> bool {
        let mut contexts = [self.context, self.principal_context].into_iter().flatten();
        !self.hides_principal && !contexts.any(|context| context.find(PRINCIPAL_ARN).is_some())
    }

    /// What the request carries under a key, given in lower case.
    pub(crate) fn carried(&self, folded_key: &str) -> Carried<'a> {
        let of_request = self.context.and_then(|context| context.find(folded_key));
        match of_request.or_else(|| self.principal_context.and_then(|context| context.find(folded_key))) {
            Some(ContextValue::Single(value)) => Carried::Single(value.as_ref()),
            Some(ContextValue::Multi(values)) => Carried::Multi(values),
            Some(ContextValue::Unknown) => Carried::Unknown,
            None => self
                .derived(folded_key)
                .map_or(Carried::Nothing, |text| Carried::Single(ValueRef::text(text))),
        }
    }

    /// The value of a key that follows from principal and resource (S44, S45).
    fn derived(&self, folded_key: &str) -> Option<&'a str> {
        let key = folded_key.strip_prefix("aws:")?;
        match (key, self.principal) {
            ("resourceaccount", _) => self.resource_account(),
            _ if self.hides_principal => None,
            ("principalisawsservice", Principal::Service(_)) => Some("true"),
            ("principalisawsservice", _) => Some("false"),
            ("principalservicename", Principal::Service(name)) => Some(name),
            ("principaltype", Principal::Anonymous) => Some("Anonymous"),
            ("principaltype", Principal::Aws(principal)) => Some(principal.principal_type()),
            ("principalarn", Principal::Aws(principal)) => Some(principal.principal_arn().as_str()),
            ("principalaccount", Principal::Aws(principal)) => Some(principal.account()),
            ("username", Principal::Aws(principal)) => {
                (principal.identity() == AwsIdentity::User).then(|| principal.name())
            }
            _ => None,
        }
    }
}

/// What a request carries under a key.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Carried<'a> {
    Nothing,
    Single(ValueRef<'a>),
    Multi(&'a [crate::context::Value<'a>]),
    Unknown,
}
