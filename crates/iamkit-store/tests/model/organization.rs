//! The organisation: units, members, control policies, and which restrict an account.

use std::sync::Arc;

use crate::common::{call, check, document, parse};
use iamkit_store::{
    Applied, Change, ControlPolicyKind, Directory, Operation, Organization, OrganizationCommand as Command,
    OrganizationQuotas, Parent, StoreError, Target,
};

const SCP: ControlPolicyKind = ControlPolicyKind::ServiceControlPolicy;
const RCP: ControlPolicyKind = ControlPolicyKind::ResourceControlPolicy;
const UNIT: &str = "ou-abcd-mailmail";

fn apply(directory: &mut Directory, command: Command) -> Result<Applied, StoreError> {
    directory.apply(&Change::in_organization(call(), command))
}

fn unit() -> Parent {
    Parent::OrganizationalUnit(parse(UNIT))
}

fn created() -> Command {
    Command::CreateOrganization {
        id: parse("o-example1234"),
        root: parse("r-abcd"),
        management_account: parse("111122223333"),
    }
}

/// A unit with a member in it, service control policies enabled.
fn directory() -> Directory {
    let mut directory = Directory::default();
    let id = Some(parse(UNIT));
    for command in [
        created(),
        Command::EnablePolicyType { kind: SCP },
        Command::CreateOrganizationalUnit { parent: Parent::Root, name: parse("Mail"), id },
        Command::JoinOrganization { account: parse("444455556666") },
        Command::MoveAccount { account: parse("444455556666"), destination: unit() },
    ] {
        assert_eq!(apply(&mut directory, command), Ok(Applied::Changed));
    }
    directory
}

fn organization(directory: &Directory) -> &Organization {
    directory.organization().unwrap()
}

fn policy(name: &str, id: &str) -> Command {
    Command::CreateControlPolicy {
        kind: SCP,
        name: parse(name),
        description: None,
        document: document("ses:*"),
        id: Some(parse(id)),
    }
}

fn attach(id: &str, target: Target) -> Command {
    Command::AttachControlPolicy { id: parse(id), target }
}

fn detach(id: &str, target: Target) -> Command {
    Command::DetachControlPolicy { id: parse(id), target }
}

fn levels(directory: &Directory, account: &str, kind: ControlPolicyKind) -> Option<Vec<String>> {
    let levels = organization(directory).levels(&parse(account), kind)?;
    let shown = levels.iter().map(|level| {
        let names = level.policies().iter().map(|policy| policy.name().to_string()).collect::<Vec<_>>();
        format!("{}: {}", level.target(), names.join(" "))
    });
    Some(shown.collect())
}

#[test]
fn levels_go_from_the_root_to_the_account() {
    let mut directory = directory();
    apply(&mut directory, policy("OnlyMail", "p-onlymail")).unwrap();
    apply(&mut directory, attach("p-onlymail", Target::from(unit()))).unwrap();
    let expected = [
        "root: FullAWSAccess",
        "organisational unit `ou-abcd-mailmail`: FullAWSAccess OnlyMail",
        "account `444455556666`: FullAWSAccess",
    ];
    assert_eq!(levels(&directory, "444455556666", SCP).unwrap(), expected);
    assert_eq!(levels(&directory, "444455556666", RCP), None);
    assert_eq!(levels(&directory, "111122223333", SCP), None);
    assert_eq!(levels(&directory, "999988887777", SCP), None);
    let targets: Vec<_> =
        organization(&directory).targets_for_policy(&parse("p-onlymail")).cloned().collect();
    assert_eq!(targets, [Target::from(unit())]);
}

#[test]
fn without_an_organisation_nothing_can_be_done_and_there_is_one_at_most() {
    let mut directory = Directory::default();
    let text = "there is no organisation";
    let enable = Command::EnablePolicyType { kind: SCP };
    check(apply(&mut directory, enable), "AWSOrganizationsNotInUseException", 400, text);
    apply(&mut directory, created()).unwrap();
    let text = "there is the organisation `o-example1234` already";
    check(apply(&mut directory, created()), "AlreadyInOrganizationException", 400, text);
}

#[test]
fn a_target_keeps_one_policy_and_takes_five() {
    let mut directory = directory();
    let text = "cannot detach the control policy `p-FullAWSAccess` from the root: the last one and AWS's own for resources stay";
    let answer = apply(&mut directory, detach("p-FullAWSAccess", Target::Root));
    check(answer, "ConstraintViolationException", 400, text);
    for index in 0..5 {
        apply(&mut directory, policy(&format!("P{index}"), &format!("p-policy00{index}"))).unwrap();
    }
    for index in 0..4 {
        apply(&mut directory, attach(&format!("p-policy00{index}"), Target::Root)).unwrap();
    }
    let text = "cannot exceed quota for control policies of a kind per target: 6 is more than 5";
    let answer = apply(&mut directory, attach("p-policy004", Target::Root));
    check(answer, "ConstraintViolationException", 400, text);
    apply(&mut directory, detach("p-FullAWSAccess", Target::Root)).unwrap();
    let text = "the control policy `p-FullAWSAccess` is not attached to the root";
    let answer = apply(&mut directory, detach("p-FullAWSAccess", Target::Root));
    check(answer, "PolicyNotAttachedException", 400, text);
    let text = "the control policy `p-policy000` is attached to the root already";
    let answer = apply(&mut directory, attach("p-policy000", Target::Root));
    check(answer, "DuplicatePolicyAttachmentException", 400, text);
}

