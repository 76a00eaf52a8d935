"""What is handed in, by its types."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, Literal, Union

from iamkit._iamkit import Layers, Policy

Document = Union[str, bytes, bytearray, Mapping[str, Any]]
"""A policy document: text, bytes, or what ``json.loads`` makes of it."""

Policies = Union[Policy, Document, Sequence[Union[Policy, Document]], Layers]
"""One policy, several, or all layers around a principal."""

Principal = Union[str, Mapping[str, str]]
"""Who asks: an ARN, a service principal or ``*``; or a dictionary with ``arn`` and ``role``, ``user``, ``uniqueId`` or
``canonicalUser``, or with ``federated``."""

Scalar = Union[str, bool, int, float]

ContextValue = Union[Scalar, Sequence[Scalar], None]
"""The value of a condition key; a list is a key of several values, ``None`` one that nobody knows."""

Event = Union[str, bytes, bytearray, Mapping[str, Any]]
"""A record of CloudTrail."""

Path = Union[str, "os.PathLike[str]"]

Kind = Literal["identity", "boundary", "session", "resource", "key", "trust", "scp", "rcp", "vpce"]

Universe = Literal["real", "strings"]
"""``real`` looks at the actions of the catalog with what they take, ``strings`` at any."""

