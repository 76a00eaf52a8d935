"""Paths as they are given."""

from __future__ import annotations

import os
from collections.abc import Sequence

from iamkit._types import Path


def paths(given: Path | Sequence[Path]) -> list[str]:
    """Return one path or several as texts."""
    many = [given] if isinstance(given, (str, os.PathLike)) else given
    return [os.fspath(path) for path in many]
