from collections.abc import Iterable, Mapping, Sequence
from typing import Any, final

from arro3.core import Array, ChunkedArray
from typing_extensions import Self

__all__ = [
    "Account",
    "Layers",
    "MappedEvents",
    "Policy",
    "Usage",
    "__version__",
    "account_fit",
    "account_replay",
    "account_unused",
    "actions_of",
    "arrow_actions_of",
    "arrow_decide",
    "arrow_is_allowed",
    "arrow_map_event",
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

__version__: str

@final
class Policy:
    """A policy document, read and compiled, with its kind and the name that answers call it by.

    The document is a text, bytes or a dictionary; answers of AWS, templates and plans that hold one document (or have a
    ``member`` of that name) are taken too. Without a kind it is the one that its wrapping tells or that it looks like.
    """

    def __new__(
        cls,
        document: Policy | str | bytes | bytearray | Mapping[str, Any],
        kind: str | None = None,
        *,
        name: str | None = None,
        member: str | None = None,
    ) -> Self: ...
    @staticmethod
    def managed(name: str, version: str | None = None) -> Policy: ...
    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def text(self) -> str: ...
    def __len__(self) -> int: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> tuple[Any, ...]: ...

@final
class Layers:
    """The policies of every layer around a principal, compiled once and asked often."""

    def __new__(
        cls,
        identity: Any = None,
        *,
        boundary: Any = None,
        session: Any = None,
        resource: Any = None,
        scp: Any = None,
        rcp: Any = None,
        vpce: Any = None,
    ) -> Self: ...

@final
class Account:
    @staticmethod
    def open(paths: Sequence[str], resource_policies: str | None = None) -> Account: ...
    @staticmethod
    def from_listing(listing: Any) -> Account: ...
    @staticmethod
    def from_snapshot(snapshot: bytes) -> Account: ...
    def snapshot(self) -> bytes: ...
    @property
    def digest(self) -> str: ...
    def with_policy(self, what: str, policy: Any) -> Account: ...
    def accounts(self) -> list[str]: ...
    def principals(self) -> list[dict[str, Any]]: ...
    def explain(
        self, principal: str, action: str, resource: str, context: Mapping[str, Any] | None
    ) -> tuple[dict[str, Any], str]: ...
    def who_can(self, action: str, resource: str) -> tuple[dict[str, Any], str]: ...
    def what_can(self, name: str) -> tuple[dict[str, Any], str]: ...
    def escalations(self, name: str | None, direct: bool) -> dict[str, Any]: ...

@final
class MappedEvents:
    """The events of logs, one by one while they are read; ``tally`` is there once all were taken."""

    def __iter__(self) -> Self: ...
    def __next__(self) -> dict[str, Any]: ...
    @property
    def tally(self) -> dict[str, Any] | None: ...

@final
class Usage:
    """The requests of some logs, as far as the policies of some accounts tell them apart."""

    @staticmethod
    def read(
        paths: Sequence[str],
        accounts: Sequence[Account],
        conditions: Sequence[str],
        threads: int | None,
        strict: bool,
    ) -> Usage: ...
    @staticmethod
    def read_each(
        logs: Iterable[tuple[str, bytes]], accounts: Sequence[Account], conditions: Sequence[str], strict: bool
    ) -> Usage: ...
    @staticmethod
    def merge(parts: Sequence[Usage]) -> Usage: ...
    @staticmethod
    def from_bytes(written: bytes) -> Usage: ...
    def to_bytes(self) -> bytes: ...
    @property
    def tally(self) -> dict[str, Any]: ...

def account_replay(
    account: Account,
    logs: Sequence[str] | Usage,
    changed: Account,
    conditions: Sequence[str],
    threads: int | None,
    strict: bool,
    unchanged: bool,
) -> dict[str, Any]: ...
def account_unused(
    account: Account,
    logs: Sequence[str] | Usage,
    principal: str | None,
    conditions: Sequence[str],
    threads: int | None,
    strict: bool,
) -> dict[str, Any]: ...
def account_fit(
    account: Account,
    logs: Sequence[str] | Usage,
    policy: str | None,
    principal: str | None,
    generalize: str,
    keep_not_observable: bool,
    conditions: Sequence[str],
    threads: int | None,
    strict: bool,
) -> dict[str, Any]: ...
def actions_of(pattern: str) -> list[str]: ...
def arrow_actions_of(patterns: Any) -> Array | ChunkedArray: ...
def arrow_decide(
    policies: Any, principal: Any, action: Any, resource: Any, context: Any, resource_owner: Any, invalid: str
) -> Array | ChunkedArray: ...
def arrow_is_allowed(
    policies: Any, principal: Any, action: Any, resource: Any, context: Any, resource_owner: Any, invalid: str
) -> Array | ChunkedArray: ...
def arrow_map_event(records: Any) -> Array | ChunkedArray: ...
def catalog_action(name: str) -> dict[str, Any]: ...
def catalog_sources() -> list[str]: ...
def check_access_not_granted(
    policy: Any,
    actions: Sequence[str],
    resources: Sequence[str],
    kind: str | None,
    universe: str,
    max_work: int | None,
) -> dict[str, Any]: ...
def check_no_new_access(
    existing: Any, new: Any, kind: str | None, universe: str, max_work: int | None
) -> dict[str, Any]: ...
def check_no_public_access(
    policy: Any, resource_type: str | None, universe: str, max_work: int | None
) -> dict[str, Any]: ...
def compare(
    old: Any,
    new: Any,
    kind: str | None,
    principal: Any,
    resource_owner: str | None,
    management_account: str | None,
    universe: str,
    max_work: int | None,
) -> tuple[dict[str, Any], str, str]: ...
def decide(
    policies: Any,
    principal: Any,
    action: str,
    resource: str,
    context: Mapping[str, Any] | None,
    unknown: Sequence[str],
    resource_owner: str | None,
    management_account: str | None,
) -> str: ...
def explain(
    policies: Any,
    principal: Any,
    action: str,
    resource: str,
    context: Mapping[str, Any] | None,
    unknown: Sequence[str],
    resource_owner: str | None,
    management_account: str | None,
) -> tuple[dict[str, Any], str]: ...
def lint(
    policy: Any,
    kind: str | None,
    select: Sequence[str] | None,
    ignore: Sequence[str],
    universe: str,
    max_work: int | None,
) -> dict[str, Any]: ...
def managed_policies() -> dict[str, Any]: ...
def managed_versions(name: str) -> dict[str, Any]: ...
def map_events(events: Any) -> list[dict[str, Any]]: ...
def map_logs(
    paths: Sequence[str], conditions: Sequence[str], threads: int | None, strict: bool
) -> MappedEvents: ...
def summarize(
    policy: Any, kind: str | None, actions: str | None, universe: str, max_work: int | None
) -> dict[str, Any]: ...
def validate(document: Any, policy_type: str | None, resource_type: str | None) -> dict[str, Any]: ...
