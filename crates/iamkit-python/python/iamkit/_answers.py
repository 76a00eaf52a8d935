"""Answers: what the reports' JSON has, as dictionaries, with names for what is asked most and a look in notebooks."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from html import escape
from typing import Any, cast

Json = dict[str, Any]


class Decision(str, enum.Enum):
    """What is decided of a request.

    Only ``ALLOWED`` counts as true, so that ``if iamkit.decide(...)`` never lets through what isn't allowed.

    >>> bool(Decision.DEPENDS), Decision.IMPLICIT_DENY == "implicitDeny"
    (False, True)
    """

    ALLOWED = "allowed"
    EXPLICIT_DENY = "explicitDeny"
    IMPLICIT_DENY = "implicitDeny"
    DEPENDS = "depends"

    def __bool__(self) -> bool:
        return self is Decision.ALLOWED

    def __str__(self) -> str:
        return self.value


class Relation(str, enum.Enum):
    """How what the old policies allow stands to what the new ones allow: ``NARROWER`` is that the old allow less."""

    EQUAL = "equal"
    NARROWER = "narrower"
    BROADER = "broader"
    INCOMPARABLE = "incomparable"
    UNKNOWN = "unknown"

    def __str__(self) -> str:
        return self.value


class Answer(dict[str, Any]):
    """An answer: a dictionary that is, member by member, the JSON of the command and the server."""

    __slots__ = ("_markdown", "_text")

    _text: str
    _markdown: str | None

    def __init__(self, report: Json, text: str = "", markdown: str | None = None) -> None:
        super().__init__(report)
        self._text = text
        self._markdown = markdown

    @property
    def text(self) -> str:
        """The answer for a person, on lines."""
        return self._text

    def __str__(self) -> str:
        return self._text or super().__repr__()

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (dict(self), self._text, self._markdown))

    def _repr_markdown_(self) -> str:
        return self._markdown if self._markdown is not None else _fenced(self.text)

    def _repr_html_(self) -> str:
        return f"<pre>{_text(self.text)}</pre>"


class Explanation(Answer):
    """A decision with its reasons."""

    __slots__ = ()

    @property
    def decision(self) -> Decision:
        """What is decided."""
        return Decision(self._explanation["decision"])

    @property
    def is_allowed(self) -> bool:
        """Whether the request is allowed; one that depends isn't."""
        return self.decision is Decision.ALLOWED

    @property
    def decided_by(self) -> list[Json]:
        """The statements that decided: policy, index, line and column; none for an implicit deny."""
        return cast("list[Json]", self._explanation["decidedBy"])

    @property
    def blocked_by(self) -> list[str]:
        """The layers that deny, or that lack an Allow that is needed."""
        return cast("list[str]", self._explanation["blockedBy"])

    @property
    def missing_keys(self) -> list[str]:
        """Condition keys that matter and that the request doesn't carry."""
        return cast("list[str]", self._explanation["missingKeys"])

    @property
    def depends_on(self) -> list[Json]:
        """Unknown keys that can change the answer."""
        return cast("list[Json]", self._explanation["dependsOn"])

    @property
    def _explanation(self) -> Json:
        return cast("Json", self.get("explanation", self))

    def __bool__(self) -> bool:
        return self.is_allowed

    def _repr_html_(self) -> str:
        color = {"allowed": "#1a7f37", "depends": "#9a6700"}.get(self.decision.value, "#cf222e")
        head = f'<p><b style="color:{color}">{_text(self.decision.value)}</b></p>'
        statements = [
            (one["policy"], one["index"], one.get("sid", ""), f"{one['line']}:{one['column']}") for one in self.decided_by
        ]
        table = _table(("policy", "statement", "Sid", "place"), statements) if statements else ""
        return f"{head}{table}<pre>{_text(self.text)}</pre>"


class Comparison(Answer):
    """How two policies stand to each other, with every difference and a request that shows it.

    ``a`` is the old side, ``b`` the new one.
    """

    __slots__ = ()

    @property
    def relation(self) -> Relation:
        """How the old side stands to the new one."""
        return Relation(self["relation"])

    @property
    def is_equal(self) -> bool:
        """Whether both sides allow the same, by proof."""
        return self.relation is Relation.EQUAL

    @property
    def differences(self) -> list[Json]:
        """What exactly one side allows, each with its ``witness``."""
        return cast("list[Json]", self["differences"])

    @property
    def lost(self) -> list[Json]:
        """What the old side alone allows."""
        return [one for one in self.differences if one["allowedBy"] == "a"]

    @property
    def gained(self) -> list[Json]:
        """What the new side alone allows."""
        return [one for one in self.differences if one["allowedBy"] == "b"]

    @property
    def witnesses(self) -> list[Json]:
        """A request for each difference: one side allows it and the other doesn't."""
        return [one["witness"] for one in self.differences]

    @property
    def unknown(self) -> list[Json]:
        """What could not be decided, and why."""
        return cast("list[Json]", self["unknown"])

    def __bool__(self) -> bool:
        raise TypeError("a comparison is neither true nor false: ask for its relation")

    def _repr_html_(self) -> str:
        names = f"<code>{_text(self['a'])}</code> → <code>{_text(self['b'])}</code>"
        head = f"<p><b>{_text(self.relation.value)}</b> {names}</p>"
        rows = [_difference(one) for one in self.differences]
        table = _table(("", "actions", "resources", "principals", "conditions", "a request"), rows) if rows else ""
        unknown = "".join(f"<li>{_text(one['reason'])}</li>" for one in self.unknown)
        return head + table + (f"<p>not decided:</p><ul>{unknown}</ul>" if unknown else "")


