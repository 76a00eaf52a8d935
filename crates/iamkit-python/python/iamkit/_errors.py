"""What goes wrong: exceptions with a code, and with every place where they are about a document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict


class Problem(TypedDict):
    """One of the problems of a document, and where it is."""

    message: str
    pointer: str
    line: int
    column: int
    offset: int


class Error(Exception):
    """Everything that this package raises of its own.

    ``code`` is a word that stays the same, whatever becomes of the message.
    """

    code: str
    problems: list[Problem]

    def __init__(self, message: str, code: str = "error", problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.problems = list(problems)

    def __reduce__(self) -> tuple[type[Error], tuple[str, str, list[Problem]]]:
        return (type(self), (str(self), self.code, self.problems))


class PolicyError(Error, ValueError):
    """A document can't be read, or may not stand where it does.

    ``line`` and ``column`` are from 1, ``offset`` is the index of the character from 0; of the first problem, and
    ``None`` where there is no place. ``problems`` has all of them.

    >>> import iamkit
    >>> try:
    ...     iamkit.Policy('{"Statement": {"Effect": "Alow", "Action": "s3:*", "Resource": "*"}}')
    ... except iamkit.PolicyError as error:
    ...     print(error.code, error.line, error.column, error.offset, error.pointer)
    invalid 1 26 25 /Statement/Effect
    """

    def _first(self) -> Problem | None:
        return self.problems[0] if self.problems else None

    @property
    def line(self) -> int | None:
        """The line of the first problem, from 1."""
        first = self._first()
        return None if first is None else first["line"]

    @property
    def column(self) -> int | None:
        """The column of the first problem in characters, from 1."""
        first = self._first()
        return None if first is None else first["column"]

    @property
    def offset(self) -> int | None:
        """The index of the character of the first problem in the text that was read."""
        first = self._first()
        return None if first is None else first["offset"]

    @property
    def pointer(self) -> str | None:
        """The JSON pointer of the first problem."""
        first = self._first()
        return None if first is None else first["pointer"]


class RequestError(Error, ValueError):
    """A request can't be asked: an action, a principal, a condition key or a layer is none."""


class AccountError(Error, ValueError):
    """Accounts can't be read, or a question about them can't be answered."""


class TrailError(Error, ValueError):
    """Logs can't be read, or a question about them can't be answered."""


class InvalidValueError(Error, ValueError):
    """Something else that was given is none of what there is."""
