//! Who made a call, as IAM decides about it ("CloudTrail userIdentity element" of CloudTrail's user guide).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::record::{LogRecord, UserIdentity, text_of};

/// Who made a call
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller<'r> {
    /// What it is.
    pub kind: CallerKind,
    /// The ARN of the user, role or account that IAM decides about, or the name of a service; empty where none is told.
    pub name: Cow<'r, str>,
    /// The ARN of a session.
    pub session: Option<&'r str>,
    /// The account.
    pub account: Option<&'r str>,
}

/// What a caller is
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CallerKind {
    /// A user with a key of its own, or a session of that user.
    User,
    /// A session of a role.
    Role,
    /// A session of a role whose ARN isn't told, but only its name.
    RoleByName,
    /// The root user.
    Root,
    /// A session that `GetFederationToken` gave.
    Federated,
    /// Someone an identity provider vouches for, who assumes a role.
    Provided,
    /// Someone of another account.
    Account,
    /// A service.
    Service,
    /// Someone who isn't told.
    Unknown,
}

impl CallerKind {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Role => "role",
            Self::RoleByName => "roleByName",
            Self::Root => "root",
            Self::Federated => "federated",
            Self::Provided => "provided",
            Self::Account => "account",
            Self::Service => "service",
            Self::Unknown => "unknown",
        }
    }
}

impl<'r> Caller<'r> {
    pub(crate) fn of(record: &'r LogRecord<'_>) -> Self {
        record.user_identity.as_ref().map_or_else(Self::unknown, Self::of_identity)
    }

    fn unknown() -> Self {
        Self { kind: CallerKind::Unknown, name: Cow::Borrowed(""), session: None, account: None }
    }

    fn of_identity(identity: &'r UserIdentity<'_>) -> Self {
        let arn = text_of(identity.arn.as_ref());
        let account = identity.account_id.as_ref().map(super::text::RecordText::as_str);
        let new = |kind, name: &'r str| Self { kind, name: Cow::Borrowed(name), session: None, account };
        match text_of(identity.kind.as_ref()) {
            "IAMUser" if !arn.is_empty() => new(CallerKind::User, arn),
            "AssumedRole" => role(identity, arn, account),
            "Root" => new(CallerKind::Root, arn),
            "FederatedUser" => new(CallerKind::Federated, arn),
            "WebIdentityUser" | "SAMLUser" => {
                let provider = text_of(identity.identity_provider.as_ref());
                let name =
                    if provider.is_empty() { text_of(identity.principal_id.as_ref()) } else { provider };
                new(CallerKind::Provided, name)
            }
            "AWSAccount" => new(CallerKind::Account, account.unwrap_or_default()),
            "AWSService" => new(CallerKind::Service, text_of(identity.invoked_by.as_ref())),
            // Of events of services it is left out.
            "" if identity.invoked_by.is_some() => {
                new(CallerKind::Service, text_of(identity.invoked_by.as_ref()))
            }
            _ => new(CallerKind::Unknown, arn),
        }
    }
}

fn role<'r>(identity: &'r UserIdentity<'_>, arn: &'r str, account: Option<&'r str>) -> Caller<'r> {
    let session = (!arn.is_empty()).then_some(arn);
    let issuer = identity.session_context.as_ref().and_then(|context| context.session_issuer.as_ref());
    let issuer = text_of(issuer.and_then(|issuer| issuer.arn.as_ref()));
    if !issuer.is_empty() {
        return Caller { kind: CallerKind::Role, name: Cow::Borrowed(issuer), session, account };
    }
    let name = of_session(arn).map_or(Cow::Borrowed(arn), Cow::Owned);
    Caller { kind: CallerKind::RoleByName, name, session, account }
}

/// The ARN of the role of a session, without the role's path, which the session's ARN doesn't have.
fn of_session(arn: &str) -> Option<String> {
    let (head, tail) = arn.split_once(":assumed-role/")?;
    let name = tail.split('/').next()?;
    Some(format!("{}:role/{name}", head.replacen(":sts:", ":iam:", 1)))
}
