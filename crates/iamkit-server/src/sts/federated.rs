//! Sessions of roles for whom an identity provider vouches: the trust policy of the role decides, with the provider as its
//! principal.
//!
//! # Whose word is taken
//! Nobody here can ask a provider for its keys, so a token or assertion is taken that whoever holds the server's root key
//! has signed for the provider: a JSON Web Token by `HS256` with the secret of the root key, whose id is the token's
//! `kid`; an assertion as its Base64, a dot, and the same signature of that Base64, in Base64 for URLs. A server that lets
//! clients begin anew takes tokens of the algorithm `none`, and bare assertions: there anybody may do anything anyway.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use iamkit_engine::{CompiledPolicies, Context, ContextValue, Layers, PolicyKind, Principal, Request};
use iamkit_policy::id::{account_in, last_part};
use iamkit_store::{Account, ControlPolicyKind, Role, Snapshot};
use iamkit_wire::WireError;
use sha2::Sha256;

use super::assume_role::AssumedRoleUser;
use super::credentials::{Credentials, PolicyDescriptor, session_policies};
use crate::caller::{Session, SessionKind};
use crate::condition_keys::{Circumstances, of_request};
use crate::enforcement::Enforcement;
use crate::state::State;

/// How long a session lasts that is told nothing.
const HOUR: u32 = 3_600;

/// Whether a text was signed with the root key.
pub(super) fn is_signed(state: &State, text: &str, signature: &str) -> bool {
    let Ok(signature) = URL_SAFE_NO_PAD.decode(signature) else { return false };
    // INVARIANT: HMAC takes a key of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(state.root_key.secret().as_bytes()) else {
        return false;
    };
    mac.update(text.as_bytes());
    mac.verify_slice(&signature).is_ok()
}

/// What a provider says of whom it vouches for
pub(super) struct Claimed {
    /// The provider, as trust policies name it.
    pub(super) provider: String,
    pub(super) session_name: String,
    /// The condition keys of the request for the session.
    pub(super) keys: Vec<(String, Vec<String>)>,
    /// Those that go with every call of the session.
    pub(super) lasting: Vec<(String, String)>,
    pub(super) tags: Vec<(String, String)>,
    pub(super) transitive: Vec<String>,
    pub(super) source_identity: Option<String>,
}

/// What a session is asked for with
pub(super) struct Asked<'r> {
    pub(super) action: &'static str,
    pub(super) role_arn: &'r str,
    pub(super) policy: Option<&'r str>,
    pub(super) policy_arns: &'r [PolicyDescriptor],
    pub(super) duration_seconds: Option<u32>,
}

/// The credentials of a session, and who it is.
pub(super) fn assume(
    state: &State,
    circumstances: &Circumstances,
    asked: &Asked<'_>,
    claimed: &Claimed,
) -> Result<(Credentials, AssumedRoleUser), WireError> {
    let snapshot = state.snapshot();
    let (account, role) = role_of(&snapshot, asked.role_arn).ok_or_else(|| denied(asked.action))?;
    if state.enforcement != Enforcement::Off {
        ensure_trusted(state, circumstances, asked, claimed, (account, role))?;
    }
    let seconds = asked.duration_seconds.unwrap_or(HOUR);
    if role.max_session_duration().as_seconds() < seconds {
        let message = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.";
        return Err(WireError::new("ValidationError", 400, message));
    }
    let now = state.clock.now();
    let session = Session {
        kind: SessionKind::Role,
        account: account.id().to_string(),
        principal: role.id().to_string(),
        name: claimed.session_name.clone(),
        issued: now,
        expires: now + i64::from(seconds),
        policies: session_policies(account, asked.policy, asked.policy_arns)?,
        tags: claimed.tags.clone(),
        transitive: claimed.transitive.clone(),
        source_identity: claimed.source_identity.clone(),
        mfa: None,
        keys: claimed.lasting.clone(),
    };
    let user = AssumedRoleUser::of(account, role, &session.name);
    Ok((Credentials::of(state, &session)?, user))
}

