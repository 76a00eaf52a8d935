//! Applying on trial what is to be taken in, to learn what the store refuses.

use std::collections::BTreeSet;
use std::sync::Arc;

use iamkit_policy::PolicyDocument;
use iamkit_store::{
    AccountId, Call, Change, Command, Directory, Entity, Operation, OrganizationCommand, Partition, Quotas,
    ResourceArn, StoreError, Target,
};

use super::{Refusal, Scope, Taker, account_label};
use crate::details::AuthorizationDetails;
use crate::organization::OrganizationDetails;
use crate::policy_files::PolicyFiles;
use crate::resource_policies::ResourcePolicyFile;
use crate::restore::{Restoration, restoration};
use iamkit_policy::shown::called;

impl Taker<'_> {
    /// The changes, and those that the store refuses.
    pub(super) fn attempt(&self, partition: Partition) -> (Vec<Change>, Vec<Refusal>) {
        let mut attempt =
            Attempt { directory: self.directory.clone(), changes: Vec::new(), refused: Vec::new() };
        self.intake.accounts.iter().for_each(|details| self.attempt_account(details, &mut attempt));
        if let Some((owner, _)) = self.listings.policies.as_ref().filter(|_| !self.intake.policies.is_empty())
        {
            self.attempt_policies(&owner.account, partition, &mut attempt);
        }
        self.intake.resources.iter().for_each(|policy| self.attempt_resource(policy, &mut attempt));
        if let Some(organization) = &self.intake.organization {
            self.attempt_organization(organization, &mut attempt);
        }
        (attempt.changes, attempt.refused)
    }

    fn attempt_account(&self, details: &AuthorizationDetails, attempt: &mut Attempt) {
        let account = &details.account;
        let scope = Scope::Account(account.clone());
        if self.is_replacing && self.directory.account(account).is_ok() {
            let remove = self.change(Operation::RemoveAccount { account: account.clone() });
            attempt.apply(&scope, Restoration::of(&account_label(account), remove));
        }
        attempt.apply(&scope, restoration(details, self.restoring));
        if self.is_replacing {
            self.keep_resource_policies(account, attempt);
        }
    }

    /// No listing has the policies of resources: those that the account has stay, unless others are given.
    fn keep_resource_policies(&self, account: &AccountId, attempt: &mut Attempt) {
        let Ok(replaced) = self.directory.account(account) else { return };
        for policy in replaced.resource_policies() {
            let is_given = self.intake.resources.iter().any(|given| given.arn == *policy.arn());
            // Principals that are gone stand there by their ids (S51).
            let Ok(document) = policy.policy().document(&attempt.directory) else { continue };
            if !is_given {
                let put = self.put_resource_policy(account, policy.arn(), &document);
                let label = called("policy of the resource", policy.arn().as_str());
                attempt.apply(&Scope::Resources, Restoration::of(&label, put));
            }
        }
    }

    fn attempt_resource(&self, policy: &ResourcePolicyFile, attempt: &mut Attempt) {
        let Some(owner) = self.owner_of(policy) else { return };
        let taken = attempt
            .directory
            .account(&owner)
            .and_then(|account| account.resource_policy(&policy.arn).cloned());
        let is_other = taken.is_ok_and(|taken| taken.policy().written().text() != policy.document.text());
        if is_other && !self.is_replacing {
            let error = StoreError::EntityAlreadyExists(Entity::ResourcePolicy(policy.arn.clone()));
            attempt.refused.push(Refusal { scope: Scope::Resources, entity: policy.label(), error });
            return;
        }
        let put = self.put_resource_policy(&owner, &policy.arn, &policy.document);
        attempt.apply(&Scope::Resources, Restoration::of(&policy.label(), put));
    }

    fn put_resource_policy(
        &self,
        owner: &AccountId,
        arn: &ResourceArn,
        document: &Arc<PolicyDocument>,
    ) -> Change {
        let call = Call::new(self.restoring.caller.clone(), self.restoring.time).restoring();
        let command = Command::PutResourcePolicy { arn: arn.clone(), document: Arc::clone(document) };
        Change::in_account(call, owner.clone(), command)
    }

    fn attempt_policies(&self, owner: &AccountId, partition: Partition, attempt: &mut Attempt) {
        if attempt.directory.account(owner).is_err() {
            let create = self.change(Operation::CreateAccount {
                account: owner.clone(),
                partition,
                seed: 0,
                quotas: Quotas::clone(&self.restoring.quotas),
            });
            attempt.apply(&Scope::Files, Restoration::of(&account_label(owner), create));
        }
        let policies = PolicyFiles::restoration(&self.intake.policies, owner, self.restoring);
        attempt.apply(&Scope::Files, policies);
    }

    fn attempt_organization(&self, organization: &OrganizationDetails, attempt: &mut Attempt) {
        if self.is_replacing && self.directory.organization().is_some() {
            let remove = self.change(Operation::RemoveOrganization);
            attempt.apply(&Scope::Organization, Restoration::of(&Target::Root.to_string(), remove));
        }
        let call = Call::new(self.restoring.caller.clone(), self.restoring.time).restoring();
        attempt.apply(&Scope::Organization, organization.restoration(&call));
    }

    fn change(&self, operation: Operation) -> Change {
        Change { call: Call::new(self.restoring.caller.clone(), self.restoring.time), operation }
    }
}

/// Changes on trial.
struct Attempt {
    directory: Directory,
    changes: Vec<Change>,
    refused: Vec<Refusal>,
}

impl Attempt {
    /// Applies the changes of some entities; one that is refused says so once, and an account or
    /// organisation that is, for all in it.
    fn apply(&mut self, scope: &Scope, restoration: Restoration) {
        let mut refused: BTreeSet<String> = BTreeSet::new();
        for (change, entity) in restoration.into_parts() {
            if refused.contains(&entity) {
                continue;
            }
            let Err(error) = self.directory.apply(&change) else {
                self.changes.push(change);
                continue;
            };
            let is_whole = matches!(
                change.operation,
                Operation::CreateAccount { .. }
                    | Operation::Organization(OrganizationCommand::CreateOrganization { .. })
            );
            refused.insert(entity.clone());
            self.refused.push(Refusal { scope: scope.clone(), entity, error });
            if is_whole {
                return;
            }
        }
    }
}
