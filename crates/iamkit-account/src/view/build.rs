//! Making a view of a directory.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use iamkit_engine::{AwsPrincipal, PolicyKind};
use iamkit_store::{
    Account, Applicable, Boundary, ControlPolicyKind, Directory, GrantPath, GroupName, Identity, Level,
    Organization, ResourceArn, Tags, UniqueId,
};

use super::earlier::{EarlierEntries, is_of};
use super::entry::{AccountPrincipal, EffectivePolicy};
use super::policy_set::PolicySet;
use super::pool::{Pool, SharedPool};
use super::resource::{OwnedResource, Resources};
use super::scope::{AccountScope, ControlLevel, Membership};
use super::{AccessView, unknown};
use crate::error::{AskError, ViewError};

impl AccessView {
    /// The view of a directory.
    ///
    /// # Errors
    /// An attached policy that is no longer to be had: left out, it could be the one that denies (S21).
    ///
    /// # Complexity
    /// Linear in the principals and their policies; nothing is compiled yet.
    pub fn new(directory: &Directory) -> Result<Self, ViewError> {
        whole(directory, &Pool::default())
    }

    /// The view of the directory as it has become: whatever didn't change is taken over as it is, compiled or not.
    ///
    /// # Errors
    /// As [`AccessView::new`].
    ///
    /// # Complexity
    /// Linear in the principals, with a look-up for each one that is as it was: made anew are those that changed, or whose
    /// groups or managed policies did.
    pub fn renewed(&self, directory: &Directory) -> Result<Self, ViewError> {
        let mut pool = self.pool.lock();
        if pool.is_stale() {
            return whole(directory, &pool);
        }
        let build = Build { directory, earlier: &Pool::default(), pool: &mut pool, view: Some(self) };
        view(build, self.pool.clone())
    }

    /// A principal as it is in another directory, which knows it too.
    pub(crate) fn entry_in(
        &self,
        directory: &Directory,
        principal: &AccountPrincipal,
    ) -> Result<AccountPrincipal, AskError> {
        entry_in(self, directory, principal)
    }
}

/// A view of which nothing is taken over but what is in an earlier pool.
fn whole(directory: &Directory, earlier: &Pool) -> Result<AccessView, ViewError> {
    let mut pool = Pool::default();
    let view = view(Build { directory, earlier, pool: &mut pool, view: None }, SharedPool::default())?;
    pool.note_needed();
    Ok(AccessView { pool: SharedPool::new(pool), ..view })
}

fn view(mut build: Build<'_>, pool: SharedPool) -> Result<AccessView, ViewError> {
    let directory = build.directory;
    let mut principals = Vec::new();
    let mut resources = Resources::default();
    let accounts = directory.accounts().map(|account| build.scope(account)).collect::<Vec<_>>();
    for (at, (account, scope)) in directory.accounts().zip(&accounts).enumerate() {
        build.principals(at, account, scope, &mut principals)?;
        for resource in account.resource_policies() {
            resources.push(build.resource(at, account, resource.arn())?);
        }
    }
    let by_arn = principals.iter().enumerate();
    let by_arn =
        by_arn.map(|(at, entry): (_, &Arc<AccountPrincipal>)| (Arc::clone(&entry.arn), at)).collect();
    Ok(AccessView {
        directory: directory.clone(),
        accounts,
        principals,
        by_arn,
        resources,
        pool,
        index: OnceLock::new(),
        kept: Arc::default(),
    })
}

/// A principal of a view as it is in another directory.
fn entry_in(
    view: &AccessView,
    directory: &Directory,
    principal: &AccountPrincipal,
) -> Result<AccountPrincipal, AskError> {
    let Some(scope) = view.scope(principal.account) else { return Ok(principal.clone()) };
    let earlier = view.pool.lock();
    let mut build = Build { directory, earlier: &earlier, pool: &mut Pool::default(), view: None };
    let subject = Subject {
        at: principal.account,
        account: directory.account(&scope.id)?,
        identity: principal.identity.clone(),
        id: &principal.id,
        arn: &principal.arn,
        tags: &principal.tags,
    };
    Ok(build.entry(subject, principal.trust.clone())?)
}

struct Build<'b> {
    directory: &'b Directory,
    earlier: &'b Pool,
    pool: &'b mut Pool,
    /// The view from which entries are taken over.
    view: Option<&'b AccessView>,
}