class Check(Answer):
    """The answer of one of Access Analyzer's custom checks, in its own form.

    It is true when the check passed; one that can't be decided has failed.
    """

    __slots__ = ()

    @property
    def passed(self) -> bool:
        """Whether it is proven."""
        return cast("bool", self["result"] == "PASS")

    @property
    def reasons(self) -> list[Json]:
        """Why it failed."""
        return cast("list[Json]", self["reasons"])

    def __bool__(self) -> bool:
        return self.passed


class Findings(Answer):
    """What was found in a document: true where something was."""

    __slots__ = ()

    @property
    def findings(self) -> list[Json]:
        """Each with its code, severity, message and places."""
        return cast("list[Json]", self["findings"])

    @property
    def codes(self) -> list[str]:
        """The codes of what was found, in the order of the document."""
        return [one["code"] for one in self.findings]

    def __bool__(self) -> bool:
        return bool(self.findings)

    def __str__(self) -> str:
        return "".join(f"{one['code']} ({one['severity']}): {one['message']}\n" for one in self.findings)

    @property
    def text(self) -> str:
        """A line for each finding."""
        return str(self)

    def _repr_html_(self) -> str:
        rows = [(one["severity"], one["code"], one["message"]) for one in self.findings]
        return _table(("severity", "code", "message"), rows) if rows else "<p>nothing was found</p>"


class Rows(Answer):
    """A table: ``rows`` has a dictionary for each, ``tally`` what was read of the logs."""

    __slots__ = ()

    @property
    def rows(self) -> list[Json]:
        """The rows, as the command's JSON lines."""
        return cast("list[Json]", self["rows"])

    @property
    def tally(self) -> Json:
        """What was read and what it became, counted."""
        return cast("Json", self["tally"])

    def _repr_html_(self) -> str:
        if not self.rows:
            return "<p>no rows</p>"
        head = tuple(self.rows[0])
        return _table(head, [tuple(row[name] for name in head) for row in self.rows])


class Replay(Rows):
    """What requests of logs would have become with other policies."""

    __slots__ = ()

    def _of(self, effect: str) -> list[Json]:
        return [row for row in self.rows if row["effect"] == effect]

    @property
    def newly_denied(self) -> list[Json]:
        """What was allowed and would be denied."""
        return self._of("newlyDenied")

    @property
    def newly_allowed(self) -> list[Json]:
        """What was denied and would be allowed."""
        return self._of("newlyAllowed")

    @property
    def cannot_say(self) -> list[Json]:
        """What hangs on something that nobody knows; ``open`` says on what."""
        return self._of("cannotSay")


class Unused(Rows):
    """What policies grant and nobody used."""

    __slots__ = ()

    @property
    def idle(self) -> list[Json]:
        """Users and roles that made no call, and access keys that signed none."""
        return cast("list[Json]", self["idle"])


class Fit(Answer):
    """A policy that allows what was used."""

    __slots__ = ()

    @property
    def document(self) -> str:
        """The policy, as text."""
        return cast("str", self["document"])

    @property
    def not_observable(self) -> list[str]:
        """Actions that logs can't show: kept or left out, as was asked."""
        return cast("list[str]", self["notObservable"])

    @property
    def tally(self) -> Json:
        """What was read and what it became, counted."""
        return cast("Json", self["tally"])

    @property
    def text(self) -> str:
        """The policy."""
        return self.document

    def __str__(self) -> str:
        return self.document


_HIDDEN = frozenset("\u00ad\u061c\u180e\ufeff")


def _text(value: object) -> str:
    """A text for a page: escaped, and with what hides or turns the line around made visible."""
    return escape("".join(_visible(character) for character in str(value)))


def _visible(character: str) -> str:
    code = ord(character)
    is_control = (code < 0x20 and character not in "\n\t") or 0x7F <= code < 0xA0
    is_hidden = character in _HIDDEN or 0x200B <= code <= 0x200F or 0x2028 <= code <= 0x202E or 0x2060 <= code <= 0x206F
    return f"\\u{{{code:x}}}" if is_control or is_hidden else character


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    names = "".join(f"<th>{_text(name)}</th>" for name in head)
    body = "".join("<tr>" + "".join(f"<td>{_cell(value)}</td>" for value in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{names}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return "<br>".join(_text(item) for item in cast("list[object]", value))
    return _text(value)


def _scope(scope: Json | None) -> list[str]:
    if scope is None:
        return []
    within = [" or ".join(names) for names in scope["within"]]
    return within + ["except " + ", ".join(names) for names in scope["except"]]


def _condition(condition: Json) -> str:
    negation = "not " if condition["negated"] else ""
    return f"{negation}{condition['operator']} {condition['key']} {', '.join(condition['values'])}"


def _difference(one: Json) -> tuple[object, ...]:
    actions = list(one["actions"]) + [f"except {name}" for name in one.get("actionsExcept", ())]
    witness = one["witness"]
    context = [f"{key} = {value}" for key, value in witness["context"].items()]
    resources = witness.get("resources") or [witness["resource"]]
    names = [resource if isinstance(resource, str) else resource["arn"] for resource in resources]
    principal = witness["principal"]
    who = principal if isinstance(principal, str) else principal.get("arn", principal.get("federated", ""))
    shown = [str(witness["action"]), *names, f"by {who}", *context]
    sign = "−" if one["allowedBy"] == "a" else "+"
    resources_of = _scope(one["resources"]) or ["*"]
    conditions = [_condition(condition) for condition in one["conditions"]]
    return (sign, actions, resources_of, _scope(one.get("principals")), conditions, shown)


def _fenced(text: str) -> str:
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}text\n{text}\n{fence}\n"
