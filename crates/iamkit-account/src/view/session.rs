//! Callers that are neither a user nor a role by itself: sessions of roles, and the root user.

use std::sync::{Arc, OnceLock};

use iamkit_engine::{AwsPrincipal, Context, ContextValue, PolicyKind};
use iamkit_policy::PolicyDocument;
use iamkit_store::{AccountId, Identity, Tags, UniqueId};

use super::AccessView;
use super::entry::AccountPrincipal;
use super::keys::known_keys;
use crate::error::AskError;

/// What the root user stands under where a user or role is asked for; no question shows it.
const ROOT_NAME: &str = "root";
const ROOT_ID: &str = "AROAAAAAAAAAAAAAAAAAA";

/// What a session of a role is besides its role
#[derive(Debug, Clone, Default)]
pub struct RoleSession<'s> {
    /// The name that whoever assumed the role gave
    pub name: &'s str,
    /// The session policies: what the session may do, one of them allows too; no policy limits nothing (S63)
    pub policies: &'s [Arc<PolicyDocument>],
    /// The session's tags, which stand above those of the role
    pub tags: Tags,
}

impl AccessView {
    /// A session of a role of the view, to ask questions of
    ///
    /// # Errors
    /// Where the name of the session is none.
    pub fn session(
        &self,
        role: &AccountPrincipal,
        session: &RoleSession<'_>,
    ) -> Result<AccountPrincipal, AskError> {
        let account = self.scope(role.account_place()).map_or("", |scope| scope.id.as_str());
        let of_role =
            role.principal().as_aws().map(|principal| (principal.arn().partition(), principal.name()));
        let (partition, name) = of_role.unwrap_or_default();
        let arn = format!("arn:{partition}:sts::{account}:assumed-role/{name}/{}", session.name);
        let unique_id = format!("{}:{}", role.id(), session.name);
        let principal = AwsPrincipal::new(&arn)?.with_role(role.arn())?.with_unique_id(&unique_id);
        Ok(self.of_session(role.clone(), principal, unique_id, session))
    }

    /// A federated user of a user or root user of the view, to ask questions of: it may what both its session policies and
    /// whoever it was made by may, and nothing without session policies (S63)
    ///
    /// # Errors
    /// Where the name of the session is none.
    pub fn federated_user(
        &self,
        by: &AccountPrincipal,
        session: &RoleSession<'_>,
    ) -> Result<AccountPrincipal, AskError> {
        let account = self.scope(by.account_place()).map_or("", |scope| scope.id.as_str());
        let partition = by.principal().as_aws().map_or("aws", |principal| principal.arn().partition());
        let arn = format!("arn:{partition}:sts::{account}:federated-user/{}", session.name);
        let unique_id = format!("{account}:{}", session.name);
        let principal = AwsPrincipal::new(&arn)?;
        let principal = if by.is_user() { principal.with_user(by.arn())? } else { principal };
        // A root user needs no policy, so what its federated users may is their session policies' to say.
        let by = if by.is_user() { by.clone() } else { self.with_everything(by)? };
        Ok(self.of_session(by, principal, unique_id, session))
    }

    /// A principal as it is in a session: with the session's name, tags and policies.
    fn of_session(
        &self,
        of: AccountPrincipal,
        principal: AwsPrincipal,
        unique_id: String,
        session: &RoleSession<'_>,
    ) -> AccountPrincipal {
        let mut known = known_keys(self, &of).clone();
        for (key, value) in session.tags.iter() {
            known.set(format!("aws:PrincipalTag/{key}"), ContextValue::from(value.to_string()));
        }
        known.set("aws:userid", ContextValue::from(unique_id));
        let policies =
            (!session.policies.is_empty()).then(|| self.pool.set_of(PolicyKind::Session, session.policies));
        AccountPrincipal {
            arn: principal.arn().as_str().into(),
            principal: principal.into(),
            known: OnceLock::from(known),
            session: policies,
            ..of
        }
    }

    /// The root user of an account of the view, to ask questions of: it needs no policy, and control policies limit it
    /// (S66, S70)
    ///
    /// # Errors
    /// [`AskError::Store`] where the view has no such account.
    pub fn root_user(&self, account: &AccountId) -> Result<AccountPrincipal, AskError> {
        let root = self.directory().account(account)?.root_user();
        let at = self.accounts.iter().position(|scope| scope.id == *account);
        let mut entry = AccountPrincipal {
            identity: Identity::Role(ROOT_NAME.parse()?),
            id: ROOT_ID.parse::<UniqueId>()?,
            arn: root.arn().into(),
            principal: AwsPrincipal::new(root.arn())?.into(),
            tags: Tags::default(),
            account: at.unwrap_or(usize::MAX),
            policies: Vec::new(),
            identity_sets: Vec::new(),
            known: OnceLock::new(),
            boundary: None,
            unknown: Vec::new(),
            trust: None,
            session: None,
            stranger: None,
        };
        let mut known: Context<'static> = known_keys(self, &entry).clone();
        known.set("aws:userid", ContextValue::from(account.to_string()));
        entry.known = OnceLock::from(known);
        Ok(entry)
    }
}