impl Build<'_> {
    fn scope(&mut self, account: &Account) -> AccountScope {
        let organization = self.directory.organization();
        let levels = |kind| organization.and_then(|organization| organization.levels(account.id(), kind));
        let (service, resource) =
            (ControlPolicyKind::ServiceControlPolicy, ControlPolicyKind::ResourceControlPolicy);
        AccountScope {
            id: account.id().clone(),
            service_control: self.levels(levels(service), PolicyKind::ServiceControl),
            resource_control: self.levels(levels(resource), PolicyKind::ResourceControl),
            organization: organization.and_then(|organization| membership(organization, account)),
        }
    }

    fn levels(&mut self, levels: Option<Vec<Level>>, kind: PolicyKind) -> Vec<ControlLevel> {
        let levels = levels.into_iter().flatten().map(|level| {
            let documents = level.policies().iter().map(|policy| policy.document());
            let set = self.pool.set(self.earlier, kind, documents);
            ControlLevel { target: level.target().clone(), policies: level.policies().to_vec(), set }
        });
        levels.collect()
    }

    fn principals(
        &mut self,
        at: usize,
        account: &Account,
        scope: &AccountScope,
        principals: &mut Vec<Arc<AccountPrincipal>>,
    ) -> Result<(), ViewError> {
        let earlier = self.view.map(|view| EarlierEntries::of(view, at, account, scope)).unwrap_or_default();
        for user in account.users() {
            if let Some(entry) = earlier.user(user, account) {
                principals.push(entry);
                continue;
            }
            let identity = Identity::User(user.name().clone());
            let subject =
                Subject { at, account, identity, id: user.id(), arn: user.arn(), tags: user.tags() };
            principals.push(Arc::new(self.entry(subject, None)?));
        }
        for role in account.roles() {
            let identity = Identity::Role(role.name().clone());
            let trust = self.directory.trust_policy(account.id(), role.name())?;
            if let Some(entry) = earlier.role(role, &trust) {
                principals.push(entry);
                continue;
            }
            let trust = self.pool.set(self.earlier, PolicyKind::Trust, std::iter::once(&trust));
            let subject =
                Subject { at, account, identity, id: role.id(), arn: role.arn(), tags: role.tags() };
            principals.push(Arc::new(self.entry(subject, Some(trust))?));
        }
        Ok(())
    }

    fn resource(
        &mut self,
        at: usize,
        account: &Account,
        arn: &ResourceArn,
    ) -> Result<Arc<OwnedResource>, ViewError> {
        let policy = self.directory.resource_policy(account.id(), arn)?;
        let known = self.view.and_then(|view| view.resources.named(arn.as_str()));
        if let Some(known) = known.filter(|known| known.owner == at && is_of(Some(&known.set), &policy)) {
            return Ok(Arc::clone(known));
        }
        let kind = PolicyKind::of_resource(arn.as_str());
        let set = self.pool.set(self.earlier, kind, std::iter::once(&policy));
        Ok(Arc::new(OwnedResource { arn: arn.as_str().into(), owner: at, set }))
    }

    fn boundary(&mut self, policy: EffectivePolicy) -> (Option<EffectivePolicy>, Arc<PolicySet>) {
        let document = std::iter::once(policy.document());
        let set = self.pool.set(self.earlier, PolicyKind::Boundary, document);
        (Some(policy), set)
    }

    fn entry(
        &mut self,
        subject: Subject<'_>,
        trust: Option<Arc<PolicySet>>,
    ) -> Result<AccountPrincipal, ViewError> {
        let applicable = subject.account.applicable_to(&subject.identity)?;
        let (mut identity_sets, mut policies) = (Vec::new(), Vec::<Vec<EffectivePolicy>>::new());
        for of_holder in applicable.chunk_by(|one, next| holder(one) == holder(next)) {
            let of_holder = of_holder.iter().map(effective).collect::<Result<Vec<_>, _>>()?;
            let documents = of_holder.iter().map(EffectivePolicy::document);
            identity_sets.push(self.pool.set(self.earlier, PolicyKind::Identity, documents));
            policies.push(of_holder);
        }
        let boundary = match subject.account.boundary_of(&subject.identity)? {
            Boundary::None => None,
            Boundary::Policy(policy) => Some(self.boundary(EffectivePolicy::applied(&policy))),
            Boundary::Unknown(policy) => {
                let document = unknown::document(policy.arn())?;
                Some(self.boundary(EffectivePolicy::unknown(&policy, document)))
            }
            Boundary::Dangling(_) => {
                Some((None, self.pool.set(self.earlier, PolicyKind::Boundary, std::iter::empty())))
            }
        };
        let all = policies.iter().flatten().chain(boundary.iter().filter_map(|(policy, _)| policy.as_ref()));
        let unknown = all.filter(|policy| policy.is_unknown()).filter_map(|policy| policy.arn().cloned());
        let unknown = unknown.collect::<BTreeSet<_>>().into_iter().collect();
        let principal = AwsPrincipal::new(subject.arn)?.with_unique_id(subject.id.as_str());
        Ok(AccountPrincipal {
            id: subject.id.clone(),
            arn: subject.arn.into(),
            principal: principal.into(),
            tags: subject.tags.clone(),
            account: subject.at,
            policies,
            identity_sets,
            known: OnceLock::new(),
            boundary,
            unknown,
            trust,
            session: None,
            stranger: None,
            identity: subject.identity,
        })
    }
}

fn effective(policy: &Applicable) -> Result<EffectivePolicy, ViewError> {
    Ok(match policy {
        Applicable::Known(policy) => EffectivePolicy::applied(policy),
        Applicable::Unknown(policy) => EffectivePolicy::unknown(policy, unknown::document(policy.arn())?),
    })
}

/// The group whose policy it is; none for the principal's own.
fn holder(policy: &Applicable) -> Option<&GroupName> {
    match policy.path() {
        GrantPath::Group(group, _) => Some(group),
        _ => None,
    }
}

/// The user or role that an entry is made for.
struct Subject<'s> {
    at: usize,
    account: &'s Account,
    identity: Identity,
    id: &'s UniqueId,
    arn: &'s str,
    tags: &'s Tags,
}

fn membership(organization: &Organization, account: &Account) -> Option<Membership> {
    let path = organization.path_to(account.id()).ok()?;
    let steps = path.iter().filter_map(|target| match target {
        iamkit_store::Target::Root => Some(organization.root().to_string()),
        iamkit_store::Target::OrganizationalUnit(unit) => Some(unit.to_string()),
        iamkit_store::Target::Account(_) => None,
    });
    let steps = steps.flat_map(|step| [step, "/".to_owned()]).collect::<String>();
    Some(Membership {
        id: organization.id().clone(),
        path: format!("{}/{steps}", organization.id()),
        management_account: organization.management_account().clone(),
    })
}
