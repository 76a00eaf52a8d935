"""AWS IAM policies, exactly and offline: decide, explain, compare, check, validate, and ask accounts and logs.

>>> import iamkit
>>> policy = iamkit.Policy('''{"Statement": {
...     "Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::logs/*"}}''', name="readers")
>>> alice = "arn:aws:iam::111122223333:user/alice"
>>> iamkit.decide(policy, alice, "s3:GetObject", "arn:aws:s3:::logs/today")
<Decision.ALLOWED: 'allowed'>

Documents are texts, bytes or dictionaries, wherever a policy is asked for. Answers are dictionaries: member by member
the JSON that the command ``iamkit`` and the server give. What goes wrong is an :class:`Error` with a ``code``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from iamkit import _iamkit
from iamkit._account import Account
from iamkit._answers import (
    Answer,
    Check,
    Comparison,
    Decision,
    Explanation,
    Findings,
    Fit,
    Relation,
    Replay,
    Rows,
    Unused,
)
from iamkit._errors import (
    AccountError,
    Error,
    InvalidValueError,
    PolicyError,
    Problem,
    RequestError,
    TrailError,
)
from iamkit._iamkit import Layers, MappedEvents, Policy, __version__
from iamkit._paths import paths
from iamkit._types import ContextValue, Document, Event, Kind, Path, Policies, Principal, Universe
from iamkit._usage import Usage

__all__ = [
    "Account",
    "AccountError",
    "Answer",
    "Check",
    "Comparison",
    "Decision",
    "Error",
    "Explanation",
    "Findings",
    "Fit",
    "InvalidValueError",
    "Layers",
    "MappedEvents",
    "Policy",
    "PolicyError",
    "Problem",
    "Relation",
    "Replay",
    "RequestError",
    "Rows",
    "TrailError",
    "Unused",
    "Usage",
    "__version__",
    "actions_of",
    "catalog_action",
    "catalog_sources",
    "check_access_not_granted",
    "check_no_new_access",
    "check_no_public_access",
    "compare",
    "decide",
    "explain",
    "lint",
    "managed_policies",
    "managed_versions",
    "map_events",
    "map_logs",
    "summarize",
    "validate",
]


def decide(
    policies: Policies,
    principal: Principal,
    action: str,
    resource: str = "*",
    context: Mapping[str, ContextValue] | None = None,
    *,
    unknown: Sequence[str] = (),
    resource_owner: str | None = None,
    management_account: str | None = None,
) -> Decision:
    """Decide a request.

    ``policies`` is one policy, several of which each has an effect where its kind belongs, or :class:`Layers`. A key of
    the context that is ``None``, or in ``unknown``, has a value that nobody knows: an answer that hangs on it is
    ``DEPENDS``. A key that isn't there is one that the request doesn't carry.

    >>> only_from = {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}
    >>> policy = {"Statement": {"Effect": "Allow", "Action": "sqs:*", "Resource": "*", "Condition": only_from}}
    >>> alice = "arn:aws:iam::111122223333:user/alice"
    >>> queue = "arn:aws:sqs:eu-west-1:111122223333:orders"
    >>> for context in [{"aws:SourceIp": "10.1.2.3"}, {}, {"aws:SourceIp": None}]:
    ...     print(decide(policy, alice, "sqs:SendMessage", queue, context))
    allowed
    implicitDeny
    depends
    """
    word = _iamkit.decide(
        policies, principal, action, resource, context, list(unknown), resource_owner, management_account
    )
    return Decision(word)


def explain(
    policies: Policies,
    principal: Principal,
    action: str,
    resource: str = "*",
    context: Mapping[str, ContextValue] | None = None,
    *,
    unknown: Sequence[str] = (),
    resource_owner: str | None = None,
    management_account: str | None = None,
) -> Explanation:
    """Decide a request and say why: which statements decided, which layers blocked, what nearly matched.

    >>> policy = {"Statement": {"Effect": "Deny", "Action": "iam:*", "Resource": "*"}}
    >>> why = explain(policy, "arn:aws:iam::111122223333:user/alice", "iam:CreateUser")
    >>> why.decision, why.decided_by[0]["index"]
    (<Decision.EXPLICIT_DENY: 'explicitDeny'>, 0)
    """
    report, text = _iamkit.explain(
        policies, principal, action, resource, context, list(unknown), resource_owner, management_account
    )
    return Explanation(report, text)


def compare(
    old: Policies,
    new: Policies,
    *,
    kind: Kind | None = None,
    principal: Principal | None = None,
    resource_owner: str | None = None,
    management_account: str | None = None,
    universe: Universe = "real",
    max_work: int | None = None,
) -> Comparison:
    """Compare two policies exactly, or several on a side that apply together, or layers around a principal.

    >>> old = {"Statement": {"Effect": "Allow", "Action": "sqs:Send*", "Resource": "*"}}
    >>> new = {"Statement": {"Effect": "Allow", "Action": ["sqs:Send*", "sqs:DeleteQueue"], "Resource": "*"}}
    >>> found = compare(old, new)
    >>> found.relation, found.gained[0]["actions"], found.witnesses[0]["action"]
    (<Relation.NARROWER: 'narrower'>, ['sqs:DeleteQueue'], 'sqs:DeleteQueue')
    """
    report, text, markdown = _iamkit.compare(
        old, new, kind, principal, resource_owner, management_account, universe, max_work
    )
    return Comparison(report, text, markdown)


def check_no_new_access(
    existing: Policy | Document,
    new: Policy | Document,
    *,
    kind: Kind | None = None,
    universe: Universe = "real",
    max_work: int | None = None,
) -> Check:
    """Check that a policy grants nothing that the existing one doesn't, as ``CheckNoNewAccess`` does.

    >>> existing = {"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}
    >>> new = {"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}
    >>> check_no_new_access(existing, new).passed, check_no_new_access(new, existing).passed
    (True, False)
    """
    return Check(_iamkit.check_no_new_access(existing, new, kind, universe, max_work))


def check_access_not_granted(
    policy: Policy | Document,
    actions: Sequence[str] = (),
    resources: Sequence[str] = (),
    *,
    kind: Kind | None = None,
    universe: Universe = "real",
    max_work: int | None = None,
) -> Check:
    """Check that a policy grants none of the actions on any of the resources, as ``CheckAccessNotGranted`` does.

    Without actions every action is meant, without resources every resource.

    >>> policy = {"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}
    >>> check_access_not_granted(policy, ["iam:PassRole"]).passed
    True
    >>> check_access_not_granted(policy, ["s3:DeleteBucket"]).reasons[0]["statementIndex"]
    0
    """
    return Check(
        _iamkit.check_access_not_granted(policy, list(actions), list(resources), kind, universe, max_work)
    )


def check_no_public_access(
    policy: Policy | Document,
    resource_type: str | None = None,
    *,
    universe: Universe = "real",
    max_work: int | None = None,
) -> Check:
    """Check that the policy of a resource grants nothing to strangers, as ``CheckNoPublicAccess`` does.

    Without a type it is that of a role or key if the policy is of one, and else ``AWS::S3::Bucket``.

    >>> everyone = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::site/*"}
    >>> check_no_public_access({"Statement": everyone}).passed
    False
    """
    return Check(_iamkit.check_no_public_access(policy, resource_type, universe, max_work))


def validate(
    document: Policy | Document, policy_type: str | None = None, resource_type: str | None = None
) -> Findings:
    """Find what AWS's own policy validation finds, by its codes and at its places.

    The document may be one that can't be read. ``policy_type`` is AWS's (``IDENTITY_POLICY``), or a kind of policy.

    >>> found = validate('{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObjekt", "Resource": "*"}}')
    >>> found.codes, found.findings[0]["locations"][0]["span"]["start"]["column"]
    (['INVALID_ACTION'], 69)
    """
    return Findings(_iamkit.validate(document, policy_type, resource_type))


def lint(
    policy: Policy | Document,
    *,
    kind: Kind | None = None,
    select: Sequence[str] | None = None,
    ignore: Sequence[str] = (),
    universe: Universe = "real",
    max_work: int | None = None,
) -> Findings:
    """Find what AWS's validation doesn't: what does nothing, and what grants more than it seems, each with its proof.

    >>> statement = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    >>> twice = {"Statement": [statement, {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}
    >>> lint(twice, select=["redundant"]).codes
    ['redundant']
    """
    chosen = None if select is None else list(select)
    return Findings(_iamkit.lint(policy, kind, chosen, list(ignore), universe, max_work))


def summarize(
    policy: Policy | Document,
    *,
    kind: Kind | None = None,
    actions: str | None = None,
    universe: Universe = "real",
    max_work: int | None = None,
) -> Answer:
    """Tell what a policy grants, in as few lines as it takes, and what it denies if it only denies.

    >>> policy = {"Statement": {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}}
    >>> summarize(policy, actions="iam:*")["grants"]
    []
    """
    return Answer(_iamkit.summarize(policy, kind, actions, universe, max_work))


def actions_of(pattern: str) -> list[str]:
    """Return the actions that a pattern names, as AWS spells them.

    >>> actions_of("s3:getobjectt*")
    ['s3:GetObjectTagging', 's3:GetObjectTorrent']
    """
    return _iamkit.actions_of(pattern)


def catalog_action(name: str) -> dict[str, Any]:
    """Return what is known of an action: access levels, resource types, condition keys.

    >>> catalog_action("sqs:sendmessage")["resourceTypes"][0]["name"]
    'queue'
    """
    return _iamkit.catalog_action(name)


def catalog_sources() -> list[str]:
    """Return what the catalog of actions was made from."""
    return _iamkit.catalog_sources()


def managed_policies() -> list[dict[str, str]]:
    """Return the AWS managed policies by their names, each with its ARN and current version.

    >>> any(policy["name"] == "ReadOnlyAccess" for policy in managed_policies())
    True
    """
    policies: list[dict[str, str]] = _iamkit.managed_policies()["policies"]
    return policies


def managed_versions(name: str) -> dict[str, Any]:
    """Return the versions of an AWS managed policy.

    >>> managed_versions("AmazonWorkMailReadOnlyAccess")["arn"]
    'arn:aws:iam::aws:policy/AmazonWorkMailReadOnlyAccess'
    """
    return _iamkit.managed_versions(name)


def map_events(events: Event | Iterable[Event]) -> list[dict[str, Any]]:
    """Map records of CloudTrail in memory to what IAM was asked: a dictionary for each, as ``iamkit trail map`` prints it.

    >>> record = {"eventTime": "2026-05-01T10:00:00Z", "eventSource": "s3.amazonaws.com", "eventName": "ListBuckets",
    ...     "userIdentity": {"type": "IAMUser", "arn": "arn:aws:iam::111122223333:user/alice"}}
    >>> map_events(record)[0]["actions"]
    ['s3:ListAllMyBuckets']
    """
    if isinstance(events, (str, bytes, bytearray, Mapping)):
        return _iamkit.map_events(events)
    return _iamkit.map_events(list(events))


def map_logs(
    logs: Path | Sequence[Path],
    *,
    where: Sequence[str] = (),
    threads: int | None = None,
    strict: bool = False,
) -> MappedEvents:
    """Map CloudTrail logs, one event after the other while they are read, in constant memory.

    ``logs`` are files and folders as CloudTrail lays them out, gzipped or not. ``where`` narrows as on the command line:
    ``principal=``, ``service=``, ``region=``, ``action=``, ``from=``, ``to=``. What can't be read is counted in
    ``tally`` and the rest goes on; ``strict`` stops at the first.
    """
    return _iamkit.map_logs(paths(logs), list(where), threads, strict)

