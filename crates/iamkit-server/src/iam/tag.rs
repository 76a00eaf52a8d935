//! Tags of whatever can have them.

use iamkit_store::{
    Account, Command, InstanceProfileName, MfaSerial, PolicyArn, ProviderArn, RoleName,
    ServerCertificateName, StoreError, TagKey, Taggable, Tags, UserName,
};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};

use crate::invocation::Invocation;
use crate::listing::{Tag, tags, written};
use crate::operation::{NOTHING, Nothing};
use crate::refusal::refused;

/// What a call names, by the member that AWS has for it
#[derive(Debug, Clone, Deserialize)]
pub(crate) enum Named {
    UserName(UserName),
    RoleName(RoleName),
    PolicyArn(PolicyArn),
    InstanceProfileName(InstanceProfileName),
    SerialNumber(MfaSerial),
    OpenIDConnectProviderArn(ProviderArn),
    SAMLProviderArn(ProviderArn),
    ServerCertificateName(ServerCertificateName),
}

impl From<Named> for Taggable {
    fn from(named: Named) -> Self {
        match named {
            Named::UserName(name) => Self::User(name),
            Named::RoleName(name) => Self::Role(name),
            Named::PolicyArn(arn) => Self::Policy(arn),
            Named::InstanceProfileName(name) => Self::InstanceProfile(name),
            Named::SerialNumber(serial) => Self::MfaDevice(serial),
            Named::OpenIDConnectProviderArn(arn) => Self::OidcProvider(arn),
            Named::SAMLProviderArn(arn) => Self::SamlProvider(arn),
            Named::ServerCertificateName(name) => Self::ServerCertificate(name),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct TagRequest {
    #[serde(flatten)]
    named: Named,
    tags: Vec<Tag>,
}

pub(crate) fn tag(call: &Invocation<'_>, input: TagRequest) -> Result<Nothing, WireError> {
    call.commit(Command::Tag { entity: input.named.into(), tags: tags(input.tags)? })?;
    NOTHING
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct UntagRequest {
    #[serde(flatten)]
    named: Named,
    tag_keys: Vec<TagKey>,
}

pub(crate) fn untag(call: &Invocation<'_>, input: UntagRequest) -> Result<Nothing, WireError> {
    call.commit(Command::Untag { entity: input.named.into(), keys: input.tag_keys })?;
    NOTHING
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListTagsRequest {
    #[serde(flatten)]
    named: Named,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListTagsResponse {
    tags: Vec<Tag>,
}

pub(crate) fn list_tags(
    call: &Invocation<'_>,
    input: ListTagsRequest,
) -> Result<ListTagsResponse, WireError> {
    let tags = of(call.account()?, &input.named.into()).map_err(refused)?;
    Ok(ListTagsResponse { tags: written(&tags) })
}

fn of(account: &Account, entity: &Taggable) -> Result<Tags, StoreError> {
    Ok(match entity {
        Taggable::User(name) => account.user(name)?.tags().clone(),
        Taggable::Role(name) => account.role(name)?.tags().clone(),
        Taggable::Policy(arn) => account.policy(arn)?.tags().clone(),
        Taggable::InstanceProfile(name) => account.instance_profile(name)?.tags().clone(),
        Taggable::MfaDevice(serial) => account.mfa_device(serial)?.tags().clone(),
        Taggable::OidcProvider(arn) => account.oidc_provider(arn)?.tags().clone(),
        Taggable::SamlProvider(arn) => account.saml_provider(arn)?.tags().clone(),
        Taggable::ServerCertificate(name) => account.server_certificate(name)?.tags().clone(),
        _ => Tags::default(),
    })
}
