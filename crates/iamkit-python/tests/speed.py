"""How long a million decisions over columns take, on one thread; run by hand with a release build."""

from __future__ import annotations

import json
import sys
import time

import pyarrow as pa
from iamkit import Layers, arrow

ROWS = 1_000_000
WITHIN = 0.1

USERS = [f"arn:aws:iam::111122223333:user/user{n}" for n in range(100)]
ACTIONS = ["s3:GetObject", "s3:PutObject", "s3:ListBucket", "sqs:SendMessage", "dynamodb:GetItem", "iam:PassRole"]
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": ["s3:Get*", "s3:List*"], "Resource": "arn:aws:s3:::data-*"},
        {"Effect": "Allow", "Action": "sqs:*", "Resource": "arn:aws:sqs:*:111122223333:jobs-*"},
        {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "arn:aws:dynamodb:*:*:table/${aws:username}"},
        {"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::data-secret*"},
    ],
}


def best(work, times: int = 5) -> float:
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        spent.append(time.perf_counter() - start)
    return min(spent)


def main() -> None:
    layers = Layers(POLICY)
    principals = pa.array([USERS[n % len(USERS)] for n in range(ROWS)])
    actions = pa.array([ACTIONS[n % len(ACTIONS)] for n in range(ROWS)])
    resources = pa.array([f"arn:aws:s3:::data-{n % 5000}/key{n}" for n in range(ROWS)])
    answer = pa.array(arrow.decide(layers, principals, actions, resources))
    counts = {one["values"]: one["counts"] for one in answer.value_counts().to_pylist()}
    assert counts["allowed"] == sum(n % 6 in (0, 2) for n in range(ROWS)), counts
    ips = {"aws:SourceIp": pa.array([f"10.0.{n % 256}.{n % 199}" for n in range(ROWS)])}
    seconds = {
        "one principal": best(lambda: arrow.decide(layers, USERS[0], actions, resources)),
        "a hundred principals": best(lambda: arrow.decide(layers, principals, actions, resources)),
        "is_allowed": best(lambda: arrow.is_allowed(layers, principals, actions, resources)),
        "with a condition key": best(lambda: arrow.decide(layers, principals, actions, resources, ips)),
    }
    print(json.dumps({name: round(spent, 4) for name, spent in seconds.items()}))
    if WITHIN < seconds["one principal"]:
        sys.exit(f"a million decisions take more than {WITHIN} s")


main()
