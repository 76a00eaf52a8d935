//! The rows of each entity.

use super::change::{ColumnValue, RowChange, integer, optional, text};
use super::schema::{
    ACCESS_KEYS, ACCOUNTS, ATTACHMENTS, CONTROL_ATTACHMENTS, CONTROL_POLICIES, GROUPS, INLINE_POLICIES,
    INSTANCE_PROFILES, MEMBERS, MEMBERSHIPS, ORGANIZATIONS, POLICIES, POLICY_VERSIONS, RESOURCE_POLICIES,
    ROLES, TAGS, Table, UNITS, USERS,
};
use super::touched::{Touched, What};
use crate::account::Account;
use crate::directory::Directory;
use crate::entity::{
    AccessKeyStatus, Group, HeldPolicies, InstanceProfile, Policy, ResourcePolicy, Role, User,
};
use crate::identity::Identity;
use crate::name::Folded;
use crate::organization::Parent;
use crate::tag::Tags;

/// Writes the rows of an entity as they are, after those as they were are gone.
pub(super) fn write_entity(
    old: Option<&Account>,
    new: Option<&Account>,
    entity: &Touched,
    rows: &mut Vec<RowChange>,
) {
    let account = text(entity.account());
    if old.is_some_and(|account| is_there(account, &entity.what)) {
        delete(&account, &entity.what, rows);
    }
    let Some(new) = new else { return };
    let mut writer = Writer { account, rows };
    match &entity.what {
        What::Account => writer.account(new),
        What::Identity(Identity::User(name)) => {
            new.user(name).into_iter().for_each(|user| writer.user(new, user));
        }
        What::Identity(Identity::Group(name)) => {
            new.group(name).into_iter().for_each(|group| writer.group(group));
        }
        What::Identity(Identity::Role(name)) => {
            new.role(name).into_iter().for_each(|role| writer.role(role));
        }
        What::InstanceProfile(name) => {
            new.instance_profile(name).into_iter().for_each(|profile| writer.instance_profile(profile));
        }
        What::Policy(name) => {
            let policy = new.policies.get(&Folded::of(name.as_str()));
            if let Some(policy) = policy {
                writer.policy(new, policy);
            }
        }
        What::ResourcePolicy(arn) => {
            new.resource_policy(arn).into_iter().for_each(|policy| writer.resource_policy(policy));
        }
    }
}

fn is_there(account: &Account, what: &What) -> bool {
    match what {
        What::Account => true,
        What::Identity(identity) => account.held(identity).is_ok(),
        What::InstanceProfile(name) => account.instance_profile(name).is_ok(),
        What::Policy(name) => account.policies.contains_key(&Folded::of(name.as_str())),
        What::ResourcePolicy(arn) => account.resource_policy(arn).is_ok(),
    }
}

/// The kind and key under which an entity's tags, attachments and inline policies stand.
fn holder(identity: &Identity) -> (&'static str, ColumnValue) {
    match identity {
        Identity::User(name) => ("user", key(name.as_str())),
        Identity::Group(name) => ("group", key(name.as_str())),
        Identity::Role(name) => ("role", key(name.as_str())),
    }
}

fn key(name: &str) -> ColumnValue {
    ColumnValue::Text(name.to_ascii_lowercase())
}

