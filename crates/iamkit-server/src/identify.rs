//! Who signed a request.

use iamkit_store::{AccountId, Identity, Snapshot};
use iamkit_wire::signature::{RequestParts, SignatureError, Signed, verify};

use crate::caller::{Caller, Session, SessionKind, Who};
use crate::state::State;

/// The caller of a request, if its signature is right.
pub(crate) fn identify(
    state: &State,
    request: &RequestParts<'_>,
    signed: &Signed,
) -> Result<Caller, SignatureError> {
    let now = state.clock.now();
    let token = signed.session_token.as_deref();
    let Holder { who, token, account, secret } = holder(state, &signed.access_key_id, token, now)?;
    // A clock that stands still knows no old signatures, and test suites stop their own.
    let at = if state.clock.is_real() && !state.has_test_api { now } else { signed.time().unwrap_or(now) };
    verify(request, signed, &secret, at)?;
    let partition = state.snapshot().account(&account).map_err(|_| SignatureError::UnknownKey)?.partition();
    let (region, access_key_id) = (signed.scope.region.clone(), signed.access_key_id.clone());
    Ok(Caller { account, partition, who, region, access_key_id, token })
}

/// Who has an access key, and with it a session's token, without a signature: for those who may ask about others.
pub(crate) fn holder_of(state: &State, id: &str, token: Option<&str>) -> Result<Caller, SignatureError> {
    let Holder { who, token, account, .. } = holder(state, id, token, state.clock.now())?;
    let partition = state.snapshot().account(&account).map_err(|_| SignatureError::UnknownKey)?.partition();
    Ok(Caller { account, partition, who, region: String::new(), access_key_id: id.to_owned(), token })
}

/// Whose key it is, and its secret
struct Holder {
    who: Who,
    token: Option<Box<Session>>,
    account: AccountId,
    secret: String,
}

fn holder(state: &State, id: &str, token: Option<&str>, now: i64) -> Result<Holder, SignatureError> {
    if let Some(token) = token {
        let session = state.secrets.unseal::<Session>(token).ok_or(SignatureError::UnknownKey)?;
        if state.secrets.session_key_id(token) != id {
            return Err(SignatureError::UnknownKey);
        }
        if session.expires <= now {
            return Err(SignatureError::ExpiredToken);
        }
        let account = session.account.parse().map_err(|_| SignatureError::UnknownKey)?;
        let found = of_session(&state.snapshot(), &account, session.into());
        let (who, token) = found.ok_or(SignatureError::UnknownKey)?;
        return Ok(Holder { who, token, account, secret: state.secrets.secret_of(id) });
    }
    if id == state.root_key.id() {
        let (account, secret) = (state.account.clone(), state.root_key.secret().to_owned());
        return Ok(Holder { who: Who::Root, token: None, account, secret });
    }
    let (who, account) = of_user(&state.snapshot(), id).ok_or(SignatureError::UnknownKey)?;
    Ok(Holder { who, token: None, account, secret: state.secrets.secret_of(id) })
}

/// The user that has an active key.
fn of_user(snapshot: &Snapshot, id: &str) -> Option<(Who, AccountId)> {
    let id = id.parse().ok()?;
    snapshot.accounts().find_map(|account| {
        let user = account.user_with_access_key(&id)?;
        let is_active = user.access_keys().any(|key| *key.id() == id && key.is_active());
        is_active.then(|| (Who::User(user.clone()), account.id().clone()))
    })
}

/// Whose session it is, and the token of one who is more than a session; nobody's once the role or user is gone.
fn of_session(
    snapshot: &Snapshot,
    account: &AccountId,
    session: Box<Session>,
) -> Option<(Who, Option<Box<Session>>)> {
    let account = snapshot.account(account).ok()?;
    let principal = || account.principal_with_id(&session.principal.parse().ok()?);
    let user = || match principal()? {
        Identity::User(name) => account.user(name).ok().cloned(),
        Identity::Role(_) | Identity::Group(_) => None,
    };
    Some(match session.kind {
        SessionKind::Role => match principal()? {
            Identity::Role(name) => (Who::Role(account.role(name).ok()?.clone(), session), None),
            Identity::User(_) | Identity::Group(_) => return None,
        },
        SessionKind::User => (Who::User(user()?), Some(session)),
        SessionKind::Root => (Who::Root, Some(session)),
        SessionKind::FederatedUser => (Who::Federated(Some(user()?), session), None),
        SessionKind::FederatedRoot => (Who::Federated(None, session), None),
    })
}
