"""Logs that several processes read, and accounts that are sent to them."""

from __future__ import annotations

import gzip
import json
import pickle
from itertools import permutations

import iamkit
import pytest

from conftest import EVENTS, document, event, listing, statement


@pytest.fixture
def account(folder):
    return iamkit.Account.open(folder / "account.json")


def in_memory(events, name="a.json.gz"):
    return name, gzip.compress(json.dumps({"Records": events}).encode())


def test_parts_are_the_whole_in_any_order(folder, account):
    whole = account.unused(folder / "logs")
    files = sorted((folder / "logs").iterdir())
    parts = [iamkit.Usage.read(file, account) for file in files]
    for order in permutations(parts):
        assert account.unused(iamkit.Usage.merge(order)) == whole
    read_each = iamkit.Usage.read_each(((file.name, file.read_bytes()) for file in files), account)
    assert account.unused(read_each) == whole
    assert read_each.tally == whole["tally"]
    assert read_each.to_bytes() == iamkit.Usage.merge(reversed(parts)).to_bytes()


def test_every_question_takes_what_was_read(folder, account):
    changed = account.with_policy("user/alice:Own", (folder / "sends.json").read_text())
    usage = iamkit.Usage.read(folder / "logs", account, changed)
    assert account.replay(usage, changed, unchanged=True) == account.replay(folder / "logs", changed, unchanged=True)
    assert account.fit(usage, "Own", "alice") == account.fit(folder / "logs", "Own", "alice")
    assert account.unused(usage) == account.unused(folder / "logs")


def test_a_change_in_one_part_makes_denials_in_another_doubtful(account):
    change = event(3, "PutUserPolicy") | {
        "eventSource": "iam.amazonaws.com",
        "requestParameters": {"userName": "alice", "policyName": "Own"},
    }
    denial = dict(EVENTS[3], eventTime="2026-05-01T10:03:30Z")
    parts = [iamkit.Usage.read_each([in_memory([one])], account) for one in (denial, change)]
    assert account.replay(parts[0], account, unchanged=True).rows[0]["denied"] == 1
    both = account.replay(iamkit.Usage.merge(parts), account, unchanged=True)
    row = next(row for row in both.rows if row["action"] == "sqs:PurgeQueue")
    assert (row["denied"], row["notKnown"]) == (0, 1)


def test_digests_and_other_files_are_counted(account):
    usage = iamkit.Usage.read_each(
        [in_memory(EVENTS[:1]), ("CloudTrail-Digest/x.json.gz", b""), ("notes.txt", b"")], account
    )
    assert (usage.tally["files"], usage.tally["digests"], usage.tally["otherFiles"]) == (1, 1, 1)


def test_what_is_broken_is_counted_or_stops(account):
    logs = [in_memory(EVENTS[:2]), ("broken.json.gz", in_memory(EVENTS)[1][:60])]
    tally = iamkit.Usage.read_each(logs, account).tally
    assert tally["problemCounts"] == {"brokenGzip": 1} and "broken.json.gz" in tally["problems"][0]
    with pytest.raises(iamkit.TrailError, match="broken.json.gz"):
        iamkit.Usage.read_each(logs, account, strict=True)


def test_accounts_are_sent_whole(folder, account, tmp_path):
    changed = account.with_policy("user/bob:Sends", (folder / "sends.json").read_text())
    for one in (account, changed, iamkit.Account.from_listing(json.dumps(listing("sqs:*")).encode())):
        again = pickle.loads(pickle.dumps(one))
        assert (again.digest, again.principals()) == (one.digest, one.principals())
        assert again.snapshot() == one.snapshot()
    assert account.digest != changed.digest
    again = pickle.loads(pickle.dumps(changed)).with_policy("user/bob:More", document(statement("sqs:ListQueues")))
    assert again.decide("bob", "sqs:ListQueues") is iamkit.Decision.ALLOWED


def test_a_store_is_sent_as_its_changes(folder, command):
    code, _ = command("account", "import", "account.json", "--into", "accounts.db")
    assert code == 0
    stored = iamkit.Account.open(folder / "accounts.db")
    assert pickle.loads(pickle.dumps(stored)).principals() == stored.principals()


def test_what_others_wrote_is_refused(folder, account):
    snapshot = account.snapshot()
    usage = iamkit.Usage.read(folder / "logs", account).to_bytes()
    own = f"iamkit {iamkit.__version__} ".encode()
    for read, written, error in [
        (iamkit.Account.from_snapshot, snapshot, iamkit.AccountError),
        (iamkit.Usage.from_bytes, usage, iamkit.TrailError),
    ]:
        assert own in written
        with pytest.raises(error, match="were written by") as raised:
            read(written.replace(own, b"iamkit 0.0.9 ", 1))
        assert raised.value.code == "otherVersion"
        for broken in (b"", b"{}", written[:-1], written[5:], written[: len(written) // 2], b"\xff" + written):
            with pytest.raises(error, match="not all of them"):
                read(broken)
    with pytest.raises(iamkit.AccountError, match="not all of them") as raised:
        iamkit.Account.from_snapshot(snapshot.replace(b"sqs:SendMessage", b"sqs:PurgeQueue."))
    assert raised.value.code == "brokenSnapshot"


def test_requests_are_asked_about_the_accounts_that_they_were_read_for(folder, account):
    other = account.with_policy("user/alice:Own", document(statement("sqs:*")))
    usage = iamkit.Usage.read(folder / "logs", account)
    for ask in (lambda: other.unused(usage), lambda: account.replay(usage, other)):
        with pytest.raises(iamkit.TrailError, match="other accounts"):
            ask()
    with pytest.raises(iamkit.TrailError, match="other accounts or other conditions"):
        iamkit.Usage.merge([usage, iamkit.Usage.read(folder / "logs", other)])
    with pytest.raises(iamkit.TrailError, match="other conditions"):
        iamkit.Usage.merge([usage, iamkit.Usage.read(folder / "logs", account, where=["service=sqs"])])
    with pytest.raises(iamkit.TrailError, match="these were read"):
        account.unused(usage, where=["service=sqs"])
    with pytest.raises(iamkit.InvalidValueError):
        iamkit.Usage.read(folder / "logs")
    with pytest.raises(iamkit.InvalidValueError):
        iamkit.Usage.merge([])
