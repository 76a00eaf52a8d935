"""Logs beyond one machine: Apache Spark reads them, and the answers are those that one machine would give.

Each executor reads its share of the logs into requests, equal ones once, by the accounts as the driver has them: they
are sent once, and an executor that knows other things of AWS than the driver, or got other bytes, is an error. What is
left of the logs is small, and the driver asks its questions of that::

    from iamkit import Account, spark

    account = Account.open("listing.json")
    usage = spark.usage(session.sparkContext, "s3://trail/AWSLogs/111122223333/CloudTrail/*/2026/*/*/*.json.gz", account)
    account.unused(usage)

Only PySpark is needed besides; it is imported by whoever calls this.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from iamkit._account import Account
from iamkit._errors import AccountError, TrailError
from iamkit._usage import Usage

if TYPE_CHECKING:
    from pyspark import SparkContext

__all__ = ["usage"]

Snapshots = tuple[tuple[bytes, str], ...]


def usage(
    context: SparkContext,
    logs: str | Sequence[str],
    *accounts: Account,
    where: Sequence[str] = (),
    strict: bool = False,
    partitions: int | None = None,
) -> Usage:
    """Read logs on the executors of a cluster.

    ``logs`` is one path or several, with wildcards, of any file system that Spark reads: ``file:``, ``hdfs:``, ``s3:``.
    ``accounts`` are all that will be asked about the logs, ``partitions`` is how many shares there are at least.
    """
    sent: Snapshots = tuple((account.snapshot(), account.digest) for account in accounts)
    shared = context.broadcast(sent)
    conditions = tuple(where)

    def read(share: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
        return _read(share, shared.value, conditions, strict)

    paths = logs if isinstance(logs, str) else ",".join(logs)
    files = context.binaryFiles(paths, partitions)
    if partitions is not None and files.getNumPartitions() < partitions:
        # Spark puts small files together, whatever it is asked for.
        files = files.repartition(partitions)
    parts = files.mapPartitions(read)
    try:
        if parts.isEmpty():
            message = "there is no log: expected .json, .jsonl or the same with .gz"
            raise TrailError(message, "noLog")
        return Usage.from_bytes(parts.treeReduce(_merge))
    finally:
        shared.unpersist()


def _read(
    share: Iterable[tuple[str, bytes]], sent: Snapshots, conditions: Sequence[str], strict: bool
) -> Iterator[bytes]:
    accounts = [_account(snapshot, digest) for snapshot, digest in sent]
    logs = ((name, bytes(content)) for name, content in share)
    yield Usage.read_each(logs, *accounts, where=conditions, strict=strict).to_bytes()


@functools.lru_cache(maxsize=8)
def _account(snapshot: bytes, digest: str) -> Account:
    """Return the accounts that were sent, worked out once a process."""
    account = Account.from_snapshot(snapshot)
    if account.digest != digest:
        message = f"the accounts that came are {account.digest}, and {digest} were sent"
        raise AccountError(message, "otherSnapshot")
    return account


def _merge(one: bytes, other: bytes) -> bytes:
    return Usage.merge([Usage.from_bytes(one), Usage.from_bytes(other)]).to_bytes()