#[test]
fn policies_are_kept_while_attached_and_aws_owns_its_own() {
    let mut directory = directory();
    apply(&mut directory, policy("OnlyMail", "p-onlymail")).unwrap();
    apply(&mut directory, attach("p-onlymail", Target::Root)).unwrap();
    let delete = |id: &str| Command::DeleteControlPolicy { id: parse(id) };
    let text = "cannot delete the control policy `p-onlymail`: it must be detached everywhere first";
    check(apply(&mut directory, delete("p-onlymail")), "PolicyInUseException", 400, text);
    let text = "the control policy `p-FullAWSAccess` is AWS's own and can't be changed";
    check(apply(&mut directory, delete("p-FullAWSAccess")), "AccessDeniedException", 403, text);
    let text = "there is a control policy `OnlyMail` of that kind already";
    check(apply(&mut directory, policy("OnlyMail", "p-another1")), "DuplicatePolicyException", 400, text);
    let text = "the id `p-onlymail` of a control policy is taken";
    check(apply(&mut directory, policy("Other", "p-onlymail")), "InvalidInputException", 400, text);
    let update = Command::UpdateControlPolicy {
        id: parse("p-onlymail"),
        name: parse("OnlyMail"),
        description: Some(parse("mail only")),
        document: document("workmail:*"),
    };
    assert_eq!(apply(&mut directory, update.clone()), Ok(Applied::Changed));
    assert_eq!(apply(&mut directory, update), Ok(Applied::Unchanged));
    apply(&mut directory, detach("p-onlymail", Target::Root)).unwrap();
    apply(&mut directory, delete("p-onlymail")).unwrap();
    let text = "the control policy `p-onlymail` cannot be found";
    check(apply(&mut directory, delete("p-onlymail")), "PolicyNotFoundException", 400, text);
}

#[test]
fn kinds_are_enabled_before_they_are_attached_and_disabling_detaches() {
    let mut directory = directory();
    let text = "policies of the kind `SERVICE_CONTROL_POLICY` are enabled already";
    let enable = |kind| Command::EnablePolicyType { kind };
    check(apply(&mut directory, enable(SCP)), "PolicyTypeAlreadyEnabledException", 400, text);
    let text = "policies of the kind `RESOURCE_CONTROL_POLICY` are not enabled";
    let disable = |kind| Command::DisablePolicyType { kind };
    check(apply(&mut directory, disable(RCP)), "PolicyTypeNotEnabledException", 400, text);
    apply(&mut directory, enable(RCP)).unwrap();
    assert_eq!(levels(&directory, "444455556666", RCP).unwrap()[0], "root: RCPFullAWSAccess");
    let text = "cannot detach the control policy `p-RCPFullAWSAccess` from the root: the last one and AWS's own for resources stay";
    let answer = apply(&mut directory, detach("p-RCPFullAWSAccess", Target::Root));
    check(answer, "ConstraintViolationException", 400, text);
    apply(&mut directory, disable(SCP)).unwrap();
    assert_eq!(levels(&directory, "444455556666", SCP), None);
    assert_eq!(levels(&directory, "444455556666", RCP).unwrap().len(), 3);
    let text = "policies of the kind `SERVICE_CONTROL_POLICY` are not enabled";
    let answer = apply(&mut directory, attach("p-FullAWSAccess", Target::Root));
    check(answer, "PolicyTypeNotEnabledException", 400, text);
}

