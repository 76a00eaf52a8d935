"""Logs: what records became, and what that says of accounts."""

from __future__ import annotations

import json

import iamkit
import pytest

from conftest import ALICE, EVENTS, QUEUE, document, event, statement


def test_records_become_requests():
    mapped = iamkit.map_events(EVENTS)
    assert mapped[0] == {
        "eventId": "e-1",
        "kind": "call",
        "principal": ALICE,
        "actions": ["sqs:SendMessage"],
        "resources": [QUEUE],
        "certainty": "exact",
        "outcome": "allowed",
        "context": {
            "aws:RequestedRegion": "eu-west-1",
            "aws:CurrentTime": "2026-05-01T10:01:00Z",
            "aws:EpochTime": "1777629660",
            "aws:SourceIp": "192.0.2.7",
            "aws:ViaAWSService": "false",
        },
    }
    assert (mapped[3]["outcome"], mapped[4]["certainty"]) == ("denied", "unmapped")
    assert iamkit.map_events(json.dumps(EVENTS[0])) == iamkit.map_events(json.dumps(EVENTS[0]).encode()) == mapped[:1]
    assert iamkit.map_events(iter(EVENTS)) == mapped


def test_what_is_no_record_says_which():
    with pytest.raises(iamkit.TrailError, match="event 1") as raised:
        iamkit.map_events([EVENTS[0], "{"])
    assert raised.value.code == "noRecord"


def test_logs_are_mapped_while_they_are_read(folder):
    logs = iamkit.map_logs(folder / "logs")
    assert iter(logs) is logs and logs.tally is None
    assert list(logs) == iamkit.map_events(EVENTS)
    assert list(logs) == []
    assert logs.tally is not None
    assert (logs.tally["files"], logs.tally["records"], logs.tally["unmapped"]) == (2, 5, {"sqs:TeleportMessage": 1})
    narrowed = list(iamkit.map_logs([folder / "logs"], where=["action=sqs:Purge*"], threads=1))
    assert [one["eventId"] for one in narrowed] == ["e-4"]


def test_many_events_come_in_their_order(folder):
    (folder / "many.jsonl").write_text("".join(json.dumps(event(n % 60, "SendMessage") | {"eventID": str(n)}) + "\n" for n in range(5000)))
    assert [one["eventId"] for one in iamkit.map_logs(folder / "many.jsonl")] == [str(n) for n in range(5000)]
    # Whoever stops in the middle waits for nothing.
    assert next(iamkit.map_logs(folder / "many.jsonl"))["eventId"] == "0"


def test_what_cannot_be_read_is_counted_or_stops(folder):
    (folder / "bad.json").write_text(json.dumps({"Records": [EVENTS[0], 7, EVENTS[1]]}))
    (folder / "worse.json.gz").write_bytes(b"\x1f\x8b\x08\x00broken")
    logs = iamkit.map_logs([folder / "bad.json", folder / "worse.json.gz"])
    assert len(list(logs)) == 2
    assert logs.tally is not None and sum(logs.tally["problemCounts"].values()) == 2
    with pytest.raises(iamkit.TrailError, match="record 2") as raised:
        list(iamkit.map_logs(folder / "bad.json", strict=True))
    assert raised.value.code == "noRecord"
    (folder / "page.html").write_text("<html>")
    for logs_given, where in [("nowhere", []), ("page.html", []), ("bad.json", ["colour=red"])]:
        with pytest.raises(iamkit.TrailError):
            list(iamkit.map_logs(folder / logs_given, where=where))


def test_a_change_is_replayed(folder):
    account = iamkit.Account.open(folder / "account.json")
    changed = account.with_policy("user/alice:Own", document(statement("sqs:SendMessage")))
    replay = account.replay(folder / "logs", changed)
    assert [(row["action"], row["count"], row["eventId"]) for row in replay.newly_denied] == [("sqs:ReceiveMessage", 1, "e-3")]
    assert not replay.newly_allowed
    wider = account.replay(folder / "logs", account.with_policy("user/alice:Own", document(statement("sqs:*"))), unchanged=True)
    assert [row["action"] for row in wider.newly_allowed] == ["sqs:PurgeQueue"]
    assert {row["effect"] for row in wider.rows} >= {"newlyAllowed", "unchanged"}
    # One event has no action, and so no request.
    assert sum(count["calls"] for count in wider["counts"]) == 4
    assert "sqs:ReceiveMessage" in replay._repr_html_()


def test_equal_policies_change_nothing(folder):
    account = iamkit.Account.open(folder / "account.json")
    replay = account.replay(folder / "logs", account)
    assert not replay.newly_denied and not replay.newly_allowed


def test_what_nobody_uses(folder):
    unused = iamkit.Account.open(folder / "account.json").unused(folder / "logs")
    (row,) = unused.rows
    assert (row["principal"], row["policy"], row["sid"], row["calls"]) == (ALICE, "Own", "Queues", 3)
    assert row["used"] == ["sqs:ReceiveMessage", "sqs:SendMessage"] and "sqs:ListQueues" in row["neverSeen"]
    assert [one["principal"] for one in unused.idle] == ["arn:aws:iam::111122223333:user/bob"]


def test_a_policy_that_fits_is_within_and_enough(folder):
    account = iamkit.Account.open(folder / "account.json")
    fitted = account.fit(folder / "logs", "Own", "alice", generalize="none")
    old = document(statement(["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:ListQueues"]))
    assert iamkit.compare(old, fitted.document).relation is iamkit.Relation.BROADER
    for action in ["sqs:SendMessage", "sqs:ReceiveMessage"]:
        assert iamkit.decide(fitted.document, ALICE, action, QUEUE)
    made = account.fit(folder / "logs", principal="alice")
    assert not iamkit.check_no_new_access(made.document, old)
    assert iamkit.validate(fitted.document).codes == []
    with pytest.raises(iamkit.TrailError) as raised:
        account.fit(folder / "logs", "Other")
    assert raised.value.code == "policy"
    with pytest.raises(iamkit.InvalidValueError):
        account.fit(folder / "logs", "Own", generalize="everything")
