//! The changes that build a listed organisation.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use iamkit_store::{
    Call, Change, ControlPolicyId, OrganizationCommand, OrganizationalUnitId, Parent, Target,
};

use super::detail::{OrganizationDetails, attachment_label, policy_label};
use crate::restore::Restoration;

impl OrganizationDetails {
    /// The changes that build the organisation: units from the root down, members, policies and where they are attached,
    /// each with what it is for
    ///
    /// What AWS attaches by itself when a kind is enabled and isn't listed is detached again. Nothing is checked here:
    /// the store does that when they are applied.
    pub fn restoration(&self, call: &Call) -> Restoration {
        let mut builder = Builder { call, restoration: Restoration::default() };
        builder.push(
            &Target::Root.to_string(),
            OrganizationCommand::CreateOrganization {
                id: self.id.clone(),
                root: self.root.clone(),
                management_account: self.management_account.clone(),
            },
        );
        self.add_units(&mut builder);
        self.add_members(&mut builder);
        for kind in &self.kinds {
            let command = OrganizationCommand::EnablePolicyType { kind: *kind };
            builder.push(&Target::Root.to_string(), command);
        }
        self.add_policies(&mut builder);
        self.detach_from_others(&mut builder);
        builder.restoration
    }

    /// How many units, member accounts and control policies are listed.
    pub fn counts(&self) -> (usize, usize, usize) {
        (self.units.len(), self.members.len(), self.policies.len())
    }

    fn add_units(&self, builder: &mut Builder<'_>) {
        let mut below = BTreeMap::<&Parent, Vec<&OrganizationalUnitId>>::new();
        // What comes last is taken first.
        for (id, (_, parent)) in self.units.iter().rev() {
            below.entry(parent).or_default().push(id);
        }
        let mut next = below.remove(&Parent::Root).unwrap_or_default();
        while let Some(id) = next.pop() {
            let Some((name, parent)) = self.units.get(id) else { continue };
            builder.push(
                &Target::OrganizationalUnit(id.clone()).to_string(),
                OrganizationCommand::CreateOrganizationalUnit {
                    parent: parent.clone(),
                    name: name.clone(),
                    id: Some(id.clone()),
                },
            );
            next.extend(below.remove(&Parent::OrganizationalUnit(id.clone())).unwrap_or_default());
        }
    }

    fn add_members(&self, builder: &mut Builder<'_>) {
        for (account, parent) in &self.members {
            let label = Target::Account(account.clone()).to_string();
            if *account != self.management_account {
                builder.push(&label, OrganizationCommand::JoinOrganization { account: account.clone() });
            }
            if *parent != Parent::Root {
                let (account, destination) = (account.clone(), parent.clone());
                builder.push(&label, OrganizationCommand::MoveAccount { account, destination });
            }
        }
    }

    fn add_policies(&self, builder: &mut Builder<'_>) {
        for (id, policy) in self.policies.iter().filter(|(_, policy)| !policy.is_aws_managed) {
            builder.push(
                &policy_label(id.as_str()),
                OrganizationCommand::CreateControlPolicy {
                    kind: policy.kind,
                    name: policy.name.clone(),
                    description: policy.description.clone(),
                    document: Arc::clone(&policy.document),
                    id: Some(id.clone()),
                },
            );
            for target in self.targets.get(id).into_iter().flatten() {
                let label = attachment_label(id.as_str(), &target.to_string());
                let (id, target) = (id.clone(), target.clone());
                builder.push(&label, OrganizationCommand::AttachControlPolicy { id, target });
            }
        }
    }

    fn detach_from_others(&self, builder: &mut Builder<'_>) {
        for (id, policy) in self.policies.iter().filter(|(_, policy)| policy.is_aws_managed) {
            // Without a list of its targets it stays where AWS attaches it.
            let Some(listed) = self.targets.get(id).filter(|_| self.kinds.contains(&policy.kind)) else {
                continue;
            };
            for target in self.all_targets().into_iter().filter(|target| !listed.contains(target)) {
                let label = target.to_string();
                builder.push(&label, OrganizationCommand::DetachControlPolicy { id: id.clone(), target });
            }
        }
    }

