//! Whether a caller may: every policy that applies, decided by the engine, and a denial in AWS's words.

use std::sync::Arc;

use iamkit_account::view::{
    AccessAnswer, AccessView, AccountPrincipal, AskError, RoleSession, ViewError, Wanted,
};
use iamkit_engine::{Context, Decision, Layer};
use iamkit_policy::PolicyDocument;
use iamkit_store::{StoreError, TagKey, TagValue, Tags};
use iamkit_wire::WireError;

use crate::caller::{Caller, Session, Who};
use crate::state::State;

/// Makes sure that a caller may do an action on a resource.
///
/// # Errors
/// `AccessDenied`, naming the layer that says no; `ServiceFailure` where the policies can't be read, for then nobody may.
pub(crate) fn authorize(
    state: &State,
    caller: &Caller,
    action: &str,
    resource: &str,
    context: &Context<'_>,
) -> Result<(), WireError> {
    let view = state.view().map_err(|error| failure(&error))?;
    let entry = entry_of(&view.1, caller).map_err(|error| failure(&error))?;
    let wanted = Wanted::new(action, resource).with_context(context);
    // What is in an organisation has ARNs of its management account, and is decided in the account of whoever asks.
    let is_of_organization = action.starts_with("organizations:");
    let wanted =
        if is_of_organization { wanted.with_resource_account(caller.account.as_str()) } else { wanted };
    if view.1.is_allowed(&entry, &wanted).map_err(|error| failure(&error))? {
        return Ok(());
    }
    let answer = view.1.evaluate(&entry, &wanted).map_err(|error| failure(&error))?;
    let reason = reason(&answer, action);
    let message = format!(
        "User: {} is not authorized to perform: {action} on resource: {resource} {reason}",
        caller.arn()
    );
    Err(WireError::new("AccessDenied", 403, message))
}

/// The caller as the view knows it.
pub(crate) fn entry_of(view: &AccessView, caller: &Caller) -> Result<AccountPrincipal, AskError> {
    let Some(arn) = caller.principal_arn() else {
        let root = view.root_user(&caller.account)?;
        return match &caller.who {
            Who::Federated(_, session) => session_of(session, |session| view.federated_user(&root, session)),
            _ => Ok(root),
        };
    };
    // INVARIANT: a caller was found in the store, of which the view is; a user deleted since then is no one.
    let missing =
        || ViewError::from(StoreError::InvalidPrincipal { statement: 0, principal: arn.to_owned() });
    let entry = view.principal(arn).ok_or_else(missing)?;
    match &caller.who {
        Who::Role(_, session) => session_of(session, |session| view.session(entry, session)),
        Who::Federated(_, session) => session_of(session, |session| view.federated_user(entry, session)),
        Who::Root | Who::User(_) => Ok(AccountPrincipal::clone(entry)),
    }
}

fn session_of(
    session: &Session,
    entry: impl FnOnce(&RoleSession<'_>) -> Result<AccountPrincipal, AskError>,
) -> Result<AccountPrincipal, AskError> {
    let policies = session.policies.iter().map(|text| text.parse::<PolicyDocument>().map(Arc::new));
    let policies = policies.collect::<Result<Vec<_>, _>>()?;
    let tags =
        session.tags.iter().map(|(key, value)| Ok((key.parse::<TagKey>()?, value.parse::<TagValue>()?)));
    let tags = tags.collect::<Result<Vec<_>, AskError>>()?;
    // INVARIANT: a session is made with tags that are unique; one tag less could be the one that a Deny asks for.
    let tags = Tags::from_pairs(tags).map_err(|_| StoreError::InvalidPrincipal {
        statement: 0,
        principal: format!("a session `{}` with a tag that stands twice", session.name),
    });
    let tags = tags.map_err(|error| AskError::from(ViewError::from(error)))?;
    entry(&RoleSession { name: &session.name, policies: &policies, tags })
}

fn failure(error: &dyn std::fmt::Display) -> WireError {
    WireError::new("ServiceFailure", 500, format!("The policies that apply can't be decided: {error}"))
}

/// Why not: the layer with an explicit deny, else the first that doesn't allow.
fn reason(answer: &AccessAnswer, action: &str) -> String {
    let verdicts = answer.evaluation().layers();
    if let Some(verdict) = verdicts.iter().find(|verdict| verdict.decision() == Decision::ExplicitDeny) {
        return format!("with an explicit deny in {}", named(verdict.layer(), true));
    }
    let limits =
        verdicts.iter().filter(|verdict| !matches!(verdict.layer(), Layer::Identity | Layer::Resource));
    let silent = limits.clone().find(|verdict| verdict.decision() != Decision::Allow);
    let layer = silent.map_or(Layer::Identity, iamkit_engine::LayerVerdict::layer);
    format!("because no {} allows the {action} action", named(layer, false))
}

fn named(layer: Layer, with_article: bool) -> &'static str {
    match (layer, with_article) {
        (Layer::Boundary, true) => "a permissions boundary",
        (Layer::Boundary, false) => "permissions boundary",
        (Layer::Session, true) => "a session policy",
        (Layer::Session, false) => "session policy",
        (Layer::ServiceControl, true) => "a service control policy",
        (Layer::ServiceControl, false) => "service control policy",
        (Layer::ResourceControl, true) => "a resource control policy",
        (Layer::ResourceControl, false) => "resource control policy",
        (Layer::Resource, true) => "a resource-based policy",
        (Layer::Resource, false) => "resource-based policy",
        (Layer::VpcEndpoint, true) => "a VPC endpoint policy",
        (Layer::VpcEndpoint, false) => "VPC endpoint policy",
        (_, true) => "an identity-based policy",
        (_, false) => "identity-based policy",
    }
}
