"""The package and the command say the same: each answer in JSON, member by member."""

from __future__ import annotations

import json

import iamkit

from conftest import ALICE, QUEUE


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


def test_map(folder, command):
    code, out = command("trail", "map", "logs", "--format", "jsonl")
    assert code == 0 and lines(out) == list(iamkit.map_logs(folder / "logs"))


def test_replay(folder, command):
    arguments = ["--account", "account.json", "--change", "user/alice:Own=sends.json", "--format", "jsonl", "--unchanged"]
    code, out = command("trail", "replay", "logs", *arguments)
    account = iamkit.Account.open(folder / "account.json")
    changed = account.with_policy("user/alice:Own", (folder / "sends.json").read_text())
    replay = account.replay(folder / "logs", changed, unchanged=True)
    assert code == 1 and lines(out) == replay.rows


def test_unused(folder, command):
    code, out = command("trail", "unused", "logs", "--account", "account.json", "--format", "jsonl")
    assert code == 0 and lines(out) == iamkit.Account.open(folder / "account.json").unused(folder / "logs").rows


def test_fit(folder, command):
    code, out = command("trail", "fit", "logs", "--account", "account.json", "--policy", "Own", "--principal", "alice")
    fitted = iamkit.Account.open(folder / "account.json").fit(folder / "logs", "Own", "alice")
    assert code == 0 and out.strip() == fitted.document


def test_compare(folder, command):
    for old, new, expected in [("sends.json", "all.json", 1), ("all.json", "all.json", 0)]:
        code, out = command("compare", old, new, "--format", "json")
        named = [iamkit.Policy((folder / name).read_text(), name=name) for name in (old, new)]
        assert code == expected and json.loads(out) == iamkit.compare(*named)
    _, out = command("compare", "managed:ReadOnlyAccess", "managed:ViewOnlyAccess", "--format", "json")
    ours = iamkit.compare(iamkit.Policy.managed("ReadOnlyAccess"), iamkit.Policy.managed("ViewOnlyAccess"))
    theirs = json.loads(out)
    assert {k: v for k, v in theirs.items() if k not in "ab"} == {k: v for k, v in ours.items() if k not in "ab"}


def test_explain(folder, command):
    arguments = ["--principal", ALICE, "--action", "sqs:SendMessage", "--resource", QUEUE, "--identity", "sends.json"]
    code, out = command("explain", *arguments, "--format", "json")
    policy = iamkit.Policy((folder / "sends.json").read_text(), name="sends.json")
    assert code == 0 and json.loads(out) == iamkit.explain(policy, ALICE, "sqs:SendMessage", QUEUE)


def test_findings_and_summaries(folder, command):
    policy = iamkit.Policy((folder / "all.json").read_text(), name="all.json")
    _, out = command("lint", "all.json", "--format", "json")
    assert json.loads(out) == [iamkit.lint(policy)]
    _, out = command("summarize", "all.json", "--format", "json")
    assert json.loads(out) == iamkit.summarize(policy)
    _, out = command("catalog", "expand", "sqs:Send*", "--format", "json")
    assert json.loads(out)["actions"] == iamkit.actions_of("sqs:Send*")
    _, out = command("catalog", "show", "sqs:SendMessage", "--format", "json")
    assert json.loads(out) == iamkit.catalog_action("sqs:SendMessage")


def test_checks(folder, command):
    code, out = command("check", "no-new-access", "--reference", "sends.json", "--candidate", "all.json", "--format", "json")
    sends, every = ((folder / name).read_text() for name in ("sends.json", "all.json"))
    assert code == 1 and json.loads(out) == iamkit.check_no_new_access(sends, every)


def test_accounts(folder, command):
    account = iamkit.Account.open(folder / "account.json")
    _, out = command("account", "who-can", "sqs:SendMessage", QUEUE, "--in", "account.json", "--format", "json")
    assert json.loads(out) == account.who_can("sqs:SendMessage", QUEUE)
    _, out = command("account", "what-can", "alice", "--in", "account.json", "--format", "json")
    assert json.loads(out) == account.what_can("alice")
    _, out = command("account", "escalations", "--in", "account.json", "--format", "json")
    assert json.loads(out) == account.escalations()
    _, out = command("account", "explain", "alice", "sqs:SendMessage", QUEUE, "--in", "account.json", "--format", "json")
    assert json.loads(out) == account.explain("alice", "sqs:SendMessage", QUEUE)
