"""Logs that several machines read: what each has read, put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from iamkit import _iamkit
from iamkit._paths import paths
from iamkit._types import Path

if TYPE_CHECKING:
    from iamkit._account import Account


class Usage:
    """The requests of some logs, to be put together with those of others.

    What is put together, in any order and grouping, is what one reader of all the logs would have found. It can be
    pickled, and written as bytes, for instance each day for the logs of that day.

    >>> import iamkit
    >>> account = iamkit.Account.from_listing({"UserDetailList": []})
    >>> days = [iamkit.Usage.read_each([(f"{day}.json", b'{"Records": []}')], account) for day in ("may-1", "may-2")]
    >>> iamkit.Usage.merge(days)
    <iamkit.Usage 0 records of 2 logs>
    """

    __slots__ = ("_inner",)

    _inner: _iamkit.Usage

    def __init__(self, inner: _iamkit.Usage) -> None:
        self._inner = inner

    @staticmethod
    def read(
        logs: Path | Sequence[Path],
        *accounts: Account,
        where: Sequence[str] = (),
        threads: int | None = None,
        strict: bool = False,
    ) -> Usage:
        """Read logs for all accounts that will be asked: for a replay the ones as they are and as they would be."""
        inner = [account._inner for account in accounts]
        return Usage(_iamkit.Usage.read(paths(logs), inner, list(where), threads, strict))

    @staticmethod
    def read_each(
        logs: Iterable[tuple[str, bytes]], *accounts: Account, where: Sequence[str] = (), strict: bool = False
    ) -> Usage:
        """Read logs that are in memory, each with its name: what an object store hands out, packed or not."""
        inner = [account._inner for account in accounts]
        return Usage(_iamkit.Usage.read_each(logs, inner, list(where), strict))

    @staticmethod
    def merge(parts: Iterable[Usage]) -> Usage:
        """Put together what was read for the same accounts under the same conditions."""
        return Usage(_iamkit.Usage.merge([part._inner for part in parts]))

    @staticmethod
    def from_bytes(written: bytes) -> Usage:
        """Read what :meth:`to_bytes` wrote, by the same version of this package with the same data."""
        return Usage(_iamkit.Usage.from_bytes(written))

    def to_bytes(self) -> bytes:
        """Return all of it as bytes, of the same logs always the same."""
        return self._inner.to_bytes()

    @property
    def tally(self) -> dict[str, Any]:
        """What was read and what it became, counted."""
        return self._inner.tally

    def __reduce__(self) -> tuple[Any, ...]:
        return (Usage.from_bytes, (self.to_bytes(),))

    def __repr__(self) -> str:
        return repr(self._inner)


def given(logs: Path | Sequence[Path] | Usage) -> list[str] | _iamkit.Usage:
    """Return paths of logs, or what was read of them."""
    return logs._inner if isinstance(logs, Usage) else paths(logs)


