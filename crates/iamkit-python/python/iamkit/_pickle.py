"""How policies come back from where they were sent."""

from __future__ import annotations

from iamkit._iamkit import Policy


def policy(text: str, kind: str, name: str | None) -> Policy:
    """The policy of a text, a kind and a name."""
    return Policy(text, kind, name=name)
