//! What AWS records by itself, and the quotas it grants.

use super::Outcome;
use crate::account::Account;
use crate::call::Timestamp;
use crate::command::Applied;
use crate::entity::{Region, RoleLastUsed};
use crate::name::{PolicyArn, RoleName};
use crate::quota::Quotas;

impl Account {
    pub(super) fn on_record_role_use(
        &mut self,
        role: &RoleName,
        date: Timestamp,
        region: Option<Region>,
    ) -> Outcome {
        let last_used = Some(RoleLastUsed { date, region });
        if self.role(role)?.last_used == last_used {
            return Ok(Applied::Unchanged);
        }
        self.role_mut(role)?.last_used = last_used;
        Ok(Applied::Changed)
    }

    pub(super) fn on_record_policy_update(&mut self, arn: &PolicyArn, date: Timestamp) -> Outcome {
        if self.policy(arn)?.update_date == date {
            return Ok(Applied::Unchanged);
        }
        self.policy_mut(arn)?.update_date = date;
        Ok(Applied::Changed)
    }

    pub(super) fn on_set_quotas(&mut self, quotas: Quotas) -> Applied {
        if *self.quotas == quotas {
            return Applied::Unchanged;
        }
        self.quotas = quotas.into();
        Applied::Changed
    }
}