    fn all_targets(&self) -> Vec<Target> {
        let units = self.units.keys().cloned().map(Target::OrganizationalUnit);
        let members = self.members.keys().cloned().map(Target::Account);
        std::iter::once(Target::Root).chain(units).chain(members).collect()
    }

    /// Leaves out what can't be taken and whatever refers to it; what that is, and because of what.
    pub(crate) fn leave_out(&mut self, untaken: &mut BTreeSet<String>) -> Vec<(String, String)> {
        let dependents = self.dependents_on(untaken);
        // That a policy is attached to its target is no more to tell where either isn't taken.
        for (id, targets) in &self.targets {
            for target in targets.iter().map(ToString::to_string) {
                if untaken.contains(&policy_label(id.as_str())) || untaken.contains(&target) {
                    untaken.insert(attachment_label(id.as_str(), &target));
                }
            }
        }
        let is_taken = |label: &str| !untaken.contains(label);
        self.units.retain(|id, _| is_taken(&Target::OrganizationalUnit(id.clone()).to_string()));
        self.members.retain(|account, _| is_taken(&Target::Account(account.clone()).to_string()));
        self.policies.retain(|id, _| is_taken(&policy_label(id.as_str())));
        self.targets.retain(|id, _| is_taken(&policy_label(id.as_str())));
        for targets in self.targets.values_mut() {
            targets.retain(|target| is_taken(&target.to_string()));
        }
        dependents
    }

    /// What isn't left out yet and refers to something that is, directly or not, each with that; it is left out then.
    fn dependents_on(&self, untaken: &mut BTreeSet<String>) -> Vec<(String, String)> {
        let references = self.references();
        let mut by_need = BTreeMap::<&str, Vec<usize>>::new();
        for (at, (_, need)) in references.iter().enumerate() {
            by_need.entry(need).or_default().push(at);
        }
        let of = |need: &str| by_need.get(need).into_iter().flatten().copied();
        // Of all that could be left out next the first reference is taken.
        let mut open = untaken.iter().flat_map(|need| of(need)).collect::<BTreeSet<_>>();
        let mut dependents = Vec::new();
        while let Some((label, need)) = open.pop_first().and_then(|at| references.get(at)) {
            if untaken.insert(label.clone()) {
                open.extend(of(label));
                dependents.push((label.clone(), need.clone()));
            }
        }
        dependents
    }

    /// What refers to something, and that.
    fn references(&self) -> Vec<(String, String)> {
        let attached = self.targets.iter().flat_map(|(id, targets)| {
            let by_policy = targets.iter().map(|target| (target.to_string(), policy_label(id.as_str())));
            by_policy.chain(targets.iter().map(|target| attachment(id, target)))
        });
        let above = |parent: &Parent| Target::from(parent.clone()).to_string();
        let units = self.units.iter();
        let units = units
            .map(|(id, (_, parent))| (Target::OrganizationalUnit(id.clone()).to_string(), above(parent)));
        let members = self.members.iter();
        let members =
            members.map(|(account, parent)| (Target::Account(account.clone()).to_string(), above(parent)));
        attached.chain(units).chain(members).collect()
    }
}

/// A target and the attachment that it needs.
fn attachment(id: &ControlPolicyId, target: &Target) -> (String, String) {
    let label = target.to_string();
    let attachment = attachment_label(id.as_str(), &label);
    (label, attachment)
}

struct Builder<'c> {
    call: &'c Call,
    restoration: Restoration,
}

impl Builder<'_> {
    fn push(&mut self, entity: &str, command: OrganizationCommand) {
        self.restoration.push(entity, Change::in_organization(self.call.clone(), command));
    }
}