#[test]
fn control_policies_are_written_as_their_kind_demands() {
    let mut directory = directory();
    let create = |kind, text: &str| Command::CreateControlPolicy {
        kind,
        name: parse("New"),
        description: None,
        document: Arc::new(parse(text)),
        id: None,
    };
    let principal = r#"{"Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}}"#;
    let text = "statement 0 of the control policy names a principal, which a service control policy must not";
    check(apply(&mut directory, create(SCP, principal)), "MalformedPolicyDocumentException", 400, text);
    let allow = principal.replace("Deny", "Allow");
    let text = "statement 0 of the control policy allows, which a resource control policy must not";
    check(apply(&mut directory, create(RCP, &allow)), "MalformedPolicyDocumentException", 400, text);
    let text = "statement 0 of the control policy doesn't name the principal `*`, which a resource control policy must";
    let answer = apply(&mut directory, create(RCP, document("s3:*").text()));
    check(answer, "MalformedPolicyDocumentException", 400, text);
    let padded = principal.replace(r#""Principal":"*","#, &" ".repeat(5_100));
    let size = padded.chars().count();
    let text = format!("cannot exceed quota for characters of a control policy: {size} is more than 5120");
    check(apply(&mut directory, create(SCP, &padded)), "ConstraintViolationException", 400, &text);
    let text = "the control policy has a character that no policy may have, or too many of them";
    let greek = document("s3:Δ");
    check(apply(&mut directory, create(SCP, greek.text())), "MalformedPolicyDocumentException", 400, text);
    apply(&mut directory, create(RCP, principal)).unwrap();
}

#[test]
fn units_stand_five_deep_and_go_when_they_are_empty() {
    let mut directory = directory();
    let mut parent = unit();
    for depth in 2..=5 {
        let id = format!("ou-abcd-depth000{depth}");
        let name = parse(&format!("Depth {depth}"));
        let create = Command::CreateOrganizationalUnit { parent, name, id: Some(parse(&id)) };
        apply(&mut directory, create).unwrap();
        parent = Parent::OrganizationalUnit(parse(&id));
    }
    let text = "cannot exceed quota for levels of organisational units: 6 is more than 5";
    let create = Command::CreateOrganizationalUnit { parent, name: parse("Depth 6"), id: None };
    check(apply(&mut directory, create), "ConstraintViolationException", 400, text);
    let text = "cannot delete the organisational unit `ou-abcd-mailmail`: what is in it must be moved or deleted first";
    let delete = |id: &str| Command::DeleteOrganizationalUnit { id: parse(id) };
    check(apply(&mut directory, delete(UNIT)), "OrganizationalUnitNotEmptyException", 400, text);
    apply(&mut directory, delete("ou-abcd-depth0005")).unwrap();
    let text = "the organisational unit `ou-abcd-depth0005` cannot be found";
    let answer = apply(&mut directory, delete("ou-abcd-depth0005"));
    check(answer, "OrganizationalUnitNotFoundException", 400, text);
    let create =
        |name: &str, id| Command::CreateOrganizationalUnit { parent: Parent::Root, name: parse(name), id };
    let text = "there is an organisational unit `Mail` there already";
    check(apply(&mut directory, create("Mail", None)), "DuplicateOrganizationalUnitException", 400, text);
    let text = "the id `ou-abcd-mailmail` of an organisational unit is taken";
    let answer = apply(&mut directory, create("Other", Some(parse(UNIT))));
    check(answer, "InvalidInputException", 400, text);
    apply(&mut directory, create("Other", None)).unwrap();
    let rename = Command::UpdateOrganizationalUnit { id: parse(UNIT), name: parse("Other") };
    let text = "there is an organisational unit `Other` there already";
    check(apply(&mut directory, rename), "DuplicateOrganizationalUnitException", 400, text);
}

#[test]
fn members_join_once_move_and_leave_but_the_management_account_stays() {
    let mut directory = directory();
    let join = |account: &str| Command::JoinOrganization { account: parse(account) };
    let text = "the account `444455556666` is a member already";
    check(apply(&mut directory, join("444455556666")), "DuplicateAccountException", 400, text);
    let stay = Command::MoveAccount { account: parse("444455556666"), destination: unit() };
    let text = "the account `444455556666` is there already";
    check(apply(&mut directory, stay), "DuplicateAccountException", 400, text);
    let leave = |account: &str| Command::RemoveAccountFromOrganization { account: parse(account) };
    let text = "the management account `111122223333` can't leave the organisation";
    check(apply(&mut directory, leave("111122223333")), "ConstraintViolationException", 400, text);
    apply(&mut directory, leave("444455556666")).unwrap();
    let text = "the account `444455556666` is no member of the organisation";
    check(apply(&mut directory, leave("444455556666")), "AccountNotFoundException", 400, text);
    apply(&mut directory, join("444455556666")).unwrap();
    assert_eq!(levels(&directory, "444455556666", SCP).unwrap().len(), 2);
}

#[test]
fn quotas_of_the_organisation_are_data() {
    let mut directory = directory();
    let quotas = OrganizationQuotas { unit_depth: 1, ..OrganizationQuotas::default() };
    apply(&mut directory, Command::SetQuotas { quotas }).unwrap();
    let text = "cannot exceed quota for levels of organisational units: 2 is more than 1";
    let create = Command::CreateOrganizationalUnit { parent: unit(), name: parse("Deep"), id: None };
    check(apply(&mut directory, create), "ConstraintViolationException", 400, text);
}

#[test]
fn an_organization_ends_and_its_accounts_stay() {
    let mut directory = directory();
    let account: iamkit_store::AccountId = parse("444455556666");
    directory.apply(&Change::create_account(call(), account.clone())).unwrap();
    let remove = || Change { call: call(), operation: Operation::RemoveOrganization };
    assert_eq!(directory.apply(&remove()), Ok(Applied::Changed));
    assert_eq!(directory.organization(), None);
    assert!(directory.account(&account).is_ok());
    let text = "there is no organisation";
    check(directory.apply(&remove()), "AWSOrganizationsNotInUseException", 400, text);
    assert_eq!(apply(&mut directory, created()), Ok(Applied::Changed));
}
