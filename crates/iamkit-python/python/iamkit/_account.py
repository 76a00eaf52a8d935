"""Whole accounts: questions about who can do what, and what logs say of them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from iamkit import _iamkit
from iamkit._answers import Answer, Decision, Explanation, Fit, Replay, Unused
from iamkit._iamkit import Policy
from iamkit._paths import paths
from iamkit._types import ContextValue, Document, Path
from iamkit._usage import Usage, given


class Account:
    """Accounts and their organisation, read once and asked often.

    >>> listing = {"UserDetailList": [{"Path": "/", "UserName": "alice", "UserId": "AIDAAAAAAAAAAAAAAAAAA",
    ...     "Arn": "arn:aws:iam::111122223333:user/alice", "UserPolicyList": [{"PolicyName": "Queues",
    ...         "PolicyDocument": {"Statement": {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}}}]}]}
    >>> account = Account.from_listing(listing)
    >>> account.decide("alice", "sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:orders")
    <Decision.ALLOWED: 'allowed'>
    >>> [can["principal"] for can in account.who_can("sqs:DeleteQueue", "arn:aws:sqs:eu-west-1:111122223333:q")["direct"]]
    ['arn:aws:iam::111122223333:user/alice']
    """

    __slots__ = ("_inner",)

    _inner: _iamkit.Account

    def __init__(self, inner: _iamkit.Account) -> None:
        self._inner = inner

    @staticmethod
    def open(where: Path | Sequence[Path], *, resource_policies: Path | None = None) -> Account:
        """Read accounts: a database of ``iamkit account import``, listings, or folders of listings.

        ``resource_policies`` is a folder of files with the policies of resources.
        """
        folder = None if resource_policies is None else os.fspath(resource_policies)
        return Account(_iamkit.Account.open(paths(where), folder))

    @staticmethod
    def from_listing(listing: Document | Sequence[Document]) -> Account:
        """Read answers of ``GetAccountAuthorizationDetails``, one or several: texts, bytes or dictionaries."""
        return Account(_iamkit.Account.from_listing(listing))

    def with_policy(self, what: str, policy: Policy | Document) -> Account:
        """Return what the accounts would be with a policy in some place; these stay as they are.

        ``what`` is the ARN of a managed policy (a new version), ``user/NAME:POLICY``, ``role/NAME:POLICY`` or
        ``group/NAME:POLICY`` (an inline policy), ``boundary:user/NAME``, ``trust:role/NAME``, ``resource:ARN``,
        ``scp:TARGET`` or ``rcp:TARGET`` with ``root``, the id of a unit or of an account.
        """
        return Account(self._inner.with_policy(what, policy))

    @staticmethod
    def from_snapshot(snapshot: bytes) -> Account:
        """Read what :meth:`snapshot` wrote, by the same version of this package with the same data."""
        return Account(_iamkit.Account.from_snapshot(snapshot))

    def snapshot(self) -> bytes:
        """Return the accounts as bytes: what they were made of, with a digest, to be sent to another process."""
        return self._inner.snapshot()

    @property
    def digest(self) -> str:
        """What tells these accounts from others, and from the same where another version or other data is used."""
        return self._inner.digest

    def __reduce__(self) -> tuple[Any, ...]:
        return (Account.from_snapshot, (self.snapshot(),))

    @property
    def accounts(self) -> list[str]:
        """The ids of the accounts."""
        return self._inner.accounts()

    def principals(self) -> list[dict[str, Any]]:
        """Return the users and roles: ARN, name, kind, and the policies that have an effect on each."""
        return self._inner.principals()

    def decide(
        self, principal: str, action: str, resource: str = "*", context: Mapping[str, ContextValue] | None = None
    ) -> Decision:
        """Decide a request of a user or role, named by its ARN or name."""
        return self.explain(principal, action, resource, context).decision

    def explain(
        self, principal: str, action: str, resource: str = "*", context: Mapping[str, ContextValue] | None = None
    ) -> Explanation:
        """Decide a request of a user or role and say why, with the way on which each policy came to it."""
        return Explanation(*self._inner.explain(principal, action, resource, context))

    def who_can(self, action: str, resource: str = "*") -> Answer:
        """Return everyone who can do something to a resource, and under which conditions."""
        return Answer(*self._inner.who_can(action, resource))

    def what_can(self, principal: str) -> Answer:
        """Return all that a user, a role or somebody from outside can do."""
        return Answer(*self._inner.what_can(principal))

    def escalations(self, principal: str | None = None, *, direct: bool = False) -> Answer:
        """Return the ways on which a user or role, or any, can make itself more than it is."""
        return Answer(self._inner.escalations(principal, direct))

    def replay(
        self,
        logs: Path | Sequence[Path] | Usage,
        changed: Account,
        *,
        where: Sequence[str] = (),
        threads: int | None = None,
        strict: bool = False,
        unchanged: bool = False,
    ) -> Replay:
        """Put the requests of CloudTrail logs to these accounts and to those that they would be.

        ``logs`` are paths, or a :class:`Usage` that was read for both accounts; then ``where``, ``threads`` and
        ``strict`` were said there.
        """
        inner = changed._inner
        report = _iamkit.account_replay(self._inner, given(logs), inner, list(where), threads, strict, unchanged)
        return Replay(report)

    def unused(
        self,
        logs: Path | Sequence[Path] | Usage,
        principal: str | None = None,
        *,
        where: Sequence[str] = (),
        threads: int | None = None,
        strict: bool = False,
    ) -> Unused:
        """Return what of each statement was used, never seen, and can't be seen in such logs."""
        return Unused(_iamkit.account_unused(self._inner, given(logs), principal, list(where), threads, strict))

    def fit(
        self,
        logs: Path | Sequence[Path] | Usage,
        policy: str | None = None,
        principal: str | None = None,
        *,
        generalize: str = "resources",
        keep_not_observable: bool = False,
        where: Sequence[str] = (),
        threads: int | None = None,
        strict: bool = False,
    ) -> Fit:
        """Return the policy that allows what was used of another one, proven to be within it.

        ``policy`` is the ARN or name of one that somebody has. Without it the policy is made from the logs of
        ``principal`` alone. ``generalize`` is ``actions``, ``resources`` or ``none``.
        """
        report = _iamkit.account_fit(
            self._inner, given(logs), policy, principal, generalize, keep_not_observable, list(where), threads, strict
        )
        return Fit(report)

    def __repr__(self) -> str:
        return repr(self._inner)
