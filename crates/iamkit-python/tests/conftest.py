"""What tests share: a small account, its log, and the command, where it is there."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ALICE = "arn:aws:iam::111122223333:user/alice"
BOB = "arn:aws:iam::111122223333:user/bob"
QUEUE = "arn:aws:sqs:eu-west-1:111122223333:jobs"


def statement(action: Any, effect: str = "Allow", resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": effect, "Action": action, "Resource": resource, **more}


def document(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def listing(actions: Any) -> dict[str, Any]:
    def user(name: str, policies: list[Any]) -> dict[str, Any]:
        return {
            "Path": "/",
            "UserName": name,
            "UserId": "AIDA" + name.upper().ljust(17, "A"),
            "Arn": f"arn:aws:iam::111122223333:user/{name}",
            "UserPolicyList": policies,
        }

    own = {"PolicyName": "Own", "PolicyDocument": document(statement(actions, Sid="Queues"))}
    return {"UserDetailList": [user("alice", [own]), user("bob", [])]}


def event(number: int, name: str, error: str | None = None) -> dict[str, Any]:
    record: dict[str, Any] = {
        "eventTime": f"2026-05-01T10:{number:02}:00Z",
        "eventSource": "sqs.amazonaws.com",
        "eventName": name,
        "eventID": f"e-{number}",
        "eventType": "AwsApiCall",
        "awsRegion": "eu-west-1",
        "recipientAccountId": "111122223333",
        "sourceIPAddress": "192.0.2.7",
        "userIdentity": {"type": "IAMUser", "arn": ALICE, "accountId": "111122223333"},
        "requestParameters": {"queueUrl": "https://sqs.eu-west-1.amazonaws.com/111122223333/jobs"},
    }
    if error is not None:
        record |= {"errorCode": "AccessDenied", "errorMessage": error}
    return record


DENIED = (
    f"User: {ALICE} is not authorized to perform: sqs:PurgeQueue on resource: {QUEUE} "
    "because no identity-based policy allows the sqs:PurgeQueue action"
)

EVENTS = [
    event(1, "SendMessage"),
    event(2, "SendMessage"),
    event(3, "ReceiveMessage"),
    event(4, "PurgeQueue", DENIED),
    event(5, "TeleportMessage"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An account that may send, receive and list, its log, and policies that would change it."""

    def put(name: str, value: Any) -> None:
        (tmp_path / name).write_text(json.dumps(value))

    put("account.json", listing(["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:ListQueues"]))
    put("sends.json", document(statement("sqs:SendMessage")))
    put("all.json", document(statement("sqs:*")))
    (tmp_path / "logs").mkdir()
    with gzip.open(tmp_path / "logs" / "a.json.gz", "wt") as log:
        json.dump({"Records": EVENTS[:3]}, log)
    (tmp_path / "logs" / "b.jsonl").write_text("".join(json.dumps(one) + "\n" for one in EVENTS[3:]))
    return tmp_path


@pytest.fixture
def command(folder: Path) -> Callable[..., tuple[int, str]]:
    """The command ``iamkit`` in the folder: what ``IAMKIT_COMMAND`` names."""
    program = os.environ.get("IAMKIT_COMMAND")
    if not program:
        pytest.skip("IAMKIT_COMMAND names no command to hold the package against")

    def run(*arguments: str) -> tuple[int, str]:
        done = subprocess.run([program, *arguments], cwd=folder, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    return run
