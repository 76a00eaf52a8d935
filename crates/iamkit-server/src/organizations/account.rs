//! Member accounts: made, described, moved, closed.

use iamkit_store::{
    AccountId, AccountRequest, Change, Command, CreateRole, Identity, Member, Operation, Organization,
    OrganizationCommand, OrganizationResource, Parent, Partition, Quotas, RoleName, Target,
};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};

use super::context::{account_id, id, invalid, organization_in, parent, refused};
use super::ids::target_arn;
use crate::invocation::Invocation;
use crate::listing::{Tag, document, tags};
use crate::operation::{NOTHING, Nothing};

/// What an account shows that wasn't made in the organisation, of which nobody here knows the owner.
const MANAGER_NAME: &str = "master";
const MANAGER_EMAIL: &str = "master@example.com";
/// The role of a new account that the management account can assume.
const ACCESS_ROLE: &str = "OrganizationAccountAccessRole";
const ADMINISTRATOR: &str = "AdministratorAccess";

/// The name of a member account.
pub(super) fn name_of(organization: &Organization, account: &AccountId) -> String {
    let profile = organization.member(account).ok().and_then(|member| member.profile());
    let is_manager = organization.management_account() == account;
    let unknown = || if is_manager { MANAGER_NAME.to_owned() } else { account.to_string() };
    profile.map_or_else(unknown, |profile| profile.name().to_string())
}

/// The address of a member account's owner.
pub(super) fn email_of(organization: &Organization, account: &AccountId) -> String {
    let profile = organization.member(account).ok().and_then(|member| member.profile());
    let is_manager = organization.management_account() == account;
    let unknown = || if is_manager { MANAGER_EMAIL.to_owned() } else { format!("{account}@example.com") };
    profile.map_or_else(unknown, |profile| profile.email().to_string())
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CreateAccountRequest {
    email: String,
    account_name: String,
    role_name: Option<RoleName>,
    #[serde(default)]
    tags: Vec<Tag>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CreateAccountResponse {
    create_account_status: StatusShape,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct StatusShape {
    id: String,
    account_name: String,
    state: &'static str,
    requested_timestamp: String,
    completed_timestamp: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    account_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure_reason: Option<&'static str>,
}

impl StatusShape {
    fn of(request: &AccountRequest) -> Self {
        let is_made = request.account().is_some();
        Self {
            id: request.id().to_string(),
            account_name: request.name().to_string(),
            state: if is_made { "SUCCEEDED" } else { "FAILED" },
            requested_timestamp: request.time().to_string(),
            completed_timestamp: request.time().to_string(),
            account_id: request.account().map(ToString::to_string),
            failure_reason: (!is_made).then_some("EMAIL_ALREADY_EXISTS"),
        }
    }
}

/// Done by the time of the answer. Where the address is another account's the request fails, and says so when it is asked
/// about.
pub(crate) fn create_account(
    call: &Invocation<'_>,
    input: CreateAccountRequest,
) -> Result<CreateAccountResponse, WireError> {
    let organization = call.managed()?;
    let failure = |_| WireError::new("ServiceException", 400, "The id of the request can't be made");
    let request = format!("car-{}", uuid::Uuid::new_v4().simple()).parse().map_err(failure)?;
    let name = input.account_name.parse().map_err(|_| invalid())?;
    let email = input.email.parse().map_err(|_| invalid())?;
    let mut members = organization.members();
    let asked = OrganizationRequest { request, name, email };
    if members.any(|member| email_of(organization, member.account()) == input.email) {
        return asked.failed(call);
    }
    let account = next_account(call);
    let role = input.role_name.unwrap_or_else(|| RoleName::trusted(ACCESS_ROLE));
    let mut changes = asked.changes(call, &account, role)?;
    let tags = tags(input.tags)?;
    if !tags.is_empty() {
        let resource = OrganizationResource::Target(Target::Account(account));
        let tag = OrganizationCommand::TagResource { resource, tags };
        changes.push(Change::in_organization(call.call()?, tag));
    }
    let snapshot = call.change_all(&changes)?;
    status(organization_in(&snapshot)?, asked.request.as_str())
}

struct OrganizationRequest {
    request: iamkit_store::AccountRequestId,
    name: iamkit_store::MemberName,
    email: iamkit_store::MemberEmail,
}

impl OrganizationRequest {
    fn failed(self, call: &Invocation<'_>) -> Result<CreateAccountResponse, WireError> {
        let (request, name) = (self.request.clone(), self.name);
        let snapshot = call.change(OrganizationCommand::RecordFailedAccount { request, name })?;
        status(organization_in(&snapshot)?, self.request.as_str())
    }

    /// A new account with a role for the management account, and its place in the organisation.
    fn changes(
        &self,
        call: &Invocation<'_>,
        account: &AccountId,
        role: RoleName,
    ) -> Result<Vec<Change>, WireError> {
        let (by, partition) = (call.call()?, call.caller.partition);
        let trust = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"arn:{partition}:iam::{}:root"}},"Action":"sts:AssumeRole"}}]}}"#,
            call.account_id()
        );
        let administrator = format!("arn:{partition}:iam::aws:policy/{ADMINISTRATOR}");
        let administrator = administrator.parse().map_err(|_| invalid())?;
        let in_account = |command| Change::in_account(by.clone(), account.clone(), command);
        let create = Operation::CreateAccount {
            account: account.clone(),
            partition,
            seed: 0,
            quotas: Quotas::default(),
        };
        let member = OrganizationCommand::CreateAccount {
            request: self.request.clone(),
            account: account.clone(),
            name: self.name.clone(),
            email: self.email.clone(),
        };
        Ok(vec![
            Change { call: by.clone(), operation: create },
            in_account(Command::CreateRole(CreateRole::new(role.clone(), document(&trust)?))),
            in_account(Command::AttachPolicy { to: Identity::Role(role), arn: administrator }),
            Change::in_organization(by.clone(), member),
        ])
    }
}