fn delete(account: &ColumnValue, what: &What, rows: &mut Vec<RowChange>) {
    let mut delete = |table: &'static Table, columns: &[(&'static str, ColumnValue)]| {
        let key = [("account_id", account.clone())].into_iter().chain(columns.iter().cloned()).collect();
        rows.push(RowChange::Delete { table, key });
    };
    match what {
        What::Account => delete(&ACCOUNTS, &[]),
        What::Identity(identity) => {
            let (kind, key) = holder(identity);
            match identity {
                Identity::User(_) => {
                    delete(&USERS, &[("name_key", key.clone())]);
                    delete(&MEMBERSHIPS, &[("user_key", key.clone())]);
                    delete(&ACCESS_KEYS, &[("user_key", key.clone())]);
                }
                Identity::Group(_) => delete(&GROUPS, &[("name_key", key.clone())]),
                Identity::Role(_) => delete(&ROLES, &[("name_key", key.clone())]),
            }
            let held = [("holder_kind", ColumnValue::Text(kind.to_owned())), ("holder_key", key.clone())];
            delete(&INLINE_POLICIES, &held);
            delete(&ATTACHMENTS, &held);
            delete(&TAGS, &[("entity_kind", ColumnValue::Text(kind.to_owned())), ("entity_key", key)]);
        }
        What::InstanceProfile(name) => {
            delete(&INSTANCE_PROFILES, &[("name_key", key(name.as_str()))]);
            delete(&TAGS, &[("entity_kind", text("instance-profile")), ("entity_key", key(name.as_str()))]);
        }
        What::Policy(name) => {
            delete(&POLICIES, &[("name_key", key(name.as_str()))]);
            delete(&POLICY_VERSIONS, &[("policy_key", key(name.as_str()))]);
            delete(&TAGS, &[("entity_kind", text("policy")), ("entity_key", key(name.as_str()))]);
        }
        What::ResourcePolicy(arn) => delete(&RESOURCE_POLICIES, &[("arn", text(arn))]),
    }
}

/// Writes rows of one account.
struct Writer<'a> {
    account: ColumnValue,
    rows: &'a mut Vec<RowChange>,
}

impl Writer<'_> {
    fn insert<const N: usize>(&mut self, table: &'static Table, values: [ColumnValue; N]) {
        let values = [self.account.clone()].into_iter().chain(values).collect();
        self.rows.push(RowChange::Insert { table, values });
    }

    fn account(&mut self, account: &Account) {
        let quotas = serde_json::to_string(account.quotas()).ok();
        self.insert(
            &ACCOUNTS,
            [text(&account.partition), text(&account.seed), text(&quotas.unwrap_or_default())],
        );
    }

    fn user(&mut self, account: &Account, user: &User) {
        let name_key = key(user.name().as_str());
        self.insert(
            &USERS,
            [
                name_key.clone(),
                text(user.name()),
                text(user.path()),
                text(user.id()),
                text(user.arn()),
                text(&user.create_date()),
                optional(user.permissions_boundary()),
            ],
        );
        for group in account.groups_for_user(user.name()).unwrap_or_default() {
            self.insert(&MEMBERSHIPS, [name_key.clone(), key(group.name().as_str())]);
        }
        for access_key in user.access_keys() {
            let status = match access_key.status() {
                AccessKeyStatus::Active => "Active",
                AccessKeyStatus::Inactive => "Inactive",
            };
            let values = [text(access_key.id()), text(status), text(&access_key.create_date())];
            let [id, status, create_date] = values;
            self.insert(&ACCESS_KEYS, [name_key.clone(), id, status, create_date]);
        }
        self.held("user", &name_key, user.policies());
        self.tags("user", &name_key, user.tags());
    }

    fn group(&mut self, group: &Group) {
        let name_key = key(group.name().as_str());
        self.insert(
            &GROUPS,
            [
                name_key.clone(),
                text(group.name()),
                text(group.path()),
                text(group.id()),
                text(group.arn()),
                text(&group.create_date()),
            ],
        );
        self.held("group", &name_key, group.policies());
    }

    fn role(&mut self, role: &Role) {
        let name_key = key(role.name().as_str());
        self.insert(
            &ROLES,
            [
                name_key.clone(),
                text(role.name()),
                text(role.path()),
                text(role.id()),
                text(role.arn()),
                text(&role.create_date()),
                optional(role.permissions_boundary()),
                optional(role.description()),
                ColumnValue::Integer(role.max_session_duration().as_seconds().into()),
                text(role.trust_policy().written()),
                optional(role.last_used().map(|used| used.date)),
                optional(role.last_used().and_then(|used| used.region.as_ref())),
            ],
        );
        self.held("role", &name_key, role.policies());
        self.tags("role", &name_key, role.tags());
    }

    fn instance_profile(&mut self, profile: &InstanceProfile) {
        let name_key = key(profile.name().as_str());
        self.insert(
            &INSTANCE_PROFILES,
            [
                name_key.clone(),
                text(profile.name()),
                text(profile.path()),
                text(profile.id()),
                text(profile.arn()),
                text(&profile.create_date()),
                optional(profile.role()),
            ],
        );
        self.tags("instance-profile", &name_key, profile.tags());
    }

    fn policy(&mut self, account: &Account, policy: &Policy) {
        let name_key = key(policy.name().as_str());
        let usage = account.policy_usage(policy.arn());
        self.insert(
            &POLICIES,
            [
                name_key.clone(),
                text(&policy.name()),
                text(policy.path()),
                text(policy.id()),
                text(policy.arn()),
                text(&policy.create_date()),
                text(&policy.update_date()),
                optional(policy.description()),
                text(&policy.default_version()),
                integer(usage.attachment_count()),
                integer(usage.permissions_boundary_usage_count()),
            ],
        );
        for (id, version) in policy.versions() {
            let is_default = i64::from(id == policy.default_version());
            self.insert(
                &POLICY_VERSIONS,
                [
                    name_key.clone(),
                    ColumnValue::Integer(id.number().into()),
                    ColumnValue::Integer(is_default),
                    text(&version.create_date()),
                    text(version.document()),
                ],
            );
        }
        self.tags("policy", &name_key, policy.tags());
    }

    fn resource_policy(&mut self, policy: &ResourcePolicy) {
        let values = [text(policy.arn()), text(&policy.update_date()), text(policy.policy().written())];
        self.insert(&RESOURCE_POLICIES, values);
    }

    fn held(&mut self, kind: &str, holder: &ColumnValue, held: &HeldPolicies) {
        for (name, document) in held.inline() {
            self.insert(&INLINE_POLICIES, [text(kind), holder.clone(), text(name), text(document)]);
        }
        for arn in held.attached() {
            self.insert(&ATTACHMENTS, [text(kind), holder.clone(), text(arn)]);
        }
    }

    fn tags(&mut self, kind: &str, entity: &ColumnValue, tags: &Tags) {
        for (key, value) in tags.iter() {
            self.insert(&TAGS, [text(kind), entity.clone(), text(key), text(value)]);
        }
    }
}

