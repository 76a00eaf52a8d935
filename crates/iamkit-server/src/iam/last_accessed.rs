//! When services were last accessed, from what the server itself saw.
//!
//! Services are those that the entity's policies let it call. Of a group it is what its members called, of a policy what
//! those called that it is attached to. Actions aren't told apart: what is known is when the service was called.

use std::collections::BTreeSet;
use std::sync::Arc;

use iamkit_catalog::Catalog;
use iamkit_policy::PolicyDocument;
use iamkit_store::{Account, Identity, PolicyArn, ServicePrefix, ServiceUse};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};

use super::granting::{grants, identity, unknown};
use crate::invocation::Invocation;
use crate::refusal::refused;
use crate::report::AccessJob;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GenerateRequest {
    arn: String,
    granularity: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GenerateResponse {
    job_id: String,
}

pub(crate) fn generate_service_last_accessed_details(
    call: &Invocation<'_>,
    input: GenerateRequest,
) -> Result<GenerateResponse, WireError> {
    Subject::of(call.account()?, &input.arn)?;
    let id = uuid::Uuid::new_v4().to_string();
    call.state.reports.add(AccessJob {
        id: id.clone(),
        account: call.account_id().clone(),
        arn: input.arn,
        is_of_actions: input.granularity.as_deref() == Some("ACTION_LEVEL"),
        time: call.time,
    });
    Ok(GenerateResponse { job_id: id })
}

/// What a job is about: the documents that grant, and the users and roles whose calls count
struct Subject {
    documents: Vec<Arc<PolicyDocument>>,
    callers: BTreeSet<Identity>,
}

impl Subject {
    fn of(account: &Account, arn: &str) -> Result<Self, WireError> {
        if let Some(identity) = identity(account, arn) {
            let policies = account.policies_of(&identity).map_err(refused)?;
            let documents = policies.iter().map(|policy| Arc::clone(policy.document())).collect();
            return Ok(Self { documents, callers: callers(account, identity)? });
        }
        let arn: PolicyArn = arn.parse().map_err(|_| unknown(arn))?;
        let document = if arn.is_aws_managed() {
            account.aws_managed_policy(&arn).map(|version| version.document)
        } else {
            let policy = account.policy(&arn).map_err(refused)?;
            policy.version(policy.default_version()).map(|version| Arc::clone(version.document()))
        };
        let holders = account.policy_usage(&arn).attached_to();
        let of_holders = holders.map(|holder| callers(account, holder.clone()));
        let of_holders = of_holders.collect::<Result<Vec<_>, _>>()?;
        let callers = of_holders.into_iter().flatten().collect();
        Ok(Self { documents: vec![document.ok_or_else(|| unknown(arn.as_str()))?], callers })
    }

    /// What the callers called of a service, the latest first.
    fn uses<'a>(&self, account: &'a Account, service: &str) -> Vec<(Identity, &'a ServiceUse)> {
        let uses = self.callers.iter().filter_map(|caller| {
            let known = match caller {
                Identity::User(name) => account.user(name).ok()?.services(),
                Identity::Role(name) => account.role(name).ok()?.services(),
                Identity::Group(_) => return None,
            };
            Some((caller.clone(), known.get(&service.parse::<ServicePrefix>().ok()?)?))
        });
        let mut uses = uses.collect::<Vec<_>>();
        uses.sort_by_key(|(_, used)| std::cmp::Reverse(used.date()));
        uses
    }
}

