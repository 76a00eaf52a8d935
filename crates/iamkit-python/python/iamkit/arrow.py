"""The same questions over columns: Arrow arrays and tables of pyarrow, pandas, Polars, DuckDB, DataFusion and others.

A column is whatever speaks Arrow's C interface (``__arrow_c_array__`` or ``__arrow_c_stream__``), with texts of any of
Arrow's types, dictionaries among them, in one chunk or many; or a list of texts. A single text stands for every row.
Answers are ``arro3.core`` arrays, which every such library takes: ``pyarrow.array(answer)``, ``polars.Series(answer)``.

>>> import pyarrow as pa
>>> from iamkit import Layers, arrow
>>> reads = Layers({"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}})
>>> actions = pa.array(["s3:GetObject", "s3:PutObject", None])
>>> pa.array(arrow.decide(reads, "arn:aws:iam::111122223333:user/alice", actions, "arn:aws:s3:::b/k")).to_pylist()
['allowed', 'implicitDeny', None]

A null in a principal, action, resource or document makes the row's answer null. A null among the condition keys is a
value that nobody knows, so that an answer which hangs on it is ``depends`` (null for :func:`is_allowed`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Protocol, Union

from iamkit import _iamkit
from iamkit._types import ContextValue, Policies, Principal

if TYPE_CHECKING:
    from arro3.core import Array, ChunkedArray

__all__ = ["actions_of", "decide", "decide_table", "is_allowed", "map_event"]


class ArrowArray(Protocol):
    """An array that can be handed over."""

    def __arrow_c_array__(self, requested_schema: Any = None) -> Any: ...


class ArrowStream(Protocol):
    """Chunks of an array, or batches of a table, that can be handed over."""

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...


class Columns(Protocol):
    """A table that gives its columns by their names."""

    def __getitem__(self, name: str, /) -> Any: ...


Column = Union[ArrowArray, ArrowStream, Sequence[Union[str, None]], str, None]
"""A column of texts, or one text for every row."""

Context = Union[Mapping[str, Union[ContextValue, ArrowArray, ArrowStream]], ArrowArray, ArrowStream, None]
"""A column for each condition key (of lists, for keys of several values), or one column of JSON objects."""

Answer = Union["Array", "ChunkedArray"]


def decide(
    policies: Policies | ArrowArray | ArrowStream,
    principal: Principal | Column,
    action: Column,
    resource: Column = "*",
    context: Context = None,
    *,
    resource_owner: Column = None,
    invalid: Literal["raise", "null"] = "raise",
) -> Answer:
    """Decide a request for each row: ``allowed``, ``explicitDeny``, ``implicitDeny`` or ``depends``.

    ``policies`` are those of every row, or a column of documents, of which equal ones are read once. A row that can't be
    asked, such as one whose action is no name, raises with its number; with ``invalid="null"`` it is null.
    """
    return _iamkit.arrow_decide(policies, principal, action, resource, context, resource_owner, invalid)


def is_allowed(
    policies: Policies | ArrowArray | ArrowStream,
    principal: Principal | Column,
    action: Column,
    resource: Column = "*",
    context: Context = None,
    *,
    resource_owner: Column = None,
    invalid: Literal["raise", "null"] = "raise",
) -> Answer:
    """Say for each row whether the request is allowed; null where that hangs on what nobody knows."""
    return _iamkit.arrow_is_allowed(policies, principal, action, resource, context, resource_owner, invalid)


def decide_table(
    policies: Policies,
    table: Columns,
    *,
    principal: str = "principal",
    action: str = "action",
    resource: str = "resource",
    context: Mapping[str, str] | None = None,
    invalid: Literal["raise", "null"] = "raise",
) -> Answer:
    """Decide a request for each row of a table, of which the columns are named; ``context`` has one for each key.

    >>> import pyarrow as pa
    >>> table = pa.table({"who": ["arn:aws:iam::111122223333:user/alice"], "action": ["sqs:SendMessage"],
    ...     "resource": ["arn:aws:sqs:eu-west-1:111122223333:q"], "ip": ["192.0.2.1"]})
    >>> inside = {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}
    >>> pa.chunked_array(decide_table({"Statement": inside}, table, principal="who", context={"aws:SourceIp": "ip"})).to_pylist()
    ['implicitDeny']
    """
    keys = {key: table[name] for key, name in (context or {}).items()}
    return decide(policies, table[principal], table[action], table[resource], keys, invalid=invalid)


def map_event(events: Column) -> Answer:
    """Map a column of CloudTrail records, each as JSON, to structs of what IAM was asked.

    The members are those of ``iamkit trail map``, the context as JSON, which :func:`decide` takes; ``error`` says of a
    text that is no record why. Each record is mapped by itself: that a denial came just behind a change of policies is
    seen where whole logs are read, by :func:`iamkit.map_logs`.
    """
    return _iamkit.arrow_map_event(events)


def actions_of(patterns: Column) -> Answer:
    """Return for each pattern the list of the actions that it names.

    >>> import pyarrow as pa
    >>> pa.array(actions_of(["s3:getobjectt*", None])).to_pylist()
    [['s3:GetObjectTagging', 's3:GetObjectTorrent'], None]
    """
    return _iamkit.arrow_actions_of(patterns)