/// The role with an ARN, and its account.
fn role_of<'s>(snapshot: &'s Snapshot, arn: &str) -> Option<(&'s Arc<Account>, &'s Arc<Role>)> {
    let account = snapshot.account(&account_in(arn)?.parse().ok()?).ok()?;
    let role = account.role(&last_part(arn).parse().ok()?).ok()?;
    (role.arn() == arn).then_some((account, role))
}

fn denied(action: &str) -> WireError {
    WireError::new("AccessDenied", 403, format!("Not authorized to perform {action}"))
}

/// Makes sure that the trust policy lets the provider's user in, with tags and source identity, and that no resource
/// control policy keeps it out.
fn ensure_trusted(
    state: &State,
    circumstances: &Circumstances,
    asked: &Asked<'_>,
    claimed: &Claimed,
    (account, role): (&Arc<Account>, &Arc<Role>),
) -> Result<(), WireError> {
    let failure = |error: &dyn std::fmt::Display| WireError::new("ServiceFailure", 500, error.to_string());
    let snapshot = state.snapshot();
    let trust = snapshot.trust_policy(account.id(), role.name()).map_err(|error| failure(&error))?;
    let trust = CompiledPolicies::compile(PolicyKind::Trust, [("trust", &*trust)]);
    let trust = trust.map_err(|error| failure(&error))?;
    let levels = snapshot
        .organization()
        .and_then(|organization| organization.levels(account.id(), ControlPolicyKind::ResourceControlPolicy));
    let levels = levels.unwrap_or_default();
    let compiled = levels.iter().map(|level| {
        let named = level.policies().iter().map(|policy| (policy.name().as_str(), &**policy.document()));
        CompiledPolicies::compile(PolicyKind::ResourceControl, named)
    });
    let compiled = compiled.collect::<Result<Vec<_>, _>>().map_err(|error| failure(&error))?;
    let layers = compiled.iter().fold(Layers::new().resource(&trust), Layers::resource_control);
    let context = context(circumstances, claimed, role);
    let principal = Principal::federated(&claimed.provider);
    let mut actions = vec![asked.action];
    actions.extend((!claimed.tags.is_empty()).then_some("sts:TagSession"));
    actions.extend(claimed.source_identity.as_ref().map(|_| "sts:SetSourceIdentity"));
    for action in actions {
        let request = Request::new(&principal, action, role.arn()).map_err(|error| failure(&error))?;
        let request = request.with_resource_account(account.id().as_str()).with_context(&context);
        if !layers.is_allowed(&request).map_err(|error| failure(&error))? {
            return Err(denied(action));
        }
    }
    Ok(())
}

fn context(circumstances: &Circumstances, claimed: &Claimed, role: &Role) -> Context<'static> {
    let mut context = Context::default();
    of_request(circumstances, &mut context);
    for (key, values) in &claimed.keys {
        let value = match values.as_slice() {
            [value] => value.clone().into(),
            values => values.iter().cloned().collect::<ContextValue<'static>>(),
        };
        context.set(key.clone(), value);
    }
    context.set("sts:RoleSessionName", claimed.session_name.clone());
    if let Some(source) = &claimed.source_identity {
        context.set("sts:SourceIdentity", source.clone());
    }
    for (key, value) in &claimed.tags {
        context.set(format!("aws:RequestTag/{key}"), value.clone());
    }
    for (key, value) in role.tags().iter() {
        context.set(format!("aws:ResourceTag/{key}"), value.to_string());
    }
    let keys = |keys: Vec<String>| keys.into_iter().collect::<ContextValue<'static>>();
    if !claimed.tags.is_empty() {
        context.set("aws:TagKeys", keys(claimed.tags.iter().map(|(key, _)| key.clone()).collect()));
    }
    if !claimed.transitive.is_empty() {
        context.set("sts:TransitiveTagKeys", keys(claimed.transitive.clone()));
    }
    context
}
