//! Changes of policies, as the arguments of `trail replay` name them: what the accounts would be with them.

use std::path::Path;
use std::sync::Arc;

use iamkit_cloudtrail::{TRIAL_FORMS, with_policy};
use iamkit_store::Directory;

use crate::account::source::directory;
use crate::policy_argument::PolicyArgument;
use iamkit_console::command::Failure;

/// What changes may be.
pub(super) fn forms() -> String {
    format!(
        "A change is WHAT=POLICY, with WHAT one of: {TRIAL_FORMS}. Or it is the path of a whole new listing or database."
    )
}

/// The accounts with the changes made.
pub(super) fn changed(old: &Directory, changes: &[String]) -> Result<Directory, Failure> {
    let mut new = old.clone();
    for change in changes {
        new = match change.split_once('=') {
            Some((what, policy)) if !Path::new(change).exists() => {
                with_policy(&new, what, &Arc::new(PolicyArgument::read(policy)?.document))?
            }
            _ => directory(&[change.into()])?,
        };
    }
    Ok(new)
}
