//! MFA devices: made, enabled for a user, and no more.

use super::{Context, Outcome};
use crate::account::Account;
use crate::command::Applied;
use crate::entity::MfaDevice;
use crate::error::{StoreError, conflict, exists, missing};
use crate::identity::Entity;
use crate::label::MfaSerial;
use crate::map::entity_mut;
use crate::name::UserName;
use crate::tag::Tags;

impl Account {
    pub(super) fn on_create_device(&mut self, cx: Context<'_>, serial: MfaSerial, tags: Tags) -> Outcome {
        let entity = Entity::MfaDevice(serial.clone());
        if self.mfa_devices.contains_key(&serial) {
            return Err(exists(entity));
        }
        let own = format!("arn:{}:iam::{}:mfa/", self.partition, self.id);
        if !serial.as_str().starts_with(&own) {
            let problem = "has a serial number that isn't the ARN of a device of the account";
            return Err(StoreError::InvalidInput { entity, problem });
        }
        self.ensure_tags(cx, &entity, &tags)?;
        let create_date = cx.call.time();
        let device = MfaDevice { serial: serial.clone(), is_virtual: true, create_date, enabled: None, tags };
        self.mfa_devices.insert_mut(serial, device.into());
        Ok(Applied::Changed)
    }

    pub(super) fn on_delete_device(&mut self, serial: &MfaSerial) -> Outcome {
        let entity = || Entity::MfaDevice(serial.clone());
        let device = self.mfa_device(serial)?;
        if !device.is_virtual {
            return Err(missing(entity()));
        }
        if device.enabled.is_some() {
            return Err(conflict(entity(), "it must be deactivated first"));
        }
        self.mfa_devices.remove_mut(serial);
        Ok(Applied::Changed)
    }

    pub(super) fn on_enable_device(
        &mut self,
        cx: Context<'_>,
        user: &UserName,
        serial: MfaSerial,
    ) -> Outcome {
        let owner = self.user(user)?;
        let name = owner.name.clone();
        let n_devices = owner.credentials.mfa_devices.len() + 1;
        let known = self.mfa_devices.get(&serial);
        if known.is_some_and(|device| device.enabled.is_some()) {
            return Err(exists(Entity::MfaDevice(serial)));
        }
        if known.is_none() && serial.as_str().starts_with("arn:") {
            return Err(missing(Entity::MfaDevice(serial)));
        }
        cx.within("MFA devices per user", n_devices, self.quotas.mfa_devices_per_user)?;
        let fresh = || MfaDevice {
            serial: serial.clone(),
            is_virtual: false,
            create_date: cx.call.time(),
            enabled: None,
            tags: Tags::default(),
        };
        let device = known.map_or_else(fresh, |device| MfaDevice::clone(device));
        let enabled = Some((name, cx.call.time()));
        self.mfa_devices.insert_mut(serial.clone(), MfaDevice { enabled, ..device }.into());
        self.user_mut(user)?.credentials.mfa_devices.insert(serial);
        Ok(Applied::Changed)
    }

    pub(super) fn on_deactivate_device(&mut self, user: &UserName, serial: &MfaSerial) -> Outcome {
        if !self.user(user)?.credentials.mfa_devices.contains(serial) {
            return Err(missing(Entity::MfaDevice(serial.clone())));
        }
        self.user_mut(user)?.credentials.mfa_devices.remove(serial);
        if self.mfa_device(serial)?.is_virtual {
            if let Some(device) = entity_mut(&mut self.mfa_devices, serial) {
                device.enabled = None;
            }
        } else {
            self.mfa_devices.remove_mut(serial);
        }
        Ok(Applied::Changed)
    }
}
