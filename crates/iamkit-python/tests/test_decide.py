"""Decisions and explanations."""

from __future__ import annotations

import iamkit
import pytest
from iamkit import Decision

from conftest import ALICE, QUEUE, document, statement

SENDS = document(statement("sqs:SendMessage", resource=QUEUE))


def test_what_is_decided():
    assert iamkit.decide(SENDS, ALICE, "sqs:SendMessage", QUEUE) is Decision.ALLOWED
    assert iamkit.decide(SENDS, ALICE, "sqs:PurgeQueue", QUEUE) is Decision.IMPLICIT_DENY
    denies = [SENDS, document(statement("sqs:*", "Deny"))]
    assert iamkit.decide(denies, ALICE, "sqs:SendMessage", QUEUE) is Decision.EXPLICIT_DENY
    assert iamkit.decide([], ALICE, "sqs:SendMessage", QUEUE) is Decision.IMPLICIT_DENY


def test_only_an_allowed_request_is_true():
    assert [bool(decision) for decision in Decision] == [True, False, False, False]


def test_keys_that_nobody_knows_are_not_keys_that_are_not_there():
    mfa = document(statement("*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}))
    unless = document(statement("*"), statement("*", "Deny", Condition={"Bool": {"aws:MultiFactorAuthPresent": "false"}}))

    def decide(policy, context=None, **more):
        return str(iamkit.decide(policy, ALICE, "sqs:SendMessage", QUEUE, context, **more))

    key = "aws:MultiFactorAuthPresent"
    assert [decide(mfa, {key: True}), decide(mfa, {key: "true"}), decide(mfa, {}), decide(mfa, {key: None})] == [
        "allowed",
        "allowed",
        "implicitDeny",
        "depends",
    ]
    assert [decide(unless), decide(unless, unknown=[key]), decide(unless, {key: False})] == ["allowed", "depends", "explicitDeny"]


def test_values_are_texts_numbers_truths_and_lists():
    tags = document(statement("*", Condition={"ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]}, "NumericLessThan": {"s3:max-keys": "10"}}))

    def decide(context):
        return iamkit.decide(tags, ALICE, "s3:ListBucket", "arn:aws:s3:::b", context)

    assert decide({"aws:TagKeys": ["a", "b"], "s3:max-keys": 9})
    assert decide({"aws:TagKeys": ("a",), "s3:max-keys": 9.5})
    assert not decide({"aws:TagKeys": {"a", "c"}, "s3:max-keys": 9})
    with pytest.raises(TypeError, match="a condition key has"):
        decide({"s3:max-keys": object()})
    with pytest.raises(TypeError, match="expected a dict of condition keys"):
        decide("s3:max-keys=1")
    with pytest.raises(iamkit.RequestError) as raised:
        decide({"s3:max-keys": 1, "S3:Max-Keys": 2})
    assert raised.value.code == "context"


def test_requests_that_are_none_are_refused():
    for arguments, code in [
        ((ALICE, "sqs"), "action"),
        ((ALICE, "sqs:*"), "action"),
        (("alice", "sqs:SendMessage"), "principal"),
        (({"arn": ALICE, "other": "x"}, "sqs:SendMessage"), "principal"),
    ]:
        with pytest.raises(iamkit.RequestError) as raised:
            iamkit.decide(SENDS, *arguments)
        assert raised.value.code == code, arguments


def test_policies_go_where_their_kinds_belong():
    boundary = iamkit.Policy(document(statement("s3:*")), "boundary")
    assert iamkit.decide([SENDS, boundary], ALICE, "sqs:SendMessage", QUEUE) is Decision.IMPLICIT_DENY
    with pytest.raises(iamkit.RequestError, match="several boundary policies") as raised:
        iamkit.decide([boundary, boundary], ALICE, "sqs:SendMessage", QUEUE)
    assert raised.value.code == "layers"


def test_layers_limit_each_other():
    full = document(statement("*"))
    layers = iamkit.Layers([SENDS], scp=[[full], [document(statement("sqs:*"))]], boundary=full)
    assert repr(layers) == "<iamkit.Layers: identity 1, boundary 1, scp 2>"
    assert iamkit.decide(layers, ALICE, "sqs:SendMessage", QUEUE)
    blocked = iamkit.Layers(SENDS, scp=[[full], [document(statement("s3:*"))]])
    why = iamkit.explain(blocked, ALICE, "sqs:SendMessage", QUEUE)
    assert not why and why.blocked_by == ["scp"]
    empty = iamkit.Layers([], resource=document(statement("sqs:*", Principal={"AWS": ALICE})))
    assert iamkit.decide(empty, ALICE, "sqs:SendMessage", QUEUE)


def test_a_session_is_of_a_role():
    session = {"arn": "arn:aws:sts::111122223333:assumed-role/Deploy/ci", "role": "arn:aws:iam::111122223333:role/ci/Deploy"}
    policy = document(statement("*", Condition={"ArnEquals": {"aws:PrincipalArn": session["role"]}}))
    assert iamkit.decide(policy, session, "sqs:SendMessage", QUEUE)


def test_an_explanation_says_why():
    why = iamkit.explain(iamkit.Policy(SENDS, name="sends"), ALICE, "sqs:SendMessage", QUEUE)
    assert why.decision is Decision.ALLOWED and why.is_allowed
    assert (why.decided_by[0]["policy"], why.decided_by[0]["index"]) == ("sends", 0)
    assert why["schema"] == 1 and why["resource"] == QUEUE and why["findings"] == []
    assert "sends" in str(why)
    missing = iamkit.explain(document(statement("*", Condition={"StringEquals": {"aws:SourceVpc": "vpc-1"}})), ALICE, "sqs:SendMessage", QUEUE)
    assert not missing and missing.missing_keys == ["aws:SourceVpc"]
    assert iamkit.explain(SENDS, ALICE, "sqs:SendMesage", QUEUE)["findings"]


def test_shown_in_a_notebook_nothing_escapes():
    evil = iamkit.Policy(document(statement("*", Sid="x")), name="<script>alert(1)</script>\u202e")
    why = iamkit.explain(evil, ALICE, "sqs:SendMessage", QUEUE)
    page = why._repr_html_()
    assert "<script>" not in page and "&lt;script&gt;" in page and "\u202e" not in page
    assert why._repr_markdown_().startswith("```")
