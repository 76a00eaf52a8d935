//! Questions in which whatever isn't known of a request is left open.

use std::collections::BTreeSet;

use iamkit_engine::{Allowance, Context, ContextValue, Layer};

use crate::view::{AccessView, AccountPrincipal, AskError, Stranger, Wanted, known_keys};

/// Leaves the keys open of which nothing is known.
pub(crate) fn leave_open<'k>(
    view: &AccessView,
    context: &mut Context<'_>,
    keys: impl Iterator<Item = &'k str>,
    principal: &AccountPrincipal,
) {
    let known = known_keys(view, principal);
    for key in keys.filter(|key| !is_derived(key, principal) && !is_tag(key, principal)) {
        if context.get(key).is_none() && known.get(key).is_none() {
            // The key was just seen to be new.
            let _ = context.insert(key.to_owned(), ContextValue::Unknown);
        }
    }
}

/// How far something is allowed, the given keys being open unless they are known of the principal.
pub(crate) fn allowance(
    view: &AccessView,
    principal: &AccountPrincipal,
    action: &str,
    resource: &str,
    keys: &[&str],
) -> Result<Allowance, AskError> {
    let mut context = Context::default();
    leave_open(view, &mut context, keys.iter().copied(), principal);
    let wanted = Wanted::new(action, resource).with_context(&context);
    let posed = view.posed(principal, &wanted)?;
    Ok(posed.layers().allowance(&posed.request()?)?)
}

/// Where a statement stands that has a say: layer, level, the policy's place and the statement's.
pub(crate) type Deciding = (Layer, usize, usize, usize, bool);

/// How far something is allowed; where it is, the statements that can match are added, each with whether it denies.
pub(crate) fn deciding(
    view: &AccessView,
    principal: &AccountPrincipal,
    (action, resource): (&str, &str),
    keys: &[&str],
    found: &mut BTreeSet<Deciding>,
) -> Result<Allowance, AskError> {
    let mut context = Context::default();
    leave_open(view, &mut context, keys.iter().copied(), principal);
    let wanted = Wanted::new(action, resource).with_context(&context);
    let posed = view.posed(principal, &wanted)?;
    let request = posed.request()?;
    let allowance = posed.layers().allowance(&request)?;
    if allowance != Allowance::Never {
        found.extend(posed.layers().residue(&request)?.iter().map(|residual| {
            let statement = residual.statement();
            let policy = statement.policy_index();
            let is_deny = residual.effect() == iamkit_policy::Effect::Deny;
            (residual.layer(), residual.level(), policy, statement.index(), is_deny)
        }));
    }
    Ok(allowance)
}

/// Whether the engine or the view has the key's value, or knows that it is absent.
fn is_derived(key: &str, principal: &AccountPrincipal) -> bool {
    if let Some(stranger) = principal.stranger {
        return is_known_of(stranger, key);
    }
    match key {
        "aws:resourceaccount" | "aws:principalorgid" | "aws:principalorgpaths" => true,
        // Of a role it has the session's name in it.
        "aws:userid" => principal.is_user(),
        _ => principal.tells(key),
    }
}

/// Whether a key follows from how far it is known who a stranger is.
fn is_known_of(stranger: Stranger, key: &str) -> bool {
    let of_account = matches!(key, "aws:principalaccount" | "aws:principalisawsservice");
    let of_principal =
        matches!(key, "aws:principalarn" | "aws:principaltype" | "aws:username" | "aws:principalservicename");
    key == "aws:resourceaccount"
        || match stranger {
            Stranger::Anyone => false,
            Stranger::Account => of_account,
            Stranger::Principal => of_account || of_principal,
        }
}

/// The principal's tags are known, those too that it doesn't have.
fn is_tag(key: &str, principal: &AccountPrincipal) -> bool {
    principal.stranger.is_none() && key.starts_with("aws:principaltag/")
}