/// The users and roles behind an identity: of a group its members.
fn callers(account: &Account, identity: Identity) -> Result<BTreeSet<Identity>, WireError> {
    let Identity::Group(name) = &identity else { return Ok([identity].into()) };
    let members = account.members_of(name).map_err(refused)?;
    Ok(members.into_iter().map(|user| Identity::User(user.name().clone())).collect())
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DetailsRequest {
    job_id: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DetailsResponse {
    job_status: &'static str,
    job_type: &'static str,
    job_creation_date: String,
    job_completion_date: String,
    services_last_accessed: Vec<ServiceEntry>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct ServiceEntry {
    service_name: String,
    service_namespace: String,
    total_authenticated_entities: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_authenticated: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_authenticated_entity: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_authenticated_region: Option<String>,
}

fn job(call: &Invocation<'_>, id: &str) -> Result<AccessJob, WireError> {
    let missing = || WireError::new("NoSuchEntity", 404, format!("The job with id {id} cannot be found."));
    call.state.reports.job(call.account_id(), id).ok_or_else(missing)
}

pub(crate) fn get_service_last_accessed_details(
    call: &Invocation<'_>,
    input: DetailsRequest,
) -> Result<DetailsResponse, WireError> {
    let job = job(call, &input.job_id)?;
    let account = call.account()?;
    let subject = Subject::of(account, &job.arn)?;
    let services = Catalog::embedded().services();
    let granted = services.filter(|service| subject.documents.iter().any(|it| grants(it, service.prefix())));
    let entry = |service: iamkit_catalog::Service<'_>| {
        let uses = subject.uses(account, service.prefix());
        let last = uses.first();
        ServiceEntry {
            service_name: service.title().to_owned(),
            service_namespace: service.prefix().to_owned(),
            total_authenticated_entities: uses.len(),
            last_authenticated: last.map(|(_, used)| used.date().to_string()),
            last_authenticated_entity: last.and_then(|(who, _)| arn_of(account, who)),
            last_authenticated_region: last.map(|(_, used)| used.region().to_string()),
        }
    };
    Ok(DetailsResponse {
        job_status: "COMPLETED",
        job_type: if job.is_of_actions { "ACTION_LEVEL" } else { "SERVICE_LEVEL" },
        job_creation_date: job.time.to_string(),
        job_completion_date: job.time.to_string(),
        services_last_accessed: granted.map(entry).collect(),
    })
}

fn arn_of(account: &Account, identity: &Identity) -> Option<String> {
    Some(match identity {
        Identity::User(name) => account.user(name).ok()?.arn().to_owned(),
        Identity::Role(name) => account.role(name).ok()?.arn().to_owned(),
        Identity::Group(name) => account.group(name).ok()?.arn().to_owned(),
    })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct EntitiesRequest {
    job_id: String,
    service_namespace: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct EntitiesResponse {
    job_status: &'static str,
    job_creation_date: String,
    job_completion_date: String,
    entity_details_list: Vec<EntityDetails>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct EntityDetails {
    entity_info: EntityInfo,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_authenticated: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct EntityInfo {
    arn: String,
    name: String,
    #[serde(rename = "Type")]
    kind: &'static str,
    id: String,
    path: String,
}

impl EntityInfo {
    fn of(account: &Account, identity: &Identity) -> Option<Self> {
        Some(match identity {
            Identity::User(name) => {
                let user = account.user(name).ok()?;
                let (name, id, path) =
                    (user.name().to_string(), user.id().to_string(), user.path().to_string());
                Self { arn: user.arn().to_owned(), name, kind: "USER", id, path }
            }
            Identity::Role(name) => {
                let role = account.role(name).ok()?;
                let (name, id, path) =
                    (role.name().to_string(), role.id().to_string(), role.path().to_string());
                Self { arn: role.arn().to_owned(), name, kind: "ROLE", id, path }
            }
            Identity::Group(_) => return None,
        })
    }
}

pub(crate) fn get_service_last_accessed_details_with_entities(
    call: &Invocation<'_>,
    input: EntitiesRequest,
) -> Result<EntitiesResponse, WireError> {
    let job = job(call, &input.job_id)?;
    let account = call.account()?;
    let subject = Subject::of(account, &job.arn)?;
    let uses = subject.uses(account, &input.service_namespace);
    let details = subject.callers.iter().filter_map(|caller| {
        let last = uses.iter().find(|(who, _)| who == caller);
        let last_authenticated = last.map(|(_, used)| used.date().to_string());
        Some(EntityDetails { entity_info: EntityInfo::of(account, caller)?, last_authenticated })
    });
    Ok(EntitiesResponse {
        job_status: "COMPLETED",
        job_creation_date: job.time.to_string(),
        job_completion_date: job.time.to_string(),
        entity_details_list: details.collect(),
    })
}
