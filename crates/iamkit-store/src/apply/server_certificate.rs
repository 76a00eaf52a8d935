//! Server certificates.

use std::sync::Arc;

use super::{Context, Outcome};
use crate::account::Account;
use crate::call::Timestamp;
use crate::command::{Applied, CertificateCommand};
use crate::entity::ServerCertificate;
use crate::error::{StoreError, exists};
use crate::id::IdKind;
use crate::identity::Entity;
use crate::label::ServerCertificateName;
use crate::name::{Folded, IamPath};
use crate::tag::Tags;

impl Account {
    pub(super) fn on_certificate(&mut self, cx: Context<'_>, command: CertificateCommand) -> Outcome {
        match command {
            CertificateCommand::Upload { name, path, body, chain, expiration, tags } => {
                self.on_upload_server_certificate(cx, name, path, body, chain, expiration, tags)
            }
            CertificateCommand::Update { name, new_path, new_name } => {
                self.on_update_server_certificate(&name, new_path, new_name)
            }
            CertificateCommand::Delete { name } => {
                let id = self.server_certificate(&name)?.id.clone();
                self.ids.remove_mut(&id);
                self.server_certificates.remove_mut(&Folded::of(name.as_str()));
                Ok(Applied::Changed)
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the members of the command")]
    fn on_upload_server_certificate(
        &mut self,
        cx: Context<'_>,
        name: ServerCertificateName,
        path: IamPath,
        body: Box<str>,
        chain: Option<Box<str>>,
        expiration: Timestamp,
        tags: Tags,
    ) -> Outcome {
        self.ensure_certificate_name_is_free(&name)?;
        let n_certificates = self.server_certificates.size() + 1;
        cx.within("server certificates per account", n_certificates, self.quotas.server_certificates)?;
        self.ensure_tags(cx, &Entity::ServerCertificate(name.clone()), &tags)?;
        let certificate = ServerCertificate {
            arn: self.certificate_arn(&path, &name),
            path,
            id: self.take_id(IdKind::ServerCertificate, None),
            create_date: cx.call.time(),
            expiration,
            body,
            chain,
            tags,
            name,
        };
        let key = Folded::of(certificate.name.as_str());
        self.server_certificates.insert_mut(key, certificate.into());
        Ok(Applied::Changed)
    }

    fn on_update_server_certificate(
        &mut self,
        name: &ServerCertificateName,
        new_path: Option<IamPath>,
        new_name: Option<ServerCertificateName>,
    ) -> Outcome {
        let old = self.server_certificate(name)?;
        let mut certificate = ServerCertificate::clone(old);
        certificate.path = new_path.unwrap_or_else(|| old.path.clone());
        certificate.name = new_name.unwrap_or_else(|| old.name.clone());
        if (&certificate.path, &certificate.name) == (&old.path, &old.name) {
            return Ok(Applied::Unchanged);
        }
        let (old_key, key) = (Folded::of(old.name.as_str()), Folded::of(certificate.name.as_str()));
        if key != old_key {
            self.ensure_certificate_name_is_free(&certificate.name)?;
        }
        certificate.arn = self.certificate_arn(&certificate.path, &certificate.name);
        self.server_certificates.remove_mut(&old_key);
        self.server_certificates.insert_mut(key, certificate.into());
        Ok(Applied::Changed)
    }

    fn ensure_certificate_name_is_free(&self, name: &ServerCertificateName) -> Result<(), StoreError> {
        match self.server_certificates.get(&Folded::of(name.as_str())) {
            Some(taken) => Err(exists(Entity::ServerCertificate(taken.name.clone()))),
            None => Ok(()),
        }
    }

    fn certificate_arn(&self, path: &IamPath, name: &ServerCertificateName) -> Arc<str> {
        format!("arn:{}:iam::{}:server-certificate{path}{name}", self.partition, self.id).into()
    }
}
