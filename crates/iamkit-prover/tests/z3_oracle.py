"""A second opinion on comparisons, by a solver for formulas over strings.

Reads one JSON object a line: {"a": DOCUMENT, "b": DOCUMENT, "timeout": MILLISECONDS}, and answers each with
{"aOnly": ANSWER, "bOnly": ANSWER}, where ANSWER tells whether some request is allowed by that side alone: "sat",
"unsat", "unknown" (out of time) or "unsupported" (an element that this encoding leaves out).

The encoding shares nothing with the prover, not even a parser: it reads the documents as JSON and writes down what the
rules say. It knows identity policies whose conditions use the String, Numeric, Bool and Null operators, IfExists
included, without policy variables and set operators.
"""

import json
import re
import sys

import z3

STRING = {"StringEquals", "StringNotEquals", "StringLike", "StringNotLike"}
NUMERIC = {
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
}
NEGATED = {"StringNotEquals", "StringNotLike", "NumericNotEquals"}


class Unsupported(Exception):
    pass


def as_list(value):
    return value if isinstance(value, list) else [value]


def glob(pattern):
    """The regular expression of a pattern with * and ?."""
    parts = []
    for piece in re.findall(r"[*]+|[?]|[^*?]+", pattern):
        if piece.startswith("*"):
            parts.append(z3.Full(z3.ReSort(z3.StringSort())))
        elif piece == "?":
            parts.append(z3.AllChar(z3.ReSort(z3.StringSort())))
        else:
            parts.append(z3.Re(piece))
    if not parts:
        return z3.Re("")
    return parts[0] if len(parts) == 1 else z3.Concat(*parts)


def named(text, patterns):
    return z3.Or([z3.InRe(text, glob(pattern)) for pattern in patterns])


class Key:
    """What a request says of one condition key.

    It is absent, has one value, or has several. Several values never satisfy an operator without a set operator, and
    count as null when all of them are empty strings.
    """

    def __init__(self, name):
        self.is_absent = z3.Bool(name + "/absent")
        self.is_many = z3.Bool(name + "/many")
        self.many_is_null = z3.Bool(name + "/null")
        self.is_number = z3.Bool(name + "/number")
        self.is_truth = z3.Bool(name + "/truth")
        self.text = z3.String(name)
        self.number = z3.Real(name + "/value")
        self.truth = z3.Bool(name + "/value")
        self.family = None

    def of_family(self, family):
        if self.family not in (None, family):
            raise Unsupported("two kinds of operator on one key")
        self.family = family

    def one(self, holds):
        return z3.And(z3.Not(self.is_many), holds)

    def is_null(self):
        is_empty = self.text == "" if self.family == "String" else z3.BoolVal(False)
        return z3.Or(self.is_absent, z3.If(self.is_many, self.many_is_null, is_empty))


class Context:
    def __init__(self):
        self.keys = {}

    def key(self, name):
        return self.keys.setdefault(name.lower(), Key(name.lower()))


def compare(operator, key, values, is_deny):
    """Whether the one value of a present key satisfies the operator.

    A value that is none of the operator's type counts against the requester: an Allow fails, a Deny holds.
    """
    if operator in STRING:
        key.of_family("String")
        if "Like" in operator:
            is_named = named(key.text, values)
        else:
            is_named = z3.Or([key.text == value for value in values])
        return z3.Not(is_named) if operator in NEGATED else is_named
    if operator in NUMERIC:
        key.of_family("Numeric")
        numbers = [z3.RealVal(str(value)) for value in values]
        relation = operator[len("Numeric"):]
        tests = {
            "Equals": lambda n: key.number == n,
            "NotEquals": lambda n: key.number != n,
            "LessThan": lambda n: key.number < n,
            "LessThanEquals": lambda n: key.number <= n,
            "GreaterThan": lambda n: key.number > n,
            "GreaterThanEquals": lambda n: key.number >= n,
        }
        join = z3.And if relation == "NotEquals" else z3.Or
        return z3.If(key.is_number, join([tests[relation](number) for number in numbers]), z3.BoolVal(is_deny))
    if operator == "Bool":
        key.of_family("Bool")
        holds = z3.Or([key.truth == (value == "true") for value in values])
        return z3.If(key.is_truth, holds, z3.BoolVal(is_deny))
    raise Unsupported(operator)


def test(context, operator, name, values, is_deny):
    values = [str(value).lower() if isinstance(value, bool) else str(value) for value in as_list(values)]
    key = context.key(name)
    if any("${" in value for value in values):
        raise Unsupported("a policy variable")
    if operator == "Null":
        return z3.Or([key.is_null() == (value.lower() == "true") for value in values])
    base = operator.removesuffix("IfExists")
    if base == "Bool":
        values = [value.lower() for value in values]
    absent = base in NEGATED or base != operator
    return z3.If(key.is_absent, z3.BoolVal(absent), key.one(compare(base, key, values, is_deny)))


def statement(element, action, resource, context):
    known = {"Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"}
    if set(element) - known:
        raise Unsupported("an element")
    parts = []
    for name, text, fold in (("Action", action, str.lower), ("Resource", resource, str)):
        is_negated = "Not" + name in element
        patterns = [fold(pattern) for pattern in as_list(element[("Not" if is_negated else "") + name])]
        if any("${" in pattern for pattern in patterns):
            raise Unsupported("a policy variable")
        is_named = named(text, patterns)
        parts.append(z3.Not(is_named) if is_negated else is_named)
    conditions = element.get("Condition", {})
    # Null reads a key as the other operators on it do, so these come first.
    for operator in sorted(conditions, key=lambda operator: operator == "Null"):
        for name, values in conditions[operator].items():
            parts.append(test(context, operator, name, values, element["Effect"] == "Deny"))
    return z3.And(parts)


def allows(document, action, resource, context):
    statements = {"Allow": [], "Deny": []}
    for element in as_list(document["Statement"]):
        statements[element["Effect"]].append(statement(element, action, resource, context))
    return z3.And(z3.Or(statements["Allow"]), z3.Not(z3.Or(statements["Deny"])))


def only(one, other, timeout):
    action, resource, context = z3.String("action"), z3.String("resource"), Context()
    letters = z3.Union(z3.Range("a", "z"), z3.Range("0", "9"), z3.Re("-"))
    names = z3.Concat(z3.Plus(letters), z3.Re(":"), z3.Plus(letters))
    solver = z3.Solver()
    solver.set("timeout", timeout)
    solver.add(z3.InRe(action, names))
    # Read both sides before writing down either, so that every key knows what kind of value it has.
    formulas = [allows(document, action, resource, context) for document in (one, other)]
    formulas = [allows(document, action, resource, context) for document in (one, other)]
    solver.add(formulas[0], z3.Not(formulas[1]))
    return str(solver.check())


def answer(question):
    try:
        timeout = question["timeout"]
        a, b = question["a"], question["b"]
        return {"aOnly": only(a, b, timeout), "bOnly": only(b, a, timeout)}
    except Unsupported:
        return {"aOnly": "unsupported", "bOnly": "unsupported"}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
