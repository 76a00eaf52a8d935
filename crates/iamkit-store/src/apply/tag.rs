//! Tags of users, roles, policies and instance profiles.

use super::{Context, Outcome};
use crate::account::Account;
use crate::command::Applied;
use crate::error::StoreError;
use crate::identity::{Entity, Identity, Taggable};
use crate::map::entity_mut;
use crate::name::Folded;
use crate::tag::{TagKey, Tags};

impl Account {
    pub(super) fn on_tag(&mut self, cx: Context<'_>, of: &Taggable, new: &Tags) -> Outcome {
        let mut tags = self.tags(of)?.clone();
        for (key, value) in new.iter() {
            tags.insert(key.clone(), value.clone());
        }
        self.ensure_reserved_tags(cx, &entity(of), new)?;
        cx.within("tags per entity", tags.len(), self.quotas.tags_per_entity)?;
        self.set_tags(of, tags)
    }

    pub(super) fn on_untag(&mut self, of: &Taggable, keys: &[TagKey]) -> Outcome {
        let mut tags = self.tags(of)?.clone();
        for key in keys {
            tags.remove(key);
        }
        self.set_tags(of, tags)
    }

    /// Makes sure that a new entity can have the tags.
    pub(super) fn ensure_tags(&self, cx: Context<'_>, of: &Entity, tags: &Tags) -> Result<(), StoreError> {
        self.ensure_reserved_tags(cx, of, tags)?;
        cx.within("tags per entity", tags.len(), self.quotas.tags_per_entity)
    }

    #[expect(clippy::unused_self, reason = "one of the account's checks, called like the others")]
    fn ensure_reserved_tags(&self, cx: Context<'_>, of: &Entity, tags: &Tags) -> Result<(), StoreError> {
        if cx.is_restoring() || !tags.iter().any(|(key, _)| key.is_reserved()) {
            return Ok(());
        }
        let problem = "can't have a tag whose key begins with `aws:`: only AWS sets those";
        Err(StoreError::InvalidInput { entity: of.clone(), problem })
    }

    fn tags(&self, of: &Taggable) -> Result<&Tags, StoreError> {
        match of {
            Taggable::User(name) => self.user(name).map(|user| &user.tags),
            Taggable::Role(name) => self.role(name).map(|role| &role.tags),
            Taggable::Policy(arn) => self.policy(arn).map(|policy| &policy.tags),
            Taggable::InstanceProfile(name) => self.instance_profile(name).map(|profile| &profile.tags),
            Taggable::MfaDevice(serial) => self.mfa_device(serial).map(|device| &device.tags),
            Taggable::OidcProvider(arn) => self.oidc_provider(arn).map(|provider| &provider.tags),
            Taggable::SamlProvider(arn) => self.saml_provider(arn).map(|provider| &provider.tags),
            Taggable::ServerCertificate(name) => self.server_certificate(name).map(|it| &it.tags),
        }
    }

    fn set_tags(&mut self, of: &Taggable, tags: Tags) -> Outcome {
        if *self.tags(of)? == tags {
            return Ok(Applied::Unchanged);
        }
        match of {
            Taggable::User(name) => self.user_mut(name)?.tags = tags,
            Taggable::Role(name) => self.role_mut(name)?.tags = tags,
            Taggable::Policy(arn) => self.policy_mut(arn)?.tags = tags,
            Taggable::InstanceProfile(name) => {
                if let Some(profile) = entity_mut(&mut self.instance_profiles, &Folded::of(name.as_str())) {
                    profile.tags = tags;
                }
            }
            Taggable::MfaDevice(serial) => {
                if let Some(device) = entity_mut(&mut self.mfa_devices, serial) {
                    device.tags = tags;
                }
            }
            Taggable::OidcProvider(arn) => {
                if let Some(provider) = entity_mut(&mut self.oidc_providers, arn) {
                    provider.tags = tags;
                }
            }
            Taggable::SamlProvider(arn) => {
                if let Some(provider) = entity_mut(&mut self.saml_providers, arn) {
                    provider.tags = tags;
                }
            }
            Taggable::ServerCertificate(name) => {
                let certificate = entity_mut(&mut self.server_certificates, &Folded::of(name.as_str()));
                if let Some(certificate) = certificate {
                    certificate.tags = tags;
                }
            }
        }
        Ok(Applied::Changed)
    }
}

fn entity(of: &Taggable) -> Entity {
    match of {
        Taggable::User(name) => Entity::Identity(Identity::User(name.clone())),
        Taggable::Role(name) => Entity::Identity(Identity::Role(name.clone())),
        Taggable::Policy(arn) => Entity::Policy(arn.clone()),
        Taggable::InstanceProfile(name) => Entity::InstanceProfile(name.clone()),
        Taggable::MfaDevice(serial) => Entity::MfaDevice(serial.clone()),
        Taggable::OidcProvider(arn) | Taggable::SamlProvider(arn) => Entity::Provider(arn.clone()),
        Taggable::ServerCertificate(name) => Entity::ServerCertificate(name.clone()),
    }
}