/// The id of a new account: the one after the highest, so that lists have accounts in the order they were made.
fn next_account(call: &Invocation<'_>) -> AccountId {
    let ids = call.snapshot().accounts().map(|account| account.id().clone());
    let members = call.snapshot().organization().into_iter().flat_map(Organization::members);
    let ids = ids.chain(members.map(|member| member.account().clone())).collect::<Vec<_>>();
    let number = |id: &AccountId| id.as_str().parse::<u64>().unwrap_or_default();
    let next = ids.iter().map(number).max().unwrap_or_default() + 1;
    let is_free = |number: &u64| ids.iter().all(|id| id.as_str().parse() != Ok(*number));
    let in_range = Some(next).filter(|next| *next < 1_000_000_000_000);
    let free = in_range.or_else(|| (100_000_000_000..1_000_000_000_000).find(is_free)).unwrap_or(next);
    AccountId::trusted(format!("{free:012}"))
}

fn status(organization: &Organization, id: &str) -> Result<CreateAccountResponse, WireError> {
    let request = organization.account_requests().find(|request| request.id().as_str() == id);
    let missing = || {
        let message =
            "We can't find a create account request with the CreateAccountRequestId that you specified.";
        WireError::new("CreateAccountStatusNotFoundException", 400, message)
    };
    Ok(CreateAccountResponse { create_account_status: StatusShape::of(request.ok_or_else(missing)?) })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct StatusRequest {
    create_account_request_id: String,
}

pub(crate) fn describe_create_account_status(
    call: &Invocation<'_>,
    input: StatusRequest,
) -> Result<CreateAccountResponse, WireError> {
    status(call.administered()?, &input.create_account_request_id)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListStatusRequest {
    #[serde(default)]
    states: Vec<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListStatusResponse {
    create_account_statuses: Vec<StatusShape>,
}

pub(crate) fn list_create_account_status(
    call: &Invocation<'_>,
    input: ListStatusRequest,
) -> Result<ListStatusResponse, WireError> {
    let mut requests = call.administered()?.account_requests().collect::<Vec<_>>();
    requests.sort_by_key(|request| request.number());
    let statuses = requests.into_iter().map(|request| StatusShape::of(request));
    let is_wanted =
        |status: &StatusShape| input.states.is_empty() || input.states.iter().any(|it| it == status.state);
    Ok(ListStatusResponse { create_account_statuses: statuses.filter(is_wanted).collect() })
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AccountShape {
    id: String,
    arn: String,
    email: String,
    name: String,
    status: &'static str,
    state: &'static str,
    joined_method: &'static str,
    joined_timestamp: String,
}

impl AccountShape {
    pub(super) fn of(partition: Partition, organization: &Organization, member: &Member) -> Self {
        let account = member.account();
        let is_invited = member.profile().is_none();
        let status = if member.is_closed() { "SUSPENDED" } else { "ACTIVE" };
        Self {
            id: account.to_string(),
            arn: target_arn(partition, organization, &Target::Account(account.clone())),
            email: email_of(organization, account),
            name: name_of(organization, account),
            status,
            state: status,
            joined_method: if is_invited { "INVITED" } else { "CREATED" },
            joined_timestamp: member.joined().to_string(),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AccountIdRequest {
    account_id: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AccountResponse {
    account: AccountShape,
}

pub(crate) fn describe_account(
    call: &Invocation<'_>,
    input: AccountIdRequest,
) -> Result<AccountResponse, WireError> {
    let organization = call.administered()?;
    let member = organization.member(&account_id(&input.account_id)?).map_err(|error| refused(&error))?;
    Ok(AccountResponse { account: AccountShape::of(call.caller.partition, organization, member) })
}

#[derive(Debug, Deserialize)]
pub(crate) struct ListAccountsRequest {}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListAccountsResponse {
    accounts: Vec<AccountShape>,
}

pub(crate) fn list_accounts(
    call: &Invocation<'_>,
    _input: ListAccountsRequest,
) -> Result<ListAccountsResponse, WireError> {
    let organization = call.administered()?;
    let members = organization.members();
    let accounts = members.map(|member| AccountShape::of(call.caller.partition, organization, member));
    Ok(ListAccountsResponse { accounts: accounts.collect() })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ParentRequest {
    parent_id: String,
}

pub(crate) fn list_accounts_for_parent(
    call: &Invocation<'_>,
    input: ParentRequest,
) -> Result<ListAccountsResponse, WireError> {
    let organization = call.administered()?;
    let parent = parent(organization, &input.parent_id)?;
    let members = organization.members().filter(|member| *member.parent() == parent);
    let accounts = members.map(|member| AccountShape::of(call.caller.partition, organization, member));
    Ok(ListAccountsResponse { accounts: accounts.collect() })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(clippy::struct_field_names, reason = "as the API has them")]
pub(crate) struct MoveAccountRequest {
    account_id: String,
    source_parent_id: String,
    destination_parent_id: String,
}

pub(crate) fn move_account(call: &Invocation<'_>, input: MoveAccountRequest) -> Result<Nothing, WireError> {
    let organization = call.managed()?;
    let account = account_id(&input.account_id)?;
    let member = organization.member(&account).map_err(|error| refused(&error))?;
    let missing = |code: &str, which: &str| {
        let message = format!("We can't find the {which} container (a root or OU) that you specified.");
        WireError::new(code, 400, message)
    };
    let source = id(&input.source_parent_id)?.parent(organization);
    if source.as_ref() != Some(member.parent()) {
        return Err(missing("SourceParentNotFoundException", "source"));
    }
    let destination = id(&input.destination_parent_id)?.parent(organization);
    let destination =
        destination.ok_or_else(|| missing("DestinationParentNotFoundException", "destination"))?;
    call.change(OrganizationCommand::MoveAccount { account, destination })?;
    NOTHING
}

pub(crate) fn remove_account_from_organization(
    call: &Invocation<'_>,
    input: AccountIdRequest,
) -> Result<Nothing, WireError> {
    call.managed()?;
    let account = account_id(&input.account_id)?;
    call.change(OrganizationCommand::RemoveAccountFromOrganization { account })?;
    NOTHING
}

pub(crate) fn close_account(call: &Invocation<'_>, input: AccountIdRequest) -> Result<Nothing, WireError> {
    call.managed()?;
    call.change(OrganizationCommand::CloseAccount { account: account_id(&input.account_id)? })?;
    NOTHING
}

/// What stands above or below something
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Relative {
    id: String,
    #[serde(rename = "Type")]
    kind: &'static str,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListParentsRequest {
    child_id: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListParentsResponse {
    parents: Vec<Relative>,
}

pub(crate) fn list_parents(
    call: &Invocation<'_>,
    input: ListParentsRequest,
) -> Result<ListParentsResponse, WireError> {
    let organization = call.administered()?;
    let found = match id(&input.child_id)?.target(organization) {
        Some(Target::Account(id)) => organization.member(&id).ok().map(|member| member.parent().clone()),
        Some(Target::OrganizationalUnit(id)) => {
            organization.organizational_unit(&id).ok().map(|unit| unit.parent().clone())
        }
        Some(Target::Root) | None => None,
    };
    let missing = || {
        let message =
            "We can't find an organizational unit (OU) or account with the ChildId that you specified.";
        WireError::new("ChildNotFoundException", 400, message)
    };
    let parent = match found.ok_or_else(missing)? {
        Parent::Root => Relative { id: organization.root().to_string(), kind: "ROOT" },
        Parent::OrganizationalUnit(id) => Relative { id: id.to_string(), kind: "ORGANIZATIONAL_UNIT" },
    };
    Ok(ListParentsResponse { parents: vec![parent] })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListChildrenRequest {
    parent_id: String,
    child_type: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListChildrenResponse {
    children: Vec<Relative>,
}

pub(crate) fn list_children(
    call: &Invocation<'_>,
    input: ListChildrenRequest,
) -> Result<ListChildrenResponse, WireError> {
    let organization = call.administered()?;
    let parent = parent(organization, &input.parent_id)?;
    let accounts = organization.members().filter(|member| *member.parent() == parent);
    let accounts = accounts.map(|member| Relative { id: member.account().to_string(), kind: "ACCOUNT" });
    let units = super::unit::units_in(organization, &parent);
    let units =
        units.into_iter().map(|unit| Relative { id: unit.id().to_string(), kind: "ORGANIZATIONAL_UNIT" });
    let children = if input.child_type == "ACCOUNT" { accounts.collect() } else { units.collect() };
    Ok(ListChildrenResponse { children })
}
