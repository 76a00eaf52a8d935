//! Principals that stand for those whom nobody names.

use std::collections::BTreeSet;

use crate::domain::principal::asker::Asker;

/// An ordinary user and an ordinary session: who asks where the policies don't care.
pub(crate) const USER: &str = "arn:aws:iam::111122223333:user/example";
pub(crate) const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/Example/session";

/// The account of ordinary askers where the policies are those of resources, which have another owner.
pub(crate) const OTHER_ACCOUNT: &str = "444455556666";

/// One principal of each kind of an account.
pub(super) fn kinds(partition: &str, account: &str) -> Vec<Asker> {
    let arns = [
        format!("arn:{partition}:iam::{account}:user/somebody"),
        format!("arn:{partition}:sts::{account}:assumed-role/Some/session"),
        format!("arn:{partition}:iam::{account}:role/Some"),
        format!("arn:{partition}:sts::{account}:federated-user/somebody"),
        format!("arn:{partition}:iam::{account}:root"),
    ];
    arns.iter().filter_map(|arn| Asker::of_arn(arn)).collect()
}

/// A number of an account that isn't among these.
pub(crate) fn other_account(named: &BTreeSet<String>) -> String {
    let numbers = (0..=named.len()).map(|at| format!("{:012}", 999_999_999_999 - at));
    numbers.into_iter().find(|number| !named.contains(number)).unwrap_or_default()
}
