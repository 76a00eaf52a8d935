//! Managed policies as answers show them, the account's own and those of AWS alike.

use iamkit_managed::{Date, ManagedPolicies};
use iamkit_store::{Account, Policy, PolicyArn, RecordAwsManagedPolicy, Timestamp};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::letters;
use crate::listing::{Tag, encoded, written, written_if_any};

/// A managed policy
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PolicyShape {
    policy_name: String,
    policy_id: String,
    arn: String,
    path: String,
    default_version_id: String,
    attachment_count: usize,
    permissions_boundary_usage_count: usize,
    is_attachable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    create_date: String,
    update_date: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<Vec<Tag>>,
}

impl PolicyShape {
    /// A policy of the account, with what only looking it up shows.
    pub(super) fn of(account: &Account, policy: &Policy) -> Self {
        Self {
            description: policy.description().map(ToString::to_string),
            tags: Some(written(policy.tags())),
            ..Self::in_list(account, policy)
        }
    }

    /// A policy as it is answered when it is made: without its description, and without tags where it has none.
    pub(super) fn made(account: &Account, policy: &Policy) -> Self {
        Self { description: None, tags: written_if_any(policy.tags()), ..Self::of(account, policy) }
    }

    /// A policy of the account, without what lists leave out.
    pub(super) fn in_list(account: &Account, policy: &Policy) -> Self {
        let usage = account.policy_usage(policy.arn());
        Self {
            policy_name: policy.name().to_string(),
            policy_id: policy.id().to_string(),
            arn: policy.arn().to_string(),
            path: policy.path().to_string(),
            default_version_id: policy.default_version().to_string(),
            attachment_count: usage.attachment_count(),
            permissions_boundary_usage_count: usage.permissions_boundary_usage_count(),
            is_attachable: true,
            description: None,
            create_date: policy.create_date().to_string(),
            update_date: policy.update_date().to_string(),
            tags: None,
        }
    }

    /// A policy of AWS as it counts for the account: as it was listed for it, else as AWS has it; none where AWS has no
    /// such policy.
    pub(super) fn of_aws(account: &Account, arn: &PolicyArn) -> Option<Self> {
        let (usage, path) = (account.policy_usage(arn), arn.path());
        let listed = listed(account, arn);
        let embedded = ManagedPolicies::embedded().policy(arn.as_str()).ok();
        let date = |listed: Option<Timestamp>, embedded: Option<Date>| {
            listed.map(|date| date.to_string()).or_else(|| embedded.map(midnight)).unwrap_or_default()
        };
        Some(Self {
            policy_name: arn.name().to_string(),
            policy_id: listed
                .and_then(|it| Some(it.id.as_ref()?.to_string()))
                .unwrap_or_else(|| id_of_aws(arn.as_str())),
            arn: arn.to_string(),
            is_attachable: !path.is_of_service_role(),
            path: path.to_string(),
            default_version_id: match listed {
                Some(listed) => listed.default_version.to_string(),
                None => embedded?.current().id().to_string(),
            },
            attachment_count: usage.attachment_count(),
            permissions_boundary_usage_count: usage.permissions_boundary_usage_count(),
            description: None,
            create_date: date(listed.and_then(|it| it.create_date), embedded.map(|it| it.created())),
            update_date: date(listed.and_then(|it| it.update_date), embedded.map(|it| it.updated())),
            tags: None,
        })
    }
}

fn listed<'a>(account: &'a Account, arn: &PolicyArn) -> Option<&'a RecordAwsManagedPolicy> {
    account.listed_aws_managed_policies().find(|listed| listed.arn == *arn).map(|listed| &**listed)
}

/// A version of a managed policy
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PolicyVersionShape {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) document: Option<String>,
    pub(super) version_id: String,
    pub(super) is_default_version: bool,
    pub(super) create_date: String,
}

impl PolicyVersionShape {
    /// Without the document, as lists have it.
    pub(super) fn in_list(self) -> Self {
        Self { document: None, ..self }
    }
}

/// The versions of a policy of the account, the newest first.
pub(super) fn versions(policy: &Policy) -> Vec<PolicyVersionShape> {
    let versions = policy.versions().map(|(id, version)| PolicyVersionShape {
        document: Some(encoded(version.document())),
        version_id: id.to_string(),
        is_default_version: id == policy.default_version(),
        create_date: version.create_date().to_string(),
    });
    let mut versions = versions.collect::<Vec<_>>();
    versions.reverse();
    versions
}

/// The versions of a policy of AWS that are known, the newest first: those that were listed for the account, else those
/// that AWS published; none where AWS has no such policy.
pub(super) fn versions_of_aws(account: &Account, arn: &PolicyArn) -> Option<Vec<PolicyVersionShape>> {
    if let Some(listed) = listed(account, arn) {
        let versions = listed.versions.iter().rev().map(|version| PolicyVersionShape {
            document: Some(encoded(&version.document)),
            version_id: version.id.to_string(),
            is_default_version: version.id == listed.default_version,
            create_date: version.create_date.or(listed.update_date).unwrap_or_default().to_string(),
        });
        return Some(versions.collect());
    }
    let policy = ManagedPolicies::embedded().policy(arn.as_str()).ok()?;
    let current = policy.current().id();
    let versions = policy.versions().rev().map(|version| {
        Some(PolicyVersionShape {
            document: Some(encoded(&version.document().ok()?)),
            version_id: version.id().to_string(),
            is_default_version: version.id() == current,
            create_date: midnight(version.date()),
        })
    });
    // One that can't be read leaves none of them: a version less would be told by nothing.
    versions.collect()
}

fn midnight(date: Date) -> String {
    format!("{date}T00:00:00Z")
}

/// An id for a policy of AWS: the real ones aren't in any package, so it is made of the ARN.
fn id_of_aws(arn: &str) -> String {
    letters::id("ANPA", &Sha256::digest(arn), 17)
}
