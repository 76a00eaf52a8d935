//! All layers around one principal as a side of a comparison, from a file in the form of a conformance case.
//!
//! The request says who asks, whose the resource is and, by its action, what kind of policy the resource has. Nothing
//! else of it counts: all requests of that principal are compared.

use std::path::Path;

use iamkit_conformance::case::{CaseResource, NamedPolicy, Situation};
use iamkit_conformance::engine;
use iamkit_policy::PolicyDocument;
use iamkit_prover::{Access, PolicyKind};

use crate::situation;
use iamkit_console::command::{Failure, shown};

/// What such an argument begins with.
pub(super) const PREFIX: &str = "layers:";

/// The layers in a file, and their access.
///
/// # Errors
/// When the file can't be read or holds no situation, or when its layers are none that such a principal can have or
/// that can be compared.
pub(super) fn read(file: &Path) -> Result<(Situation, Access), Failure> {
    let situation = situation::from_file(file)?;
    let access = access(&situation).map_err(|error| format!("`{}`: {error}", shown(file)))?;
    Ok((situation, access))
}

/// The access that the layers around a principal give.
///
/// # Errors
/// As [`read`], but for the file.
pub(crate) fn access(situation: &Situation) -> Result<Access, Failure> {
    let (request, layers) = (&situation.request, &situation.policies);
    if request.restrict_public_buckets {
        return Err("`restrictPublicBuckets` can't be compared".into());
    }
    let [resource] = &*request.resources else {
        return Err("several resources can't be compared at once".into());
    };
    let mut builder = Access::builder();
    if let Some(policies) = &layers.identity {
        builder = builder.identity(documents(policies));
    }
    if let Some(policy) = &layers.boundary {
        builder = builder.boundary([&policy.document]);
    }
    if let Some(policies) = &layers.session {
        builder = builder.session(documents(policies));
    }
    builder = layers.scp.iter().flatten().fold(builder, |all, level| all.service_control(documents(level)));
    builder = layers.rcp.iter().flatten().fold(builder, |all, level| all.resource_control(documents(level)));
    let mut builder = builder.around(engine::principal(&request.principal)?);
    if let Some(policy) = &layers.resource {
        builder = builder.resource(PolicyKind::of_resource_policy(&request.action), &policy.document);
    }
    if let Some(policy) = &layers.vpce {
        builder = builder.vpc_endpoint(&policy.document);
    }
    if let Some(account) = owner(resource) {
        builder = builder.resource_account(account);
    }
    if let Some(account) = &request.management_account {
        builder = builder.management_account(account);
    }
    Ok(builder.build()?)
}

fn documents(policies: &[NamedPolicy]) -> impl Iterator<Item = &PolicyDocument> {
    policies.iter().map(|policy| &policy.document)
}

/// The account that owns the resource: as it is said, or by its ARN.
fn owner(resource: &CaseResource) -> Option<&str> {
    let of_arn = || resource.arn.split(':').nth(4).filter(|account| !account.is_empty());
    resource.account.as_deref().or_else(of_arn)
}
