//! What the store refuses, in the sentences that clients know from AWS: some read them.

use iamkit_store::{CommitError, Entity, Identity, StoreError};
use iamkit_wire::WireError;

use crate::malformed;

/// An error of the store as a client sees it.
pub(crate) fn refused(error: StoreError) -> WireError {
    refused_by(&error)
}

fn refused_by(error: &StoreError) -> WireError {
    let message = match error {
        StoreError::NoSuchEntity(entity) => not_found(entity),
        StoreError::EntityAlreadyExists(entity) => exists(entity),
        StoreError::LimitExceeded { quota, limit, .. } => {
            format!("Cannot exceed quota for {}: {limit}", quota_name(quota))
        }
        StoreError::DeleteConflict { reason, .. } => format!("Cannot delete entity, {reason}."),
        error => malformed::sentence(error).unwrap_or_else(|| error.to_string()),
    };
    WireError::new(error.code(), error.status(), message)
}

/// An error of a commit as a client sees it.
pub(crate) fn refused_commit(error: &CommitError) -> WireError {
    match error {
        CommitError::Refused(refused_change) => refused_by(refused_change.error()),
        CommitError::Concurrent(error) => refused_by(error),
        error => WireError::new("ServiceFailure", 500, error.to_string()),
    }
}

fn not_found(entity: &Entity) -> String {
    match entity {
        Entity::Identity(Identity::User(name)) => format!("The user with name {name} cannot be found."),
        Entity::Identity(Identity::Group(name)) => format!("The group with name {name} cannot be found."),
        Entity::Identity(Identity::Role(name)) => format!("The role with name {name} cannot be found."),
        Entity::Policy(arn) | Entity::Attachment(_, arn) => format!("Policy {arn} was not found."),
        Entity::PolicyVersion(arn, version) => {
            format!("Policy {arn} version {version} does not exist or is not attachable.")
        }
        Entity::InlinePolicy(of, name) => {
            format!("The {} policy with name {name} cannot be found.", kind(of))
        }
        Entity::Membership(user, group) => format!("User {user} not in group {group}"),
        Entity::InstanceProfile(name) => format!("Instance Profile {name} cannot be found."),
        Entity::AccessKey(id, _) => format!("The Access Key with id {id} cannot be found."),
        Entity::MfaDevice(serial) => format!("MFA Device with serial number {serial} cannot be found."),
        Entity::ServerCertificate(name) => {
            format!("The Server Certificate with name {name} cannot be found.")
        }
        Entity::Provider(arn) if arn.as_str().contains(":oidc-provider/") => {
            format!("OpenIDConnect Provider not found for arn {arn}")
        }
        Entity::Provider(arn) => format!("Manifest not found for arn {arn}"),
        Entity::AccountAlias(alias) => format!("The account alias {alias} cannot be found."),
        Entity::PermissionsBoundary(of) => format!("The {of} has no permissions boundary."),
        other => format!("The {other} cannot be found."),
    }
}

fn exists(entity: &Entity) -> String {
    match entity {
        Entity::Identity(Identity::User(name)) => format!("User with name {name} already exists."),
        Entity::Identity(Identity::Group(name)) => format!("Group with name {name} already exists."),
        Entity::Identity(Identity::Role(name)) => format!("Role with name {name} already exists."),
        Entity::Policy(arn) => {
            format!("A policy called {} already exists. Duplicate names are not allowed.", arn.name())
        }
        Entity::InstanceProfile(name) => format!("Instance Profile {name} already exists."),
        Entity::MfaDevice(_) => "MFADevice entity at the same path and name already exists.".to_owned(),
        Entity::ServerCertificate(name) => {
            format!("The Server Certificate with name {name} already exists.")
        }
        Entity::Provider(arn) if arn.as_str().contains(":oidc-provider/") => {
            format!("Provider with url https://{} already exists.", arn.own_name())
        }
        Entity::Provider(arn) => format!("Provider with name {} already exists.", arn.own_name()),
        other => format!("The {other} already exists."),
    }
}

fn kind(of: &Identity) -> &'static str {
    match of {
        Identity::User(_) => "user",
        Identity::Group(_) => "group",
        Identity::Role(_) => "role",
    }
}

/// A quota under the name that AWS gives it in its sentence.
fn quota_name(quota: &str) -> String {
    match quota {
        "access keys per user" => "AccessKeysPerUser".to_owned(),
        "users per account" => "UsersPerAccount".to_owned(),
        "groups per account" => "GroupsPerAccount".to_owned(),
        "roles per account" => "RolesPerAccount".to_owned(),
        "groups per user" => "GroupsPerUser".to_owned(),
        "roles per instance profile" => "InstanceSessionsPerInstanceProfile".to_owned(),
        "MFA devices per user" => "MFADevicesPerUser".to_owned(),
        "SSH public keys per user" => "SSHPublicKeysPerUser".to_owned(),
        "signing certificates per user" => "CertificatesPerUser".to_owned(),
        "server certificates per account" => "ServerCertificatesPerAccount".to_owned(),
        "client ids per provider" => "ClientIdsPerOpenIdConnectProvider".to_owned(),
        "OpenID Connect providers per account" => "OpenIdConnectProvidersPerAccount".to_owned(),
        "SAML providers per account" => "SAMLProvidersPerAccount".to_owned(),
        "service-specific credentials per service" => "ServiceSpecificCredentialsPerUser".to_owned(),
        other => other.to_owned(),
    }
}
