//! Identity providers.

use super::{Context, Outcome};
use crate::account::Account;
use crate::command::{Applied, ProviderCommand};
use crate::entity::{OidcProvider, SamlProvider};
use crate::error::{StoreError, exists, missing};
use crate::identity::Entity;
use crate::label::ProviderArn;
use crate::map::entity_mut;
use crate::tag::Tags;

impl Account {
    pub(super) fn on_provider(&mut self, cx: Context<'_>, command: ProviderCommand) -> Outcome {
        match command {
            ProviderCommand::CreateOidcProvider { issuer, client_ids, thumbprints, tags } => {
                self.on_create_oidc(cx, &issuer, client_ids, thumbprints, tags)
            }
            ProviderCommand::AddClientId { arn, client_id } => self.on_add_client_id(cx, &arn, client_id),
            ProviderCommand::RemoveClientId { arn, client_id } => {
                self.change_oidc(&arn, |provider| provider.client_ids.retain(|known| *known != client_id))
            }
            ProviderCommand::UpdateThumbprints { arn, thumbprints } => {
                self.oidc_provider(&arn)?;
                cx.within(
                    "thumbprints per provider",
                    thumbprints.len(),
                    self.quotas.thumbprints_per_provider,
                )?;
                self.change_oidc(&arn, |provider| provider.thumbprints = thumbprints)
            }
            // AWS takes the end of a provider that isn't there for done.
            ProviderCommand::DeleteOidcProvider { arn } => {
                let was_there = self.oidc_providers.remove_mut(&arn);
                Ok(if was_there { Applied::Changed } else { Applied::Unchanged })
            }
            ProviderCommand::CreateSamlProvider { name, metadata, valid_until, tags } => {
                let arn = ProviderArn::of_saml(self.partition, &self.id, &name);
                self.on_create_saml(cx, arn, metadata, valid_until, tags)
            }
            ProviderCommand::UpdateSamlProvider { arn, metadata, valid_until } => {
                self.on_update_saml(&arn, metadata, valid_until)
            }
            ProviderCommand::DeleteSamlProvider { arn } => {
                if self.saml_providers.remove_mut(&arn) {
                    return Ok(Applied::Changed);
                }
                Err(missing(Entity::Provider(arn)))
            }
        }
    }

    fn on_create_oidc(
        &mut self,
        cx: Context<'_>,
        issuer: &str,
        client_ids: Vec<Box<str>>,
        thumbprints: Vec<Box<str>>,
        tags: Tags,
    ) -> Outcome {
        let arn = ProviderArn::of_oidc(self.partition, &self.id, issuer);
        let entity = Entity::Provider(arn.clone());
        let is_issuer = !issuer.is_empty() && issuer.bytes().all(|byte| byte.is_ascii_graphic());
        if !is_issuer || 255 < issuer.len() {
            let problem = "has an issuer that is empty, too long or no text of visible ASCII characters";
            return Err(StoreError::InvalidInput { entity, problem });
        }
        if self.oidc_providers.contains_key(&arn) {
            return Err(exists(entity));
        }
        let quotas = &self.quotas;
        cx.within(
            "OpenID Connect providers per account",
            self.oidc_providers.size() + 1,
            quotas.oidc_providers,
        )?;
        cx.within("client ids per provider", client_ids.len(), quotas.client_ids_per_provider)?;
        cx.within("thumbprints per provider", thumbprints.len(), quotas.thumbprints_per_provider)?;
        self.ensure_tags(cx, &entity, &tags)?;
        let mut provider = OidcProvider {
            arn: arn.clone(),
            client_ids: Vec::new(),
            thumbprints,
            create_date: cx.call.time(),
            tags,
        };
        for id in client_ids {
            add(&mut provider.client_ids, id);
        }
        self.oidc_providers.insert_mut(arn, provider.into());
        Ok(Applied::Changed)
    }

    fn on_add_client_id(&mut self, cx: Context<'_>, arn: &ProviderArn, client_id: Box<str>) -> Outcome {
        let known = &self.oidc_provider(arn)?.client_ids;
        if !known.contains(&client_id) {
            cx.within("client ids per provider", known.len() + 1, self.quotas.client_ids_per_provider)?;
        }
        self.change_oidc(arn, |provider| add(&mut provider.client_ids, client_id))
    }

    fn change_oidc(&mut self, arn: &ProviderArn, change: impl FnOnce(&mut OidcProvider)) -> Outcome {
        let old = self.oidc_provider(arn)?;
        let mut provider = OidcProvider::clone(old);
        change(&mut provider);
        if provider == **old {
            return Ok(Applied::Unchanged);
        }
        self.oidc_providers.insert_mut(arn.clone(), provider.into());
        Ok(Applied::Changed)
    }

    fn on_create_saml(
        &mut self,
        cx: Context<'_>,
        arn: ProviderArn,
        metadata: Box<str>,
        valid_until: crate::call::Timestamp,
        tags: Tags,
    ) -> Outcome {
        let entity = Entity::Provider(arn.clone());
        if self.saml_providers.contains_key(&arn) {
            return Err(exists(entity));
        }
        let n_providers = self.saml_providers.size() + 1;
        cx.within("SAML providers per account", n_providers, self.quotas.saml_providers)?;
        self.ensure_tags(cx, &entity, &tags)?;
        let create_date = cx.call.time();
        let provider = SamlProvider { arn: arn.clone(), metadata, create_date, valid_until, tags };
        self.saml_providers.insert_mut(arn, provider.into());
        Ok(Applied::Changed)
    }

    fn on_update_saml(
        &mut self,
        arn: &ProviderArn,
        metadata: Box<str>,
        valid_until: crate::call::Timestamp,
    ) -> Outcome {
        let old = self.saml_provider(arn)?;
        if (&old.metadata, old.valid_until) == (&metadata, valid_until) {
            return Ok(Applied::Unchanged);
        }
        if let Some(provider) = entity_mut(&mut self.saml_providers, arn) {
            provider.metadata = metadata;
            provider.valid_until = valid_until;
        }
        Ok(Applied::Changed)
    }
}

/// What is there already isn't there twice.
fn add(known: &mut Vec<Box<str>>, new: Box<str>) {
    if !known.contains(&new) {
        known.push(new);
    }
}