/// The rows of the organisation, which is small: any change of it writes them all.
pub(super) fn insert_organization(directory: &Directory, rows: &mut Vec<RowChange>) {
    let Some(organization) = directory.organization() else { return };
    let mut insert = |table: &'static Table, values| rows.push(RowChange::Insert { table, values });
    let parent = |parent: &Parent| match parent {
        Parent::Root => text(organization.root()),
        Parent::OrganizationalUnit(id) => text(id),
    };
    let head = [text(organization.id()), text(organization.root()), text(organization.management_account())];
    insert(&ORGANIZATIONS, head.into());
    for unit in organization.organizational_units() {
        insert(&UNITS, vec![text(unit.id()), text(unit.name()), parent(unit.parent())]);
    }
    for member in organization.members() {
        insert(&MEMBERS, vec![text(member.account()), parent(member.parent()), text(&member.joined())]);
    }
    for policy in organization.policies() {
        let is_aws_managed = ColumnValue::Integer(policy.is_aws_managed().into());
        let (kind, name, description) =
            (text(&policy.kind()), text(policy.name()), optional(policy.description()));
        let document = text(policy.document());
        insert(&CONTROL_POLICIES, vec![text(policy.id()), kind, name, description, document, is_aws_managed]);
        for target in organization.targets_for_policy(policy.id()) {
            let target = match target {
                crate::organization::Target::Root => text(organization.root()),
                crate::organization::Target::OrganizationalUnit(id) => text(id),
                crate::organization::Target::Account(id) => text(id),
            };
            insert(&CONTROL_ATTACHMENTS, vec![target, text(policy.id())]);
        }
    }
}
