"""boto3: every list in pages of one is the whole list, errors are typed, waiters end, and documented calls are understood."""

from __future__ import annotations

import json
import re
import threading
import uuid
from typing import Any

import botocore.exceptions
import pytest
from botocore.loaders import Loader

from conftest import client

DOCUMENT = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}
)
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}],
    }
)
TAGS = [{"Key": f"k{number}", "Value": f"v{number}"} for number in range(3)]


@pytest.fixture(scope="module")
def filled(iam: Any, account: str) -> dict[str, Any]:
    """An account in which there are three of nearly everything."""
    users, groups, roles, policies, profiles = ([f"{kind}-{n}" for n in range(3)] for kind in ("pu", "pg", "pr", "pp", "pi"))
    arns = []
    for name in policies:
        arns.append(iam.create_policy(PolicyName=name, PolicyDocument=DOCUMENT, Tags=TAGS)["Policy"]["Arn"])
    for _ in range(2):
        iam.create_policy_version(PolicyArn=arns[0], PolicyDocument=DOCUMENT)
    for name in users:
        iam.create_user(UserName=name, Tags=TAGS)
    for name in groups:
        iam.create_group(GroupName=name)
    for name in roles:
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST, Tags=TAGS)
    for name in profiles:
        iam.create_instance_profile(InstanceProfileName=name, Tags=TAGS)
        iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=roles[0])
    for user in users:
        for group in groups:
            iam.add_user_to_group(UserName=user, GroupName=group)
        iam.attach_user_policy(UserName=user, PolicyArn=arns[0])
    for arn in arns:
        iam.attach_group_policy(GroupName=groups[0], PolicyArn=arn)
        iam.attach_role_policy(RoleName=roles[0], PolicyArn=arn)
        if arn != arns[0]:
            iam.attach_user_policy(UserName=users[0], PolicyArn=arn)
    for number in range(3):
        inline = {"PolicyName": f"own{number}", "PolicyDocument": DOCUMENT}
        iam.put_user_policy(UserName=users[0], **inline)
        iam.put_group_policy(GroupName=groups[0], **inline)
        iam.put_role_policy(RoleName=roles[0], **inline)
        iam.create_virtual_mfa_device(VirtualMFADeviceName=f"device{number}", Tags=TAGS)
    for _ in range(2):
        iam.create_access_key(UserName=users[0])
    iam.create_account_alias(AccountAlias="paged-alias")
    provider = iam.create_open_id_connect_provider(
        Url="https://paged.example.com", ThumbprintList=["0" * 40], ClientIDList=["x"], Tags=TAGS
    )
    return {
        "UserName": users[0],
        "GroupName": groups[0],
        "RoleName": roles[0],
        "PolicyArn": arns[0],
        "InstanceProfileName": profiles[0],
        "OpenIDConnectProviderArn": provider["OpenIDConnectProviderArn"],
        "SerialNumber": f"arn:aws:iam::{account}:mfa/device0",
        "PolicySourceArn": f"arn:aws:iam::{account}:user/{users[0]}",
        "PolicyInputList": [DOCUMENT],
        "ActionNames": ["s3:GetObject", "s3:PutObject", "s3:ListBucket"],
    }


# What needs a certificate or a provider's metadata is walked where those are there.
NOT_FILLED = {"ListServerCertificateTags", "ListSAMLProviderTags"}


# What is asked without a name is the caller's own, and the root user has none of it.
OF_A_USER = {"ListAccessKeys", "ListMFADevices", "ListSSHPublicKeys", "ListSigningCertificates"}


def paginators(service: str) -> dict[str, Any]:
    return Loader().load_service_model(service, "paginators-1")["pagination"]


def methods(api: Any) -> dict[str, str]:
    """The names of methods by those of operations."""
    return {operation: method for method, operation in api.meta.method_to_api_mapping.items()}


def all_items(answer: dict[str, Any], keys: list[str]) -> dict[str, list[Any]]:
    return {key: answer.get(key, []) for key in keys}


@pytest.mark.parametrize("operation", sorted(set(paginators("iam")) - NOT_FILLED))
def test_pages_of_one_are_the_list(iam: Any, filled: dict[str, Any], operation: str) -> None:
    keys = paginators("iam")[operation]["result_key"]
    keys = [keys] if isinstance(keys, str) else keys
    method = methods(iam)[operation]
    required = iam.meta.service_model.operation_model(operation).input_shape.required_members
    arguments = {name: filled[name] for name in required}
    if operation in OF_A_USER:
        arguments["UserName"] = filled["UserName"]
    if operation == "ListPolicies":
        arguments["Scope"] = "Local"
    if operation == "GetAccountAuthorizationDetails":
        arguments["Filter"] = ["User", "Role", "Group", "LocalManagedPolicy"]
    whole = getattr(iam, method)(**arguments)
    assert not whole["IsTruncated"], whole
    walked: dict[str, list[Any]] = {key: [] for key in keys}
    pages = 0
    for page in iam.get_paginator(method).paginate(**arguments, PaginationConfig={"PageSize": 1}):
        pages += 1
        assert sum(len(page.get(key, [])) for key in keys) <= 1, page
        for key in keys:
            walked[key].extend(page.get(key, []))
    assert walked == all_items(whole, keys)
    count = sum(map(len, walked.values()))
    assert pages == max(count, 1)
    assert 1 < count or operation in {"ListAccountAliases", "ListMFADevices", "ListServerCertificates", "ListSigningCertificates", "ListSSHPublicKeys"}, count


