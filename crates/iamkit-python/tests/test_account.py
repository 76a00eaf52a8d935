"""Whole accounts."""

from __future__ import annotations

import json

import iamkit
import pytest

from conftest import ALICE, BOB, QUEUE, document, listing, statement


def test_a_listing_is_asked():
    account = iamkit.Account.from_listing(listing(["sqs:*"]))
    assert account.accounts == ["111122223333"]
    assert [one["name"] for one in account.principals()] == ["alice", "bob"]
    assert account.principals()[0]["policies"][0]["name"] == "Own"
    assert account.decide("alice", "sqs:SendMessage", QUEUE)
    assert not account.decide("user/bob", "sqs:SendMessage", QUEUE)
    why = account.explain(ALICE, "sqs:SendMessage", QUEUE)
    assert why.is_allowed and why["deciding"][0]["policy"] == "Own" and "allowed" in str(why)


def test_texts_bytes_and_several_pages_are_listings():
    text = json.dumps(listing("sqs:*"))
    for given in [text, text.encode(), [text]]:
        assert iamkit.Account.from_listing(given).decide("alice", "sqs:SendMessage", QUEUE)


def test_what_is_no_listing_says_where():
    with pytest.raises(iamkit.AccountError, match="listing 0") as raised:
        iamkit.Account.from_listing("{")
    assert raised.value.code == "invalidListing"


def test_who_can_and_what_can():
    account = iamkit.Account.from_listing(listing(["sqs:SendMessage", "iam:CreateAccessKey"]))
    who = account.who_can("sqs:SendMessage", QUEUE)
    assert [one["principal"] for one in who["direct"]] == [ALICE] and ALICE in str(who)
    what = account.what_can("alice")
    assert "sqs:SendMessage" in json.dumps(what)
    assert "sqs:SendMessage" not in json.dumps(account.what_can(BOB))


def test_escalations_are_found():
    account = iamkit.Account.from_listing(listing("iam:PutUserPolicy"))
    ways = account.escalations("alice", direct=True)["escalations"]
    assert ways and all(way["principal"] == ALICE for way in ways)
    assert account.escalations("bob")["escalations"] == []


def test_a_policy_is_tried_out_and_nothing_changes():
    account = iamkit.Account.from_listing(listing("sqs:*"))
    denies = document(statement("sqs:SendMessage", "Deny"))
    assert not account.with_policy("scp:root", denies).decide("alice", "sqs:SendMessage", QUEUE)
    assert not account.with_policy("user/alice:Own", document(statement("s3:*"))).decide("alice", "sqs:SendMessage", QUEUE)
    assert account.with_policy("user/bob:More", document(statement("sqs:*"))).decide("bob", "sqs:SendMessage", QUEUE)
    assert account.decide("alice", "sqs:SendMessage", QUEUE)
    for what in ["nothing", "user/carol:Own", "boundary:group/x"]:
        with pytest.raises(iamkit.TrailError) as raised:
            account.with_policy(what, denies)
        assert raised.value.code == "change", what


def test_wrong_questions_are_refused():
    account = iamkit.Account.from_listing(listing("sqs:*"))
    with pytest.raises(iamkit.AccountError, match="there is no user or role `carol`") as raised:
        account.decide("carol", "sqs:SendMessage", QUEUE)
    assert raised.value.code == "noSuchPrincipal"
    with pytest.raises(iamkit.RequestError) as refused:
        account.who_can("sqs", QUEUE)
    assert refused.value.code == "action"
    with pytest.raises(iamkit.RequestError) as refused:
        account.who_can("sqs:SendMessage", "jobs")
    assert refused.value.code == "resource"


def test_files_and_folders_are_opened(folder):
    assert iamkit.Account.open(folder / "account.json").decide("alice", "sqs:SendMessage", QUEUE)
    (folder / "listings").mkdir()
    (folder / "account.json").rename(folder / "listings" / "account.json")
    assert iamkit.Account.open([folder / "listings"]).accounts == ["111122223333"]
    with pytest.raises(iamkit.AccountError, match="cannot read") as raised:
        iamkit.Account.open(folder / "nowhere")
    assert raised.value.code == "unreadable"


def test_a_database_is_opened(folder, command):
    assert command("account", "import", "--into", "accounts.db", "account.json")[0] == 0
    assert iamkit.Account.open(folder / "accounts.db").decide("alice", "sqs:SendMessage", QUEUE)