@pytest.mark.parametrize(
    ("call", "code", "name"),
    [
        (lambda iam: iam.get_user(UserName="nobody"), "NoSuchEntity", "NoSuchEntityException"),
        (lambda iam: iam.create_user(UserName="pu-0"), "EntityAlreadyExists", "EntityAlreadyExistsException"),
        (lambda iam: iam.delete_group(GroupName="pg-0"), "DeleteConflict", "DeleteConflictException"),
        (
            lambda iam: iam.create_policy(PolicyName="broken", PolicyDocument="{"),
            "MalformedPolicyDocument",
            "MalformedPolicyDocumentException",
        ),
        (
            lambda iam: iam.create_access_key(UserName="pu-0"),
            "LimitExceeded",
            "LimitExceededException",
        ),
        (lambda iam: iam.list_users(Marker="none"), "ValidationError", "ClientError"),
    ],
)
def test_errors_are_typed(iam: Any, filled: dict[str, Any], call: Any, code: str, name: str) -> None:
    with pytest.raises(getattr(iam.exceptions, name, botocore.exceptions.ClientError)) as raised:
        call(iam)
    answer = raised.value.response
    assert answer["Error"]["Code"] == code and answer["Error"]["Message"]
    assert answer["ResponseMetadata"]["RequestId"]


def test_waiters_end(iam: Any) -> None:
    quick = {"Delay": 1, "MaxAttempts": 20}
    name = f"awaited-{uuid.uuid4().hex[:8]}"

    def make() -> None:
        own = client("iam")
        own.create_user(UserName=name)
        own.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST)
        own.create_instance_profile(InstanceProfileName=name)
        own.create_policy(PolicyName=name, PolicyDocument=DOCUMENT)

    later = threading.Timer(0.5, make)
    later.start()
    iam.get_waiter("user_exists").wait(UserName=name, WaiterConfig=quick)
    iam.get_waiter("role_exists").wait(RoleName=name, WaiterConfig=quick)
    iam.get_waiter("instance_profile_exists").wait(InstanceProfileName=name, WaiterConfig=quick)
    later.join()
    arn = next(one["Arn"] for one in iam.list_policies(Scope="Local")["Policies"] if one["PolicyName"] == name)
    iam.get_waiter("policy_exists").wait(PolicyArn=arn, WaiterConfig=quick)
    with pytest.raises(botocore.exceptions.WaiterError):
        iam.get_waiter("user_exists").wait(UserName="nobody", WaiterConfig={"Delay": 1, "MaxAttempts": 2})


def examples(service: str) -> list[tuple[str, dict[str, Any]]]:
    of_operations = Loader().load_service_model(service, "examples-1")["examples"]
    return [(operation, one.get("input", {})) for operation, many in of_operations.items() for one in many]


# What there is no answer to, in the words of the protocol.
NOT_THERE = {"InvalidAction", "UnknownOperationException"}
# What AWS answers to inputs that its documentation shows: entities that aren't there, placeholders, and the like.
OF_AWS = re.compile(
    r"NoSuchEntity|EntityAlreadyExists|MalformedPolicyDocument|MalformedCertificate|InvalidInput|ValidationError|"
    r"LimitExceeded|DeleteConflict|UnrecognizedPublicKeyEncoding|InvalidPublicKey|KeyPairMismatch|EntityTemporarilyUnmodifiable|"
    r"InvalidAuthenticationCode|UnmodifiableEntity|ReportNotPresent|ReportInProgress|ExpiredTokenException|"
    r"InvalidUserType|InvalidIdentityToken|IDPCommunicationError|InvalidAuthorizationMessage|AccessDenied|PasswordPolicyViolation|"
    r"AWSOrganizationsNotInUseException|.*NotFoundException|.*Exception$"
)


@pytest.mark.parametrize(
    ("service", "operation", "arguments"),
    [(service, *one) for service in ("iam", "sts", "organizations", "accessanalyzer") for one in examples(service)],
)
def test_documented_calls_are_understood(service: str, operation: str, arguments: dict[str, Any]) -> None:
    api = client(service)
    try:
        answer = getattr(api, methods(api)[operation])(**arguments)
    except botocore.exceptions.ParamValidationError:
        pytest.skip("the documentation's own input isn't one")
    except botocore.exceptions.ClientError as error:
        code = error.response["Error"]["Code"]
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        if code in NOT_THERE:
            pytest.skip(f"there is no {operation}")
        assert OF_AWS.fullmatch(code) and 400 <= status < 500, error
    else:
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200
